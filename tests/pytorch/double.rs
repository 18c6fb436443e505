//! The first 20 steps of a scene counted in double precision, as JSON that an exported script compares with: there rounding
//! starts eight digits lower, so what both programs have in common is seen apart from what training makes of rounding.
//!
//!     cargo run --example double -- SCENE > FILE.json
//!
//! Only `tests/pytorch/compare.py` runs this.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let text = std::env::args().nth(1).unwrap_or_default();
    println!("{}", native::curves(&text).expect("a scene"));
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use serde_json::{Value, json};
    use skipscape::autograd::{Op, Tape, Truth};
    use skipscape::data::{self, Data, Rows, Targets};
    use skipscape::model::{self, Model};
    use skipscape::scene::{Draw, Scale, Scene, Side};
    use skipscape::train::{Drops, Optimiser, Rule, batches, clip};

    /// The decimal number that a setting was written as.
    fn decimal(value: f32) -> f64 {
        value.to_string().parse().unwrap()
    }

    pub fn curves(text: &str) -> Result<Value, String> {
        let scene = Scene::parse_strict(text).map_err(|error| error.to_string())?.scene;
        let data = data::load(&scene, None).map_err(|error| error.to_string())?;
        let one = |side| {
            let (step, loss): (Vec<u32>, Vec<f64>) = (0..).zip(curve(&scene, side, &data)).unzip();
            json!({ "curve": { "step": step, "loss": loss } })
        };
        Ok(json!({ "precision": "double", "a": one(Side::A), "b": one(Side::B) }))
    }

    fn curve(scene: &Scene, side: Side, data: &Data) -> Vec<f64> {
        let network = scene.network(side);
        let mut model = Model::of(scene, side, data);
        let mut params: Vec<f64> =
            model::start(&model, network.init, scene.seeds.init).into_iter().map(f64::from).collect();
        if let Scale::Fixed(scale) = network.scale {
            for node in &mut model.graph.nodes {
                if let Op::Add(add) = &mut node.op
                    && add.scale != 1.0
                {
                    add.scale = decimal(scale);
                }
            }
        }
        let mut tape = Tape::<f64>::new(&model.graph, data.train.len());
        let mut whole = Tape::<f64>::new(&model.graph, data.train.len());
        let all: Vec<u32> = (0..data.train.len() as u32).collect();
        load(&mut whole, &model, &data.train, &all);
        let mut optimiser = Optimiser::default();
        let mut drops = Drops::new(scene.seeds.batch, network.droppath);
        let mut measure = |params: &[f64]| {
            whole.forward(&model.graph, params);
            whole.value(model.loss)[[0, 0]]
        };
        let mut losses = vec![measure(&params)];
        for (step, rows) in (0..20).zip(batches(scene, data.train.len())) {
            tape.set_rows(&model.graph, rows.len());
            if scene.draw == Draw::Fresh {
                let fresh = data::fresh(scene, step, rows.len());
                load(&mut tape, &model, &fresh, &(0..rows.len() as u32).collect::<Vec<_>>());
            } else {
                load(&mut tape, &model, &data.train, &rows);
            }
            for &switch in &model.switches {
                tape.switches[switch] = if drops.draw() { 0.0 } else { 1.0 / (1.0 - decimal(network.droppath)) };
            }
            tape.forward(&model.graph, &params);
            tape.backward(&model.graph, &params, model.loss);
            if let Some(limit) = network.clip.at(step) {
                clip(tape.param_grads_mut(), decimal(limit));
            }
            let mut rule = Rule::of(network, step, scene.steps);
            rule.lr *= decimal(network.lr.at(step)) / f64::from(network.lr.at(step));
            rule.momentum = decimal(network.momentum.at(step));
            rule.decay = decimal(network.decay.at(step));
            optimiser.update(&rule, &mut params, tape.param_grads());
            losses.push(measure(&params));
        }
        losses
    }

    fn load(tape: &mut Tape<f64>, model: &Model, rows: &Rows, which: &[u32]) {
        let inputs = which.iter().flat_map(|&row| rows.inputs.row(row as usize).into_iter().copied().map(f64::from));
        tape.fill(model.input, inputs);
        tape.truth = match &rows.targets {
            Targets::Classes(classes) => {
                let answers = classes.len() / rows.len();
                let of = |&row: &u32| classes[row as usize * answers..(row as usize + 1) * answers].to_vec();
                Truth::Classes(which.iter().flat_map(of).collect())
            }
            Targets::Values(values) => {
                let of = |&row: &u32| values.row(row as usize).iter().copied().map(f64::from).collect::<Vec<_>>();
                Truth::Values(which.iter().flat_map(of).collect())
            }
        };
    }
}
