//! The command line as a process: what it prints, and how it ends.
#![cfg(not(target_arch = "wasm32"))]

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};
use serde_json::Value;

/// A run of a blink.
const SMALL: &str = "depth=3&width=4&points=16&test=16&batch=8&steps=6";

/// A small scene that a study fits: that of places wants sequences.
fn fitting(study: &str) -> String {
    let model = match study {
        "positions" | "attention" => "transformer",
        "features" => "convnet",
        _ => "mlp",
    };
    // Three stages of three blocks are more than is needed here.
    let depth = if model == "convnet" { "depth=1&width=4&points=16&test=16&batch=8&steps=6" } else { SMALL };
    format!("model={model}&{depth}&grid=5")
}

fn skipscape(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("skipscape").unwrap();
    command.args(arguments);
    command
}

/// What a command prints as JSON, one object a line.
fn objects(arguments: &[&str], stdin: &str) -> Vec<Value> {
    let output = skipscape(arguments).write_stdin(stdin).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn object(arguments: &[&str]) -> Value {
    let mut objects = objects(arguments, "");
    assert_eq!(objects.len(), 1);
    objects.remove(0)
}

/// A path for a file of this test, which is not there yet.
fn path(name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn help_and_version_end_well() {
    skipscape(&["--help"]).assert().success().stdout(contains("Exit status: 0 done").and(contains("skipscape run ''")));
    for command in ["run", "study", "draw", "claims", "export", "scene", "completions"] {
        skipscape(&["--help"]).assert().stdout(contains(format!("\n  {command}")));
        skipscape(&[command, "--help"]).assert().success().stdout(contains("Usage: skipscape"));
    }
    let version = format!("skipscape {0}\nengine {0}: digests belong to it", env!("CARGO_PKG_VERSION"));
    skipscape(&["--version"]).assert().success().stdout(starts_with(version));
}

#[test]
fn bad_usage_is_status_2_and_a_sentence() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage: skipscape"),
        (&["dance"], "unrecognized subcommand"),
        (&["run", "--loud"], "unexpected argument"),
        (&["run", "dpeth=3"], "There is no key ‘dpeth’: the nearest is depth."),
        (&["run", "depth=0"], "depth cannot be ‘0’: it is a whole number from 1 to 1000."),
        (&["scene", "a.steps=3"], "takes no prefix"),
        (&["run", "v=7"], "version ‘7’"),
        (&["run", SMALL, "--seeds", "0"], "a range such as 901..910"),
        (&["run", SMALL, "--seeds", "9..3"], "a range such as 901..910"),
        (&["run", "seed=4294967295", "--seeds", "2"], "runs past the largest seed"),
        (&["study", "happiness"], "possible values: gradients"),
        (&["draw", "curves", SMALL], "--out"),
        (&["draw", "curves", SMALL, "--out", "figure.jpg"], "ends in .svg or .png"),
        (&["draw", "mountain", SMALL, "--out", "figure.svg"], "possible values: curves"),
        (&["claims", "--only", "C99"], "There is no claim C99: there are C1a, "),
        (&["completions", "abacus"], "possible values"),
    ];
    for (arguments, sentence) in cases {
        skipscape(arguments).assert().code(2).stdout(is_empty()).stderr(contains(*sentence));
    }
}

#[test]
fn failed_work_is_status_1_and_a_sentence() {
    skipscape(&["run", SMALL, "--data", "nowhere.csv"])
        .assert()
        .code(1)
        .stderr(contains("nowhere.csv: the file cannot be read"));
    let file = path("words.csv");
    std::fs::write(&file, "just\nsome\nwords\n").unwrap();
    skipscape(&["run", SMALL, "--data", file.to_str().unwrap()]).assert().code(1).stderr(contains("words.csv: "));
    let out = path("no-such-folder").join("figure.svg");
    skipscape(&["draw", "curves", SMALL, "--out", out.to_str().unwrap()])
        .assert()
        .code(1)
        .stderr(contains("cannot be written"));
}

#[test]
fn a_run_is_laid_out_for_a_person() {
    skipscape(&["run", SMALL])
        .assert()
        .success()
        .stderr(is_empty())
        .stdout(starts_with("v=1&points=16&test=16&depth=3&width=4&batch=8&steps=6\n"))
        .stdout(contains("without (a)").and(contains("with (b)")))
        .stdout(contains("block                h ← tanh(Wh + b)  h ← h + tanh(Wh + b)"))
        .stdout(contains("training loss").and(contains("held-out accuracy")).and(contains("digest")))
        .stdout(contains("The training loss of the network with"))
        .stdout(contains("82 of 82 starting values are the same in both."));
}

