//! Reading figures back: their words and where they lie, and what they were when they were recorded.

// Each test file reads what it needs.
#![allow(dead_code)]

use skipscape::chart::{Style, text};
use std::fs;
use std::path::PathBuf;

/// The pieces of a text with their sizes: raised figures are smaller.
fn pieces(line: &str) -> Vec<(f64, &str)> {
    let tags = line.split('<').filter_map(|tag| tag.split_once('>'));
    let size =
        |tag: &str| tag.split_once("font-size=\"").map(|(_, rest)| rest.split('"').next().unwrap().parse().unwrap());
    let own = tags.clone().find_map(|(tag, _)| size(tag)).unwrap();
    tags.map(|(tag, words)| (size(tag).unwrap_or(own), words)).collect()
}

/// The words of an SVG, each with its box: left, top, right, bottom.
pub fn words(svg: &str) -> Vec<(String, [f64; 4])> {
    let texts = svg.lines().filter(|line| line.starts_with("<text"));
    let one = |line: &str| {
        let attribute =
            |name: &str| line.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap());
        let number = |name: &str| attribute(name).unwrap().parse::<f64>().unwrap();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        assert!(size >= 11.0, "{line}");
        let said: String = line.split('>').map(|piece| piece.split('<').next().unwrap()).collect();
        let wide = pieces(line).iter().map(|(size, piece)| text::width(piece, *size)).sum::<f64>() / text::SPARE;
        let left = match attribute("text-anchor") {
            Some("end") => x - wide,
            Some("middle") => x - wide / 2.0,
            _ => x,
        };
        (said, [left, y - 0.72 * size, left + wide, y + 0.1 * size])
    };
    texts.map(one).collect()
}

/// No word is cut, and none lies on another.
pub fn legible(svg: &str, style: &Style, what: &str) {
    let all = words(svg);
    for (k, (one, a)) in all.iter().enumerate() {
        let inside = a[0] >= -1.0 && a[1] >= 0.0 && a[2] <= style.width + 1.0 && a[3] <= style.height;
        assert!(inside, "{what}: '{one}' is cut off at {a:?} of {}×{}", style.width, style.height);
        for (other, b) in &all[k + 1..] {
            let apart = a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3];
            assert!(apart, "{what}: '{one}' at {a:?} and '{other}' at {b:?} lie on each other");
        }
    }
}

/// Holds an SVG to the recorded one; `RECORD=1` in the environment writes that anew.
pub fn recorded(file: &str, svg: &str) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/figures")).join(format!("{file}.svg"));
    if std::env::var_os("RECORD").is_some() {
        fs::write(&path, svg).unwrap();
    }
    let then = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if let Some((k, (now, then))) = svg.lines().zip(then.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!("{file}.svg differs from line {} on:\n  now  {now}\n  then {then}", k + 1);
    }
    assert_eq!(svg.len(), then.len(), "{file}.svg has another length");
}
