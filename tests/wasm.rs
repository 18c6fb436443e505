//! Inside a real browser, by `wasm-pack test --headless --chrome crate`: the bits that were recorded natively.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn arithmetic_is_not_fused() {
    // 1 + 2⁻¹² squared is 1 + 2⁻¹¹ + 2⁻²⁴: a fused multiply-add keeps the last term, separate roundings lose it.
    let x = core::hint::black_box(1.0_f32 + 1.0 / 4096.0);
    let product = x * x;
    assert_eq!((product - (1.0 + 1.0 / 2048.0)).to_bits(), 0);
}