#[test]
fn a_run_prints_one_object_with_both_networks() {
    let run = object(&["run", SMALL, "--json"]);
    assert_eq!(run["scene"], "points=16&test=16&depth=3&width=4&batch=8&steps=6");
    assert_eq!(run["engine"], env!("CARGO_PKG_VERSION"));
    for side in ["a", "b"] {
        let arm = &run[side];
        for field in ["loss", "accuracy", "test_loss", "test_accuracy"] {
            assert!(arm[field].as_f64().is_some_and(f64::is_finite), "{side} lacks {field}: {arm}");
        }
        assert_eq!(arm["parameters"], 82);
        assert_eq!(arm["step"], 6);
        assert!(arm["diverged"].is_null());
        let digest = arm["digest"].as_str().unwrap();
        assert!(digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
    }
    assert_ne!(run["a"]["digest"], run["b"]["digest"]);
    assert!(run["seconds"].as_f64().unwrap() > 0.0);
    assert!(run.get("runs").is_none());
}

#[test]
fn the_same_scene_gives_the_same_bits() {
    let again = |text: &str| {
        let mut run = object(&["run", text, "--json"]);
        run["seconds"] = Value::Null;
        run
    };
    assert_eq!(again(SMALL), again(SMALL));
    assert_ne!(again(SMALL)["a"]["digest"], again(&format!("{SMALL}&seed=2"))["a"]["digest"]);
}

#[test]
fn numbers_of_single_precision_are_printed_shortest() {
    let output = skipscape(&["run", SMALL, "--json"]).assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    let object: Value = serde_json::from_str(&text).unwrap();
    // Single precision never takes 10 digits.
    let loss = object["a"]["loss"].to_string();
    assert!(loss.trim_start_matches(['0', '.']).len() <= 9, "{loss}");
    assert!(text.contains(&format!("\"loss\":{loss}")));
}

#[test]
fn a_diverged_network_is_a_result_with_its_step_and_reason() {
    let text = "depth=8&width=8&act=linear&opt=sgd&lr=10&loss=mse&steps=60&points=16&test=16";
    let run = object(&["run", text, "--json"]);
    let diverged = &run["b"]["diverged"];
    assert!(diverged["step"].as_u64().unwrap() < 60, "{run}");
    assert!(diverged["why"].as_str().unwrap().contains("lr=10"));
    assert_eq!(run["b"]["digest"].as_str().unwrap().len(), 16);
    skipscape(&["run", text]).assert().success().stdout(contains("The network with diverged. At step"));
}

#[test]
fn several_seeds_are_paired_and_have_a_median() {
    let sweep = object(&["run", SMALL, "--seeds", "901..903", "--json"]);
    let runs = sweep["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| run["seed"].as_u64().unwrap()).collect::<Vec<_>>(), [901, 902, 903]);
    let mut losses: Vec<f64> = runs.iter().map(|run| run["a"]["loss"].as_f64().unwrap()).collect();
    losses.sort_by(f64::total_cmp);
    assert!((sweep["median"]["a"]["loss"].as_f64().unwrap() - losses[1]).abs() < 1e-9);
    let alone = object(&["run", &format!("{SMALL}&seed=902"), "--json"]);
    assert_eq!(runs[1]["b"], alone["b"]);
    // A count goes on from the scene's own seed.
    let counted = object(&["run", &format!("{SMALL}&seed=902"), "--seeds", "2", "--json"]);
    assert_eq!(counted["runs"], serde_json::json!([runs[1], runs[2]]));
    skipscape(&["run", SMALL, "--seeds", "2"])
        .assert()
        .success()
        .stdout(contains("median").and(contains("of 2 seeds")));
}

#[test]
fn a_dash_reads_scenes_from_standard_input() {
    let lines = format!("{SMALL}\n\n#v=1&{SMALL}&seed=2\n");
    let runs = objects(&["run", "-", "--json"], &lines);
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0]["a"]["digest"], object(&["run", SMALL, "--json"])["a"]["digest"]);
    skipscape(&["run", "-"]).write_stdin("").assert().code(2).stderr(contains("held no scene"));
    // Nothing is trained if a later line is wrong.
    let wrong = format!("{SMALL}\nlr=x\n");
    skipscape(&["run", "-"])
        .write_stdin(wrong)
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("line 2: lr cannot be"));
    skipscape(&["draw", "curves", "-", "--out", "x.svg"])
        .write_stdin(lines)
        .assert()
        .code(2)
        .stderr(contains("One figure shows one scene"));
}

