//! A run to take away, by the command line as a process: the files, and how it ends where there is none.
#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use assert_cmd::Command;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use predicates::str::{contains, is_empty};
use safetensors::SafeTensors;
use serde_json::Value;
use skipscape::data;
use skipscape::export::{json, pytorch, weights};
use skipscape::scene::{Scene, Side};
use skipscape::train::{Trainer, batches, digest};

/// A run of a blink.
const SMALL: &str = "depth=3&width=4&points=16&test=16&batch=8&steps=30";

/// Scenes that between them need every line that a script can have.
const SCENES: [&str; 14] = [
    "",
    "depth=8&norm=batch&block=2&inner=5&shortcut=rezero&act=gelu",
    "depth=8&norm=layer&order=pre&shortcut=highway&act=gelu-tanh&droppath=0",
    "depth=8&shortcut=dense&block=2&act=silu&a.act=sigmoid",
    "depth=8&shortcut=projection&scale=.5&droppath=.2&opt=momentum&momentum=.9,0@5&decay=.1&clip=1,none@4",
    "depth=3&a.opt=sgd&schedule=cosine&warmup=3&lr=.01,.002@5&batch=8,full@4,16@9&a.act=linear",
    "data=line&depth=3&batch=full",
    "data=gauss&classes=4&loss=mse&depth=3&a.shortcut=identity",
    "model=convnet&points=64&test=16&steps=2",
    "model=convnet&points=64&test=16&steps=2&shortcut=dense&norm=layer&order=pre&block=1",
    "model=convnet&points=64&test=16&steps=2&shortcut=projection&a.shortcut=highway&droppath=.1&inner=3",
    "model=transformer&steps=5",
    "model=transformer&steps=5&mask=causal&again=both&norm=batch&order=post&data=shift&batch=4,8@2&droppath=.3",
    "model=transformer&steps=5&draw=replace&norm=none&shortcut.mlp=highway&shortcut.attention=projection",
];

fn skipscape(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("skipscape").unwrap();
    command.args(arguments);
    command
}

