//! Small pieces of the engine, timed natively on one thread by divan: `cargo bench`, or `cargo bench -- hessian` for some.
//! What they cost beside each other is what to look at; `./build.sh bench` times whole steps beside other libraries.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    divan::main();
}

#[cfg(not(target_arch = "wasm32"))]
mod micro {
    use std::hint::black_box;
    use std::sync::Arc;

    use divan::Bencher;
    use divan::counter::ItemsCount;
    use skipscape::autograd::kernels::{Into, Shape, matmul, matmul_at, matmul_bt, portable};
    use skipscape::autograd::{Dual, Scalar, Tape, approx};
    use skipscape::data;
    use skipscape::scene::{Plane, Scene, Side};
    use skipscape::study::hessian::Hessian;
    use skipscape::study::lesions::{Lesion, measure};
    use skipscape::study::surface::Surface;
    use skipscape::train::{Trainer, load};

    /// Rows, terms and columns: of the setup that the page opens with, of a wider network, of a layer of a small ResNet.
    const SHAPES: [[usize; 3]; 3] = [[128, 16, 16], [256, 64, 64], [64, 144, 16]];
    const NUMBERS: usize = 4096;
    const SETUPS: [&str; 4] = [
        "",
        "depth=32&act=relu&scale=depth&batch=128&opt=momentum&lr=.01",
        "data=digits&model=convnet&depth=3&width=8&batch=32",
        "model=transformer",
    ];

    fn numbers<T: Scalar>(count: usize) -> Vec<T> {
        (0..count).map(|i| T::of(((i * 37 % 101) as f64 - 50.0) / 50.0)).collect()
    }

    /// A product of that shape: A, B, and where it goes.
    type Product<T> = fn([usize; 3], &[T], &[T], &mut [T]);

    fn product<T: Scalar>(bencher: Bencher, [m, k, n]: [usize; 3], by: Product<T>) {
        let (a, b, mut out) = (numbers::<T>(m * k), numbers::<T>(k * n), vec![T::zero(); m * n]);
        bencher
            .counter(ItemsCount::new(m * k * n))
            .bench_local(|| by([m, k, n], black_box(&a), black_box(&b), &mut out));
    }

    #[divan::bench(args = SHAPES)]
    fn a_b(bencher: Bencher, shape: [usize; 3]) {
        product::<f32>(bencher, shape, |[m, k, n], a, b, out| matmul(m, k, n, a, b, out, Into::Set));
    }

    #[divan::bench(args = SHAPES)]
    fn a_b_portable(bencher: Bencher, shape: [usize; 3]) {
        product::<f32>(bencher, shape, |[m, k, n], a, b, out| {
            portable::product(Shape { m, k, n, turned: false }, a, b, out, Into::Set);
        });
    }

    #[divan::bench(args = SHAPES)]
    fn a_b_f64(bencher: Bencher, shape: [usize; 3]) {
        product::<f64>(bencher, shape, |[m, k, n], a, b, out| matmul(m, k, n, a, b, out, Into::Set));
    }

    #[divan::bench(args = SHAPES)]
    fn a_b_dual(bencher: Bencher, shape: [usize; 3]) {
        product::<Dual<f64>>(bencher, shape, |[m, k, n], a, b, out| matmul(m, k, n, a, b, out, Into::Set));
    }

    #[divan::bench(args = SHAPES)]
    fn at_b(bencher: Bencher, shape: [usize; 3]) {
        product::<f32>(bencher, shape, |[m, k, n], a, b, out| matmul_at(m, k, n, a, b, out, Into::Set));
    }

    #[divan::bench(args = SHAPES)]
    fn a_bt(bencher: Bencher, shape: [usize; 3]) {
        let mut room = Vec::new();
        let [m, k, n] = shape;
        let (a, b, mut out) = (numbers::<f32>(m * k), numbers::<f32>(k * n), vec![0.0; m * n]);
        let counted = bencher.counter(ItemsCount::new(m * k * n));
        counted.bench_local(|| matmul_bt(m, k, n, black_box(&a), black_box(&b), &mut out, Into::Set, &mut room));
    }

    fn map(bencher: Bencher, f: impl Fn(f32) -> f32) {
        let mut all = numbers::<f32>(NUMBERS);
        bencher.counter(ItemsCount::new(NUMBERS)).bench_local(|| {
            for x in black_box(&mut all) {
                *x = f(*x);
            }
        });
    }

    #[divan::bench]
    fn tanh(bencher: Bencher) {
        map(bencher, approx::tanh);
    }

    #[divan::bench]
    fn tanh_libm(bencher: Bencher) {
        map(bencher, libm::tanhf);
    }

    #[divan::bench]
    fn exp(bencher: Bencher) {
        map(bencher, |x| approx::exp(-x));
    }

    #[divan::bench]
    fn erf(bencher: Bencher) {
        map(bencher, Scalar::erf);
    }

    #[divan::bench]
    fn erf_libm(bencher: Bencher) {
        map(bencher, libm::erff);
    }

    fn trainer(setup: &str) -> Trainer {
        let scene = Scene::parse_strict(&format!("{setup}&steps=100000")).expect("a setup").scene;
        Trainer::new(&scene, Side::B, Arc::new(data::load(&scene, None).expect("data")), false)
    }

    #[divan::bench(args = SETUPS)]
    fn step(bencher: Bencher, setup: &str) {
        let mut trainer = trainer(setup);
        bencher.bench_local(|| trainer.advance());
    }

    /// All training rows at once, in f64: what a product with the Hessian is to be held against.
    #[divan::bench(args = SETUPS)]
    fn gradient_f64(bencher: Bencher, setup: &str) {
        let trainer = trainer(setup);
        let (model, rows) = (trainer.model(), trainer.data().train.len());
        let params: Vec<f64> = trainer.params().iter().map(|&w| f64::from(w)).collect();
        let mut tape = Tape::<f64>::new(&model.graph, rows);
        load(&mut tape, model, &trainer.data().train, 0..rows);
        bencher.bench_local(|| {
            tape.forward(&model.graph, &params);
            tape.backward(&model.graph, &params, model.loss);
        });
    }

    #[divan::bench(args = SETUPS)]
    fn hessian_product(bencher: Bencher, setup: &str) {
        let trainer = trainer(setup);
        let mut hessian = Hessian::new(&trainer, trainer.params());
        let vector = numbers::<f64>(trainer.params().len());
        bencher.bench_local(|| hessian.times(&trainer, &vector));
    }

    #[divan::bench(args = SETUPS)]
    fn surface_point(bencher: Bencher, setup: &str) {
        let mut trainer = trainer(setup);
        let slice = |trainer: &Trainer| Surface::new(trainer, Plane::Random, 1.0, 51).expect("a plane");
        let mut drawn = slice(&trainer);
        bencher.bench_local(|| {
            if !drawn.advance(&mut trainer).expect("a point") {
                drawn = slice(&trainer);
            }
        });
    }

    #[divan::bench(args = SETUPS)]
    fn each_block_removed(bencher: Bencher, setup: &str) {
        let mut trainer = trainer(setup);
        let each: Vec<Lesion> = (0..trainer.model().depth()).map(Lesion::Without).collect();
        bencher.bench_local(|| measure(&mut trainer, &each));
    }
}