#[test]
fn each_study_has_a_headline_for_each_network() {
    for name in skipscape::study::STUDIES.iter().map(|study| study.name) {
        let study = object(&["study", name, &fitting(name), "--json"]);
        assert_eq!(study["study"], name);
        assert!(study["headline_name"].as_str().unwrap().len() > 8);
        for side in ["a", "b"] {
            assert!(study[side]["headline"].is_f64(), "{name} {study}");
            let points = fitting(name).starts_with("model=mlp");
            assert!(!points || study[side]["parameters"] == 82, "{name}: {}", study[side]);
        }
        assert!(study["sentence"].as_str().unwrap().len() > 20);
        assert!(!study["series"].as_array().unwrap().is_empty());
    }
    let depths = object(&["study", "depths", SMALL, "--json"]);
    assert_eq!(depths["a"]["headline"], depths["a"]["loss"]);
    skipscape(&["study", "gradients", SMALL])
        .assert()
        .success()
        .stdout(contains("What it measures:").and(contains("When it misleads:")))
        .stdout(contains("Eight layers: it does not fade:\n    skipscape study gradients 'depth=8'"));
}

#[test]
fn a_study_over_seeds_lists_them_with_their_median() {
    let study = object(&["study", "gradients", SMALL, "--seeds", "3", "--json"]);
    let runs = study["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 3);
    let mut numbers: Vec<f64> = runs.iter().map(|run| run["b"]["headline"].as_f64().unwrap()).collect();
    numbers.sort_by(f64::total_cmp);
    assert_eq!(study["median"]["b"]["headline"].as_f64().unwrap(), numbers[1]);
    assert_eq!(study["b"]["headline"], runs[0]["b"]["headline"]);
}

#[test]
fn own_data_comes_from_a_file() {
    let file = path("own.csv");
    let rows: String =
        (0..40).map(|i| format!("{},{},{}\n", i % 7, i / 7, if i % 7 > 3 { "high" } else { "low" })).collect();
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    let run = object(&["run", "depth=2&steps=5&batch=8", "--data", file, "--json"]);
    let scene = run["scene"].as_str().unwrap();
    assert!(scene.starts_with("data=own&own="), "{scene}");
    // The scene that was printed stands alone, and is the same run; so is the bare one with the file.
    assert_eq!(object(&["run", scene, "--json"])["b"], run["b"]);
    assert_eq!(object(&["run", "data=own&depth=2&steps=5&batch=8", "--data", file, "--json"])["b"], run["b"]);
    // The link takes the rows along, however the file was named.
    for text in ["data=own&depth=2", "depth=2"] {
        let link = object(&["scene", text, "--data", file, "--json"])["link"].as_str().unwrap().to_owned();
        skipscape(&["scene", &link]).assert().success();
    }
    skipscape(&["run", "data=moons", "--data", file]).assert().code(2).stderr(contains("--data is for data=own"));
    skipscape(&["run", "data=own&own=0123456789abcdef", "--data", file])
        .assert()
        .code(2)
        .stderr(contains("0123456789abcdef"));
    skipscape(&["run", "data=own&own=0123456789abcdef"]).assert().code(2).stderr(contains("0123456789abcdef"));
    skipscape(&["scene", "data=own&own=0123456789abcdef"]).assert().success().stderr(contains("open that file"));
    skipscape(&["run", "model=convnet&points=1024"]).assert().code(2).stderr(contains("1024 images"));
}

#[test]
fn a_network_that_diverged_is_told_in_one_way() {
    let scene = "opt=sgd&lr=10&steps=50&act=relu&init=he&scale=10&points=16&test=16";
    skipscape(&["run", scene])
        .assert()
        .success()
        .stdout(contains("diverged. At step").and(contains("the last with finite ones")))
        .stdout(contains("The training losses cannot be compared."));
    skipscape(&["run", scene, "--seeds", "2"])
        .assert()
        .success()
        .stdout(contains("Diverged: the network without on 2, the network with on 2 of them"));
    skipscape(&["study", "outcome", scene]).assert().success().stdout(contains("diverged. At step"));
    let out = path("diverged.svg");
    for (figure, words) in [("curves", "it diverged after step"), ("line", "no loss there is finite")] {
        skipscape(&["draw", figure, &format!("{scene}&grid=5"), "--out", out.to_str().unwrap()])
            .assert()
            .success()
            .stdout(contains(words).and(contains(" yet").not()));
    }
}

#[test]
fn a_single_seed_that_is_stated_stays_when_seed_is_another() {
    let digest = |text: &str, seeds: &[&str]| {
        let run = object(&[&["run", text, "--json"], seeds].concat());
        run["a"]["digest"].as_str().unwrap().to_owned()
    };
    let small = "depth=2&steps=5&points=16&test=16";
    for fixed in ["seed.init=1", "seed.init=7&seed.batch=1"] {
        let swept = digest(&format!("{small}&{fixed}"), &["--seeds", "2..2"]);
        assert_eq!(swept, digest(&format!("{small}&seed=2&{fixed}"), &[]), "{fixed}");
        assert_ne!(swept, digest(&format!("{small}&seed=2"), &[]), "{fixed}");
    }
}

#[test]
fn a_file_that_could_not_be_written_is_told_before_any_work() {
    let out = path("no-such-folder-either").join("run.json");
    let out = out.to_str().unwrap();
    // This would take hours.
    let long = "depth=1000&steps=100000";
    for command in
        [["export", "json", long, "--out", out], ["draw", "curves", long, "--out", &out.replace("json", "svg")]]
    {
        skipscape(&command).assert().code(1).stderr(contains("its folder is not there"));
    }
}

#[test]
fn numbers_to_predict_are_learnt_from_a_file() {
    let file = path("line.csv");
    std::fs::write(&file, (0..40).map(|i| format!("{i},{}\n", f64::from(i) * 0.37)).collect::<String>()).unwrap();
    let run = object(&["run", "depth=2&steps=5&batch=8", "--data", file.to_str().unwrap(), "--json"]);
    assert!(run["scene"].as_str().unwrap().ends_with("loss=mse"));
    assert!(run["a"]["accuracy"].is_null() && run["a"]["loss"].is_f64());
    let named = object(&["run", "data=own&depth=2&steps=5&batch=8", "--data", file.to_str().unwrap(), "--json"]);
    assert_eq!(named["b"], run["b"]);
}

#[test]
fn a_scene_is_explained_key_by_key() {
    skipscape(&["scene", "scale=depth&a.act=relu"])
        .assert()
        .success()
        .stdout(starts_with("v=1&a.act=relu&b.scale=depth\n"))
        .stdout(contains("h ← h + s·tanh(Wh + b), s = 1/√56"))
        .stdout(contains("a relu   b tanh").and(contains("set")))
        .stdout(contains("layers with weights  58"))
        .stdout(contains("note: scale is 1 for the network without, where nothing is added."));
    let told = object(&["scene", "depth=20", "--json"]);
    assert_eq!(told["link"], "v=1&depth=20");
    assert_eq!(told["settings"]["b"]["shortcut"], "identity");
    assert_eq!(told["model"]["a"]["weight_layers"], 22);
    assert_eq!(told["model"]["shared"], told["model"]["total"]);
    // A file that is not at hand leaves out what depends on it.
    skipscape(&["scene", "data=own&own=0123456789abcdef"]).assert().success().stdout(contains("0123456789abcdef"));
}

#[test]
fn a_link_of_another_engine_is_run_and_said_to_be_one() {
    let run = skipscape(&["run", &format!("v=1&engine=0.0&{SMALL}")]).assert().success();
    let run = run.stderr(contains("note: This link was made with engine 0.0, and this is engine "));
    let plain = skipscape(&["run", SMALL]).assert().success().stderr(is_empty());
    assert_eq!(run.get_output().stdout, plain.get_output().stdout);
}

#[test]
fn notes_go_to_standard_error_and_into_the_object() {
    skipscape(&["run", &format!("{SMALL}&turns=2&data=moons")])
        .assert()
        .success()
        .stderr(contains("note: turns has no effect here"));
    let run = object(&["run", &format!("{SMALL}&turns=2&data=moons"), "--json"]);
    assert_eq!(run["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_claim_that_is_asked_for_is_measured_and_judged() {
    let told = object(&["claims", "--only", "c2a", "--seeds", "1..2", "--json"]);
    let claims = told["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 1);
    for field in ["id", "name", "a", "b", "bar", "held", "of", "seconds"] {
        assert!(!claims[0][field].is_null(), "{field}");
    }
    assert_eq!((&claims[0]["id"], &claims[0]["of"], &told["holds"]), (&"C2a".into(), &2.into(), &true.into()));
    skipscape(&["claims", "--only", "C2a,C1c", "--seeds", "1"]).assert().success().stdout(
        contains("C1c")
            .and(contains("C2a"))
            .and(contains("holds"))
            .and(contains("All 2 hold."))
            .and(contains("C2b").not()),
    );
}

#[test]
fn a_claim_that_falls_short_fails_the_command_and_is_still_told() {
    // Of forty starts this is one on which the plain network's slice is less than twice as rough.
    skipscape(&["claims", "--only", "C8a", "--seeds", "18..18"])
        .assert()
        .code(1)
        .stdout(contains("falls short").and(contains("1 of 1 fall short: C8a.")))
        .stderr(is_empty());
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        skipscape(&["completions", shell]).assert().success().stdout(contains("study").and(contains("seeds")));
    }
}

#[test]
fn nothing_but_the_result_is_written_in_a_pipe() {
    skipscape(&["run", SMALL, "--json"]).assert().success().stderr(is_empty());
    skipscape(&["study", "depths", SMALL, "--json"]).assert().success().stderr(is_empty());
}
