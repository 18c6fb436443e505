//! Measurements of claims that were made apart are joined to what one call would have printed.
#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn skipscape(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("skipscape").unwrap().args(arguments).assert()
}

fn printed(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("skipscape").unwrap().args(arguments).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code <= 1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The object without the times, which are the machine's own.
fn timeless(text: &str) -> Value {
    let mut object: Value = serde_json::from_str(text).unwrap();
    object["seconds"] = Value::Null;
    object["claims"].as_array_mut().unwrap().iter_mut().for_each(|claim| claim["seconds"] = Value::Null);
    object
}

fn part(folder: &str, name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const SOME: [&str; 4] = ["claims", "--only", "C2a,C12", "--json"];

fn seeds(range: &str) -> String {
    printed(&[&SOME[..], &["--seeds", range]].concat())
}

#[test]
fn parts_make_the_whole_to_the_bit() {
    let first = part("whole", "first.json", &seeds("1..2"));
    // A seed that both hold is counted once; the order of the files means nothing.
    let second = part("whole", "second.json", &seeds("2..4"));
    let merged = printed(&["claims", "--json", "--merge", second.to_str().unwrap(), first.to_str().unwrap()]);
    assert_eq!(timeless(&merged), timeless(&seeds("1..4")));
    let one = printed(&["claims", "--only", "C12", "--merge", first.to_str().unwrap()]);
    assert!(one.contains("C12") && !one.contains("C2a") && one.contains("2 of 2"), "{one}");
}

#[test]
fn what_does_not_belong_together_is_refused_in_words() {
    let text = seeds("1..1");
    let good = part("refused", "good.json", &text);
    let good = good.to_str().unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    changed["claims"][0]["runs"][0]["a"] = Value::from(1.5);
    for (name, text, says) in [
        ("other.json", changed.to_string(), "C2a with seed 1 has other numbers here than in another file"),
        ("engine.json", text.replacen(env!("CARGO_PKG_VERSION"), "0.0.9", 1), "measured by engine 0.0.9"),
        ("claim.json", text.replace("\"C2a\"", "\"C99\""), "there is no claim C99"),
        ("none.json", "hello".to_owned(), "this is not what claims --json prints"),
        ("empty.json", "\n".to_owned(), "this file is empty"),
    ] {
        let path = part("refused", name, &text);
        let output = skipscape(&["claims", "--merge", good, path.to_str().unwrap()]).code(1).get_output().clone();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says) && error.contains(name), "{error}");
    }
    skipscape(&["claims", "--merge", "no-such-file.json"]).code(1);
    skipscape(&["claims", "--merge", good, "--seeds", "2"]).code(2);
    skipscape(&["claims", "--merge", good, "--only", "C1a"]).code(1);
}
