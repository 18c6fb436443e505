//! Inside a real browser, by `wasm-pack test --headless --chrome crate`: the bits that were recorded natively.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;

use serde_json::Value;
use skipscape::autograd::Scalar;
use skipscape::autograd::kernels::{Into, Shape, portable};
use skipscape::rng::Stream;
use skipscape::{data, scene::Scene, train};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn runs_repeat_the_digests_that_were_recorded_natively() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("digests.json")).unwrap();
    assert!(rows.len() > 10);
    // The page hands the images in; here they are compiled in.
    data::digits::provide(include_bytes!("../www/data/digits.bin")).expect("the file is whole");
    for row in rows {
        let scene = Scene::parse(row["scene"].as_str().unwrap()).unwrap().scene;
        let data = Arc::new(data::load(&scene, None).unwrap());
        let run = train::run(&scene, &data);
        assert_eq!(
            (run.a.digest.as_str(), run.b.digest.as_str()),
            (row["a"].as_str().unwrap(), row["b"].as_str().unwrap()),
            "{row}"
        );
    }
}

#[wasm_bindgen_test]
fn arithmetic_is_not_fused() {
    // (1 + 2⁻¹²)² is 1 + 2⁻¹¹ + 2⁻²⁴: a fused multiply-add keeps the last term, separate roundings lose it.
    let x = core::hint::black_box(1.0_f32 + 1.0 / 4096.0);
    assert_eq!((x * x - (1.0 + 1.0 / 2048.0)).to_bits(), 0);
}

#[wasm_bindgen_test]
fn products_in_vector_registers_have_the_bits_of_the_portable_kernel() {
    let mut stream = Stream::new(1, "test/products");
    for _ in 0..300 {
        let [m, k, n] = [0; 3].map(|_| stream.below(40) as usize);
        let mut matrix = |size: usize| -> Vec<f32> { (0..size).map(|_| stream.normal() as f32).collect() };
        let (a, b, start, bias) = (matrix(m * k), matrix(k * n), matrix(m * n), matrix(n));
        for turned in [false, true] {
            let shape = Shape { m, k, n, turned };
            for into in [Into::Set, Into::Add, Into::Biased(&bias)] {
                let (mut found, mut right) = (start.clone(), start.clone());
                f32::product(shape, &a, &b, &mut found, into);
                portable::product(shape, &a, &b, &mut right, into);
                let bits = |values: &[f32]| -> Vec<u32> { values.iter().map(|value| value.to_bits()).collect() };
                assert_eq!(bits(&found), bits(&right), "{shape:?} {into:?}");
            }
        }
    }
}