/// A path for a file of this test, which is not there yet.
fn path(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

/// What is written of a scene.
fn exported(what: &str, scene: &str, name: &str) -> Vec<u8> {
    let out = path(name);
    let told = format!("{}: ", out.display());
    skipscape(&["export", what, scene, "--out", out.to_str().unwrap()]).assert().success().stdout(contains(told));
    std::fs::read(out).unwrap()
}

fn scene(text: &str) -> Scene {
    Scene::parse_strict(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn script(text: &str) -> String {
    let scene = scene(text);
    pytorch::script(&scene, &data::load(&scene, None).unwrap()).unwrap()
}

fn trainers(text: &str) -> [Trainer; 2] {
    let scene = scene(text);
    let data = Arc::new(data::load(&scene, None).unwrap());
    Side::ALL.map(|side| Trainer::new(&scene, side, Arc::clone(&data), true))
}

#[test]
fn bad_usage_is_status_2_and_a_sentence() {
    let cases: &[(&[&str], &str)] = &[
        (&["export", "keras", SMALL, "--out", "x.py"], "possible values: pytorch, weights, json"),
        (&["export", "pytorch", SMALL], "--out"),
        (&["export", "pytorch", "dpeth=3", "--out", "x.py"], "There is no key ‘dpeth’"),
    ];
    for (arguments, sentence) in cases {
        skipscape(arguments).assert().code(2).stdout(is_empty()).stderr(contains(*sentence));
    }
    skipscape(&["export", "json", "-", "--out", "x.json"])
        .write_stdin("depth=3\ndepth=4\n")
        .assert()
        .code(2)
        .stderr(contains("One file holds one scene, and 2 were given."));
}

#[test]
fn a_dash_is_standard_output() {
    let out = path("dash.py");
    skipscape(&["export", "pytorch", SMALL, "--out", out.to_str().unwrap()]).assert().success();
    let piped = skipscape(&["export", "pytorch", SMALL, "--out", "-"]).assert().success();
    piped.stdout(std::fs::read_to_string(out).unwrap()).stderr(contains("both networks as a PyTorch script."));
}

#[test]
fn what_cannot_be_written_is_status_1_and_a_sentence() {
    let out = path("refused.py");
    let cases = [
        (
            "steps=100000",
            "The script would have 17.3 MB, of which the batches take 17.1 MB; at most 8.4 MB are written: fewer steps",
        ),
        ("depth=100&width=128", "smaller networks make it smaller"),
        ("norm=batch&batch=1&depth=3", "refuses a batch of one row"),
    ];
    for (text, sentence) in cases {
        skipscape(&["export", "pytorch", text, "--out", out.to_str().unwrap()])
            .assert()
            .code(1)
            .stdout(is_empty())
            .stderr(contains(sentence));
        assert!(!out.exists(), "{text} is refused and written");
    }
    let nowhere = path("no-such-folder").join("run.json");
    skipscape(&["export", "json", SMALL, "--out", nowhere.to_str().unwrap()])
        .assert()
        .code(1)
        .stderr(contains("the file cannot be written"));
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    for what in ["pytorch", "weights", "json"] {
        assert_eq!(exported(what, SMALL, "once"), exported(what, SMALL, "twice"), "{what}");
    }
}

#[test]
fn a_script_is_python() {
    if Process::new("python3").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: there is no python3 here");
        return;
    }
    for (i, text) in SCENES.into_iter().enumerate() {
        let file = path(&format!("script_{i}.py"));
        std::fs::write(&file, script(text)).unwrap();
        let compiled = "import sys; compile(open(sys.argv[1], encoding='utf-8').read(), sys.argv[1], 'exec')";
        let done = Process::new("python3").args(["-c", compiled]).arg(&file).output().unwrap();
        assert!(done.status.success(), "{text}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn a_script_has_what_its_scene_needs_and_no_more() {
    let base = script("");
    for line in ["class Without(nn.Module):", "return h + f", "class Training:", "STEPS = 300", ".view(300, 64)"] {
        assert!(base.contains(line), "{line}");
    }
    for word in ["droppath", "keep", "clip", "Norm", "gate", "alpha", "def rate", "Conv", "SEQUENCES"] {
        assert!(!base.contains(word), "{word} is not needed");
    }
    let unlike = script("depth=3&a.opt=sgd&b.shortcut=highway&a.shortcut=rezero");
    for line in ["class ATraining:", "class BTraining:", "self.alpha = nn.Parameter", "t * f + (1 - t) * h"] {
        assert!(unlike.contains(line), "{line}");
    }
}

/// The numbers behind an assignment such as `ROWS = numbers("""…""")`.
fn embedded(script: &str, name: &str) -> Vec<u8> {
    let rest = script.split(&format!("\n{name}")).nth(1).unwrap_or_else(|| panic!("{name} is not there"));
    let text: String = rest.split('"').skip(1).find(|part| !part.is_empty()).unwrap().split_whitespace().collect();
    STANDARD.decode(text).unwrap()
}

#[test]
fn a_script_holds_the_batches_and_the_starting_values() {
    let scene = scene(SMALL);
    let script = script(SMALL);
    let rows: Vec<u8> = batches(&scene, 16).flatten().flat_map(|row| (row as u16).to_le_bytes()).collect();
    assert_eq!(embedded(&script, "ROWS = "), rows);

    let [a, _] = trainers(SMALL);
    let inputs: Vec<u8> = a.data().train.inputs.iter().flat_map(|value| value.to_le_bytes()).collect();
    assert_eq!(embedded(&script, "INPUTS = "), inputs);

    // A weight [in × out] stands as PyTorch has it, [out × in].
    let entry = a.model().graph.layout.entries().iter().find(|entry| entry.name == "block.2.linear1.weight").unwrap();
    let values = &a.start()[entry.range()];
    let turned: Vec<u8> = (0..4)
        .flat_map(|out| (0..4).map(move |input| input * 4 + out))
        .flat_map(|at| values[at].to_le_bytes())
        .collect();
    assert_eq!(embedded(&script, "    \"block.2.linear1.weight\": "), turned);
    assert!(script.contains("    \"block.2.linear1.bias\": 0,"), "what starts at one value is written as it");
}

#[test]
fn weights_are_read_back_as_they_were() {
    let bytes = exported("weights", SMALL, "weights.safetensors");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let about = header.metadata().as_ref().unwrap();
    assert_eq!(about["scene"], format!("v=1&{}", scene(SMALL).print()));
    assert!(about["layout"].contains("[in x out]"), "{}", about["layout"]);
    let mut seen = 0;
    for mut trainer in trainers(SMALL) {
        let (side, before) = (trainer.side().name(), trainer.params().to_vec());
        trainer.finish();
        for (when, values) in [("start", &before), ("trained", &trainer.params().to_vec())] {
            let layout = &trainer.model().graph.layout;
            assert_eq!(about[&format!("{side}.{when}.digest")], digest(layout, values));
            for entry in layout.entries() {
                let tensor = file.tensor(&format!("{side}.{when}.{}", entry.name)).unwrap();
                assert_eq!(tensor.shape(), entry.shape, "{}", entry.name);
                let read: Vec<f32> =
                    tensor.data().chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
                assert_eq!(read, values[entry.range()], "{side}.{when}.{}", entry.name);
                seen += 1;
            }
        }
    }
    assert_eq!(file.len(), seen);
}

#[test]
fn weights_of_one_network_alone_can_be_written() {
    let [a, _] = trainers(SMALL);
    let bytes = weights(&[&a]);
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert!(file.names().iter().all(|name| name.starts_with("a.")));
    assert_eq!(file.len(), 2 * a.model().graph.layout.entries().len());
}

#[test]
fn the_run_as_json_is_that_of_run_with_its_curves() {
    let written: Value = serde_json::from_slice(&exported("json", SMALL, "run.json")).unwrap();
    let printed = skipscape(&["run", SMALL, "--json"]).assert().success().get_output().stdout.clone();
    let run: Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(written["engine"], run["engine"]);
    assert_eq!(written["scene"], format!("v=1&{}", run["scene"].as_str().unwrap()));
    for (side, mut trainer) in ["a", "b"].into_iter().zip(trainers(SMALL)) {
        for (field, value) in run[side].as_object().unwrap() {
            assert_eq!(written[side][field], *value, "{side}.{field}");
        }
        let curve = &written[side]["curve"];
        let steps: Vec<u64> = curve["step"].as_array().unwrap().iter().map(|step| step.as_u64().unwrap()).collect();
        assert_eq!(steps, (0..=30).collect::<Vec<_>>());
        assert_eq!(written[side]["start_digest"], trainer.digest());
        for at in 0..=30 {
            let frame = trainer.frame();
            assert_eq!(curve["loss"][at].as_f64().unwrap() as f32, frame.loss, "step {at}");
            assert_eq!(written[side]["layers"]["log10_gradient"][at].as_array().unwrap().len(), 4);
            trainer.advance();
        }
    }
}

#[test]
fn each_of_the_first_steps_is_measured_however_long_the_run() {
    let [mut trainer, _] = trainers("depth=3&width=4&points=16&test=16&batch=8&steps=1000");
    let steps: Vec<u32> = json::train(&mut trainer, |_| {}).iter().map(|frame| frame.step).collect();
    assert_eq!(steps[..=20], (0..=20).collect::<Vec<_>>());
    assert_eq!(steps[21], 24);
    assert_eq!(steps.last(), Some(&1000));
}

#[test]
fn a_run_that_diverges_ends_at_its_last_finite_step() {
    let text = "depth=40&act=relu&init=he&lr=10&opt=sgd&points=32&test=16";
    let written: Value = serde_json::from_slice(&exported("json", text, "diverged.json")).unwrap();
    let with = &written["b"];
    assert!(!with["diverged"].is_null(), "this scene is to diverge");
    assert_eq!(with["curve"]["step"].as_array().unwrap().last(), Some(&with["step"]));
}
