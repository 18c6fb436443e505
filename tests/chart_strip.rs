//! Strips of seeds: recorded SVGs, no word cut or on another, and the numbers in words.
#![cfg(not(target_arch = "wasm32"))]

mod reading;

use reading::{legible, recorded};
use skipscape::chart::{Figure, Ground, Strip, Style};
use skipscape::study::claims::{CLAIMS, Measured, Seeded, Verdict, find, judge};

fn verdict(id: &str, values: &[(Option<f64>, Option<f64>)]) -> Verdict {
    let seeded = |(k, (a, b)): (usize, &(Option<f64>, Option<f64>))| Seeded {
        seed: k as u32 + 1,
        measured: Measured { a: *a, b: *b, held: true, more: vec![("plain 20".into(), 0.5)] },
    };
    judge(find(id).unwrap(), values.iter().enumerate().map(seeded).collect())
}

/// Ten seeds, some of which lie on each other, one that is not what it has to be and one that diverged.
fn ten() -> Verdict {
    let a = [0.61, 0.6102, 0.55, 0.69, 0.66, 0.61, 0.6101, 0.15, 0.64, f64::INFINITY];
    let b = [3e-5, 2.9e-5, 1e-5, 8e-6, 4e-5, 3.1e-5, 3e-5, 2e-5, 1.4e-5, 2.2e-5];
    verdict("C1a", &a.into_iter().map(Some).zip(b.into_iter().map(Some)).collect::<Vec<_>>())
}

#[test]
fn strips_are_drawn_as_recorded() {
    let ten = ten();
    let mut strip = Strip::new(&ten);
    strip.hover = Some(4.0);
    for (file, width) in [("strip", 560.0), ("strip-narrow", 320.0)] {
        let style = Style { ground: Ground::Panel, ..Style::new(width, strip.natural_height(width)) };
        recorded(file, &strip.to_svg(&style).unwrap());
    }
    let same = verdict("C1c", &[(Some(0.0), None); 10]);
    let style = Style::new(400.0, Strip::new(&same).natural_height(400.0));
    recorded("strip-one", &Strip::new(&same).to_svg(&style).unwrap());
}

#[test]
fn no_word_is_cut_or_lies_on_another() {
    let wide = [-1e9_f64, -2.5, 0.0, 1e-12, 3.0, 4e8];
    for claim in CLAIMS {
        for few in [0, 1, 2, 6] {
            let values: Vec<_> = (0..few).map(|k| (Some(wide[k]), Some(wide[few - 1 - k].abs() + 1e-9))).collect();
            let verdict = verdict(claim.id, &values);
            for width in (320..=1400).step_by(120).map(f64::from) {
                let strip = Strip::new(&verdict);
                let style = Style::new(width, strip.natural_height(width));
                legible(&strip.to_svg(&style).unwrap(), &style, &format!("{} × {few} at {width}", claim.id));
            }
        }
    }
}

#[test]
fn what_holds_is_named_and_what_does_not_is_marked() {
    let ten = ten();
    let strip = Strip::new(&ten);
    let svg = strip.to_svg(&Style::new(560.0, strip.natural_height(560.0))).unwrap();
    assert!(svg.contains(">to hold: above 0.2</text>") && svg.contains(">to hold: below 0.01</text>"));
    assert!(svg.contains("hollow: does not hold</text>") && !svg.contains("the bar"));
    let said = strip.summary();
    assert!(said.contains("without: median 0.610, from 0.150 to off the scale; 9 of 10 are above 0.2"), "{said}");
    assert!(said.contains("with: median 2.5 × 10⁻⁵, from 8 × 10⁻⁶ to 4 × 10⁻⁵; 10 of 10 are below 0.01"), "{said}");
    let held = ten.held;
    assert!(said.ends_with(&format!("It holds on {held} of 10.")), "{said}");

    let same = verdict("C1c", &[(Some(0.0), None); 10]);
    let said = Strip::new(&same).summary();
    assert!(said.contains("without: 0 on all 10; 10 of 10 are exactly 0"), "{said}");
    assert!(!said.contains(" with:"), "a claim of one number has one row: {said}");

    let csv = strip.table().csv();
    assert!(csv.starts_with("seed,without,with,holds,plain 20\n1,0.61,0.00003,1,0.5\n"), "{csv}");
    assert!(csv.ends_with("10,inf,0.000022,1,0.5\n"), "{csv}");
}

#[test]
fn marks_do_not_hide_each_other() {
    let same = verdict("C1c", &[(Some(0.0), None); 10]);
    let strip = Strip::new(&same);
    let apart: Vec<_> = (0..10).map(|k| (Some(f64::from(k)), None)).collect();
    let apart = verdict("C1c", &apart);
    let (close, apart) = (strip.natural_height(900.0), Strip::new(&apart).natural_height(900.0));
    assert!(close > apart + 50.0, "ten marks at one place need a band of ten marks: {close}, {apart}");
    let ten = ten();
    let read = Strip::read(&ten, r#"{"names":{"a":"plain"},"hover":3}"#).unwrap();
    assert_eq!((read.names[0].as_str(), read.hover), ("plain", Some(3.0)));
    assert!(Strip::read(&ten, "{\"hover\":true}").is_err());
}
