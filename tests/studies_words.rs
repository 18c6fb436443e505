//! What the studies call things: layers of an MLP, blocks of the other models; points, images, sequences.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use skipscape::data::{self, Data};
use skipscape::scene::Scene;
use skipscape::study::{self, Findings, STUDIES, Subject};

const IMAGES: &str = "model=convnet&depth=2&width=2&points=24&test=8&steps=4&batch=8";
const SEQUENCES: &str = "model=transformer&depth=2&width=6&inner=8&length=4&vocab=3&points=24&test=8&steps=4&batch=8";

fn scene(text: &str) -> Scene {
    Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn loaded(scene: &Scene) -> Arc<Data> {
    Arc::new(data::load(scene, None).expect("the data is made"))
}

fn found(name: &str, text: &str) -> Findings {
    let scene = scene(text);
    let study = study::find(name).unwrap_or_else(|| panic!("there is a study {name}"));
    study.measure(&Subject::new(&scene, loaded(&scene)), &|_| ()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

#[test]
fn what_is_counted_in_blocks_is_not_called_a_layer() {
    for text in [IMAGES, SEQUENCES] {
        let scene = scene(text);
        for study in STUDIES {
            // Layers with weights, those of a convolution, and those of a transformer are layers.
            let layers = ["features", "attention", "depths", "economy"].contains(&study.name);
            if layers || (study.unfit)(&scene, &loaded(&scene)).is_some() {
                continue;
            }
            // Nothing measured yet: what stands in the findings are its own words.
            let parts: Vec<_> = (study.tasks)(&scene).into_iter().map(|task| (task, None)).collect();
            let found = (study.gather)(&scene, &parts);
            let titles = found.panels.iter().map(|panel| format!("{}, {}", panel.title, panel.x.label));
            let facts = found.facts.iter().map(|fact| fact.name.clone());
            for words in titles.chain(facts).chain([found.sentence.clone()]) {
                assert!(!words.contains("layer"), "{text}: {}: {words}", study.name);
            }
        }
    }
    let images = found("confusion", IMAGES);
    assert!(images.sentence.contains(" of 8 held-out images "), "{}", images.sentence);
    let points = found("confusion", "depth=2&points=16&test=8&steps=2");
    assert!(points.sentence.contains(" of 8 held-out points "), "{}", points.sentence);
}
