//! What the page, the command line and the documentation are told about scenes.
#![cfg(not(target_arch = "wasm32"))]

use skipscape::scene::{Scene, SceneError, formula, info, keys};

fn scene(text: &str) -> Scene {
    Scene::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

/// What the page is told of a scene.
fn about(text: &str) -> serde_json::Value {
    serde_json::to_value(info::about(&Scene::parse(text).unwrap(), None::<()>)).unwrap()
}

#[test]
fn the_formula_of_a_block_is_written_out() {
    for (text, expected) in [
        ("", "h ← h + tanh(Wh + b)"),
        ("shortcut=none", "h ← tanh(Wh + b)"),
        ("depth=20&scale=depth", "h ← h + s·tanh(Wh + b), s = 1/√20"),
        ("scale=.5&act=linear", "h ← h + s·(Wh + b), s = 0.5"),
        ("norm=batch&act=relu", "h ← h + relu(BN(Wh + b))"),
        ("norm=layer&order=pre", "h ← h + W·tanh(LN(h)) + b"),
        ("norm=layer&order=pre&scale=2", "h ← h + s·(W·tanh(LN(h)) + b), s = 2"),
        ("block=2&act=relu&norm=batch", "h ← relu(h + BN(W₂·relu(BN(W₁h + b₁)) + b₂))"),
        ("block=2&act=relu&shortcut=none", "h ← relu(W₂·relu(W₁h + b₁) + b₂)"),
        ("block=2&order=pre", "h ← h + W₂·tanh(W₁·tanh(h) + b₁) + b₂"),
        ("block=2&act=linear", "h ← h + W₂·(W₁h + b₁) + b₂"),
        ("shortcut=projection", "h ← Ph + tanh(Wh + b)"),
        ("shortcut=rezero", "h ← h + α·tanh(Wh + b)"),
        ("shortcut=rezero&scale=depth", "h ← h + s·α·tanh(Wh + b), s = 1/√56"),
        ("shortcut=highway", "h ← t·tanh(Wh + b) + (1 − t)·h, t = σ(Th + t₀)"),
        ("shortcut=dense&depth=8", "h ← [h, tanh(Wh + b)]"),
        ("shortcut=dense&depth=8&block=2", "h ← [h, tanh(W₂·tanh(W₁h + b₁) + b₂)]"),
    ] {
        assert_eq!(formula(scene(text).model, &scene(text).b), expected, "{text}");
    }
    assert_eq!(formula(scene("").model, &scene("").a), "h ← tanh(Wh + b)");
}

#[test]
fn a_control_sets_one_key() {
    let set = |text: &str, key: &str, value: &str| info::set(text, key, value).unwrap();
    assert_eq!(set("", "depth", "20"), "depth=20");
    assert_eq!(set("depth=20&steps=100", "depth", "56"), "steps=100");
    assert_eq!(set("a.act=relu", "act", "silu"), "act=silu");
    assert_eq!(set("act=relu", "a.act", "tanh"), "b.act=relu");
    assert_eq!(set("a.lr=.1&b.lr=.2", "a.lr", ".2"), "lr=.2");
    assert_eq!(set("a.shortcut=dense&depth=4", "shortcut", "none"), "depth=4&a.shortcut=dense&shortcut=none");
    assert_eq!(set("shortcut=rezero", "b.shortcut", "identity"), "");
    assert_eq!(set("shortcut=rezero", "a.shortcut", "rezero"), "a.shortcut=rezero&shortcut=rezero");
    assert_eq!(set("seed=7&seed.data=2", "seed", "8"), "seed=8&seed.data=2");
    assert_eq!(set("data=gauss&classes=4&loss=mse", "data", "moons"), "data=moons&loss=mse");
    assert_eq!(set("data=gauss&classes=4", "data", "spirals"), "classes=4");
    assert_eq!(set("loss=mse", "data", "line"), "data=line");
    assert_eq!(set("data=line", "data", "xor"), "data=xor");
    assert_eq!(set("data=own&own=abc&loss=mse", "data", "xor"), "data=xor&own=abc");
    assert_eq!(set("lr=.01", "lr", ".01,.001@40"), "lr=.01,.001@40");
    assert!(matches!(info::set("", "lrr", "1"), Err(SceneError::Unknown { nearest: "lr", .. })));
    assert!(matches!(info::set("", "a.steps", "1"), Err(SceneError::Prefix { .. })));
    assert!(matches!(info::set("", "depth", "x"), Err(SceneError::Value { .. })));
    assert!(matches!(info::set("", "shortcut", "dense"), Err(SceneError::Together(_))));
}

#[test]
fn the_page_learns_everything_as_json() {
    let keys = serde_json::to_value(info::keys()).unwrap();
    let keys = keys.as_array().unwrap();
    assert_eq!(keys.len(), keys::KEYS.len());
    let find = |name: &str| keys.iter().find(|entry| entry["key"] == name).unwrap();
    assert_eq!((&find("noise")["default"], &find("noise")["timed"]), (&".02".into(), &false.into()));
    assert_eq!(find("scale")["values"], serde_json::json!(["depth"]));
    assert_eq!((&find("depth")["min"], &find("lr")["min"]), (&1.into(), &serde_json::Value::Null));
    assert_eq!((&find("act")["kind"], &find("lr")["kind"]), (&"choice".into(), &"number".into()));
    for entry in keys {
        for field in ["key", "kind", "default", "per_network", "timed", "help", "label", "group"] {
            assert!(!entry[field].is_null(), "{entry} lacks {field}");
        }
        assert!(entry["help"].as_str().unwrap().ends_with('.'));
    }
    let told = about("#v=1&scale=depth&nose=3");
    assert_eq!(told["scene"], "b.scale=depth");
    assert_eq!(told["link"], "v=1&b.scale=depth");
    assert_eq!(told["unknown"].as_array().unwrap().len(), 1);
    assert_eq!(told["settings"]["b"]["scale"], "depth");
    assert_eq!(told["settings"]["a"]["scale"], "1");
    assert_eq!(told["settings"]["a"]["seed.plane"], "1");
    assert_eq!(told["settings"]["a"].as_object().unwrap().len(), keys.len());
    assert_eq!(told["notes"], serde_json::json!(["scale is 1 for the network without, where nothing is added."]));
    assert_eq!(about("b.scale=depth")["notes"], told["notes"]);
    // Where a model has words of its own.
    assert_eq!(told["called"], serde_json::json!({}));
    assert_eq!(about("model=convnet")["called"]["depth"], "blocks a stage");
    let called = |text: &str| about(text)["called"]["shortcut"].clone();
    assert_eq!(called("model=transformer"), "shortcut of attention");
    assert_eq!(called("model=transformer&shortcut.mlp=shortcut"), serde_json::Value::Null);
    let both = about("a.shortcut=dense&depth=4&scale=.5");
    assert_eq!(both["notes"], serde_json::json!(["scale is 1 for network A, whose shortcut does not add."]));
}

#[test]
fn the_description_tells_what_was_set() {
    let lines = scene("data=line&b.lr=.1").describe();
    assert_eq!(lines.len(), keys::KEYS.len());
    let set: Vec<&str> = lines.iter().filter(|line| line.set).map(|line| line.key.name).collect();
    assert_eq!(set, ["data", "lr"]);
    let lr = lines.iter().find(|line| line.key.name == "lr").unwrap();
    assert_eq!((lr.a.as_str(), lr.b.as_str()), (".003", ".1"));
}

#[test]
fn the_documentation_holds_the_table_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scene.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("<!-- keys -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- /keys -->").unwrap();
    if std::env::var_os("SKIPSCAPE_WRITE").is_some() {
        std::fs::write(path, format!("{before}<!-- keys -->\n{}<!-- /keys -->{after}", keys::markdown())).unwrap();
    } else {
        assert_eq!(table, keys::markdown(), "docs/scene.md is behind: SKIPSCAPE_WRITE=1 cargo test --test scene_info");
    }
}
