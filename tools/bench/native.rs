//! The engine natively, timed as `tools/bench` asks: the first line is a scene, or `surface` and a scene; each line after
//! it a number of milliseconds, answered by steps (or points of the surface) a second. One thread.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::answer();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::io::BufRead;
    use std::sync::Arc;
    use std::time::Instant;

    use skipscape::data;
    use skipscape::scene::{Plane, Scene, Side};
    use skipscape::study::surface::Surface;
    use skipscape::train::Trainer;

    pub fn answer() {
        let mut lines = std::io::stdin().lock().lines().map(|line| line.expect("a line"));
        let work = lines.next().expect("a scene");
        let (surface, text) = work.strip_prefix("surface ").map_or((false, work.as_str()), |text| (true, text));
        let scene = Scene::parse_strict(text).expect("a scene").scene;
        let data = Arc::new(data::load(&scene, None).expect("data"));
        let mut trainer = Trainer::new(&scene, Side::B, data, false);
        (0..20).for_each(|_| assert!(trainer.advance()));
        let slice = |trainer: &Trainer| Surface::new(trainer, Plane::Random, 1.0, 51).expect("a plane");
        let mut drawn = slice(&trainer);
        println!("ready");
        for line in lines {
            let most = line.trim().parse::<f64>().expect("milliseconds");
            let (from, mut count) = (Instant::now(), 0_u32);
            let passed = |from: Instant| from.elapsed().as_secs_f64();
            while passed(from) < most / 1000.0 || count == 0 {
                if !surface {
                    assert!(trainer.advance());
                } else if !drawn.advance(&mut trainer).expect("a point") {
                    drawn = slice(&trainer);
                }
                count += 1;
            }
            println!("{}", f64::from(count) / passed(from));
        }
    }
}
