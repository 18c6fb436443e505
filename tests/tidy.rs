//! What ARCHITECTURE.md states as absences, held: a rule that nothing checks is broken within a year.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// The flow of the data; a module names only modules to its left. The command line and the bindings may name all.
const FLOW: [&str; 10] = ["number", "scene", "rng", "data", "autograd", "model", "train", "export", "study", "chart"];

/// What a file may hold, in lines.
const LONGEST: usize = 450;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// All files of the given endings below a folder, in order, but what is built or fetched.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(here) = open.pop() {
        let entries = fs::read_dir(&here).unwrap_or_else(|error| panic!("{}: {error}", here.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                if !["pkg", "target", "node_modules"].iter().any(|built| path.ends_with(built)) {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no file below {folder}: this test looks in the wrong place");
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file as the reader knows it.
fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Code without its comments, so that prose may name what it likes.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The modules that a file of the crate names: `crate::x…` and `crate::{x…, y…}`.
fn named_modules(text: &str) -> Vec<String> {
    let code = code(text);
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code[at + "crate::".len()..].trim_start();
        if let Some(group) = rest.strip_prefix('{') {
            // Only the outermost names of the group are modules.
            let (mut depth, mut word, mut start) = (0, String::new(), true);
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if depth == 0 && start && (c.is_alphanumeric() || c == '_') => word.push(c),
                    c if depth == 0 && start && !c.is_whitespace() => start = false,
                    _ => {}
                }
                if (!start || c == ',') && !word.is_empty() {
                    names.push(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                names.push(word);
            }
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

#[test]
fn the_reader_of_module_names_reads_groups() {
    let text = "use crate::{scene::{Act, Side}, rng, data::Own};\nuse crate::model; // crate::chart\n";
    assert_eq!(named_modules(text), ["scene", "rng", "data", "model"]);
}

#[test]
fn modules_name_only_modules_to_their_left() {
    for path in files("crate/src", &["rs"]) {
        let inside = name(&path).replace("crate/src/", "");
        let module = inside.split(['/', '.']).next().unwrap_or("").to_owned();
        let Some(place) = FLOW.iter().position(|known| *known == module) else { continue };
        for named in named_modules(&read(&path)) {
            if let Some(other) = FLOW.iter().position(|known| *known == named) {
                assert!(other <= place, "{} names {named}, which is to the right of {module} in the flow", name(&path));
            } else {
                assert!(named != "web" && named != "cli", "{} names {named}", name(&path));
            }
        }
    }
}

#[test]
fn only_the_bindings_know_the_browser() {
    for path in files("crate/src", &["rs"]) {
        let inside = name(&path);
        if inside == "crate/src/web.rs" || inside.starts_with("crate/src/web/") {
            continue;
        }
        let text = code(&read(&path));
        for word in ["wasm_bindgen", "js_sys", "web_sys", "plotters_canvas"] {
            assert!(!text.contains(word), "{inside} names {word}, which is for web.rs alone");
        }
    }
}

#[test]
fn unsafe_code_is_in_the_kernels_alone() {
    assert!(read(&root().join("crate/Cargo.toml")).contains("unsafe_code = \"deny\""));
    for path in files("crate/src", &["rs"]) {
        let inside = name(&path);
        let allowed = inside == "crate/src/autograd/kernels/simd.rs";
        assert!(
            allowed || !code(&read(&path)).contains("unsafe"),
            "{inside} has unsafe code, which is for the kernels alone"
        );
    }
}

#[test]
fn files_fit_in_the_head() {
    let mut long = Vec::new();
    for path in [files("crate/src", &["rs"]), files("tests", &["rs", "mjs"]), files("www", &["js", "html"])].concat() {
        let lines = read(&path).lines().count();
        if lines > LONGEST {
            long.push(format!("{} has {lines} lines", name(&path)));
        }
    }
    assert!(long.is_empty(), "more than {LONGEST} lines: {}", long.join(", "));
}

#[test]
fn nothing_is_left_for_later() {
    // Spelt apart, for this file is read as well.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
    ];
    let sources =
        [files("crate/src", &["rs"]), files("tests", &["rs", "mjs"]), files("www", &["js", "css", "html", "ts"])];
    for path in sources.concat() {
        let text = read(&path);
        for word in words {
            assert!(!text.contains(word), "{} holds {word}", name(&path));
        }
    }
}

#[test]
fn the_page_puts_no_data_into_markup() {
    for path in files("www", &["js"]) {
        let text = code(&read(&path));
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!text.contains(word), "{} uses {word}: text goes in by textContent", name(&path));
        }
    }
}

#[test]
fn nothing_draws_entropy_or_reads_the_clock() {
    for path in files("www", &["js"]) {
        assert!(!code(&read(&path)).contains("Math.random"), "{} draws a random number", name(&path));
    }
    for path in files("crate/src", &["rs"]) {
        let inside = name(&path);
        let text = code(&read(&path));
        assert!(!text.contains("thread_rng") && !text.contains("from_entropy"), "{inside} draws entropy");
        let engine = FLOW.iter().any(|module| inside.starts_with(&format!("crate/src/{module}")));
        assert!(!engine || !text.contains("std::time"), "{inside} reads the clock");
    }
}

#[test]
fn every_test_file_is_run() {
    let manifest = read(&root().join("crate/Cargo.toml"));
    for path in files("tests", &["rs"]) {
        if path.parent() != Some(&root().join("tests")) {
            continue;
        }
        let entry = format!("path = \"../{}\"", name(&path));
        assert!(manifest.contains(&entry), "crate/Cargo.toml has no [[test]] with {entry}");
    }
}

#[test]
fn the_architecture_is_short_and_names_what_exists() {
    for page in ["ARCHITECTURE.md", "docs/adding.md"] {
        let text = read(&root().join(page));
        assert!(text.lines().count() < 200, "{page} is to be read in one sitting: under 200 lines");
        let mut seen = 0;
        for path in text.split('`').skip(1).step_by(2) {
            let is_path = path.contains('/') && !path.contains([' ', '=', '<', '*', '(', '…'])
                || path.ends_with(".rs") && path.contains('/');
            if is_path && !path.starts_with("./") {
                assert!(root().join(path).exists(), "{page} names `{path}`, which is not there");
                seen += 1;
            }
        }
        assert!(seen > 10, "{page} names files by their path in backticks");
    }
}

#[test]
fn the_changelog_has_this_version() {
    let manifest = read(&root().join("Cargo.toml"));
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("version = \"")).unwrap().trim_end_matches('"').to_owned();
    assert!(
        read(&root().join("CHANGELOG.md")).contains(&format!("## {version}")),
        "CHANGELOG.md has no section {version}"
    );
}

#[test]
fn the_lock_files_name_no_host() {
    // `registry+…` in Cargo.lock names the index by its protocol; npm's would name whichever mirror was used.
    assert!(!read(&root().join("package-lock.json")).contains("://"), "package-lock.json names a host: see .npmrc");
}
