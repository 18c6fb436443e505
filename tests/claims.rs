//! How claims are judged, on numbers that are made up.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use skipscape::study::claims::{CLAIMS, Claim, Measured, Seeded, Spread, judge};

fn claim(id: &str) -> &'static Claim {
    CLAIMS.iter().find(|claim| claim.id == id).expect("there is such a claim")
}

/// Runs of which the first `held` hold; without is 1, 2, …, with is always 5.
fn runs(held: u32, of: u32) -> Vec<Seeded> {
    let one = |seed| Measured { a: Some(f64::from(seed)), b: Some(5.0), held: seed <= held, more: Vec::new() };
    (1..=of).map(|seed| Seeded { seed, measured: one(seed) }).collect()
}

#[test]
fn a_claim_holds_on_nine_seeds_of_ten_and_on_no_fewer() {
    for (held, of, holds) in
        [(10, 10, true), (9, 10, true), (8, 10, false), (18, 20, true), (17, 20, false), (1, 1, true), (0, 1, false)]
    {
        let verdict = judge(claim("C1a"), runs(held, of));
        assert_eq!((verdict.holds, verdict.held, verdict.of), (Some(holds), held as usize, of as usize));
    }
    assert_eq!(judge(claim("C1a"), Vec::new()).holds, Some(false), "nothing that was measured shows nothing");
}

#[test]
fn a_verdict_has_the_median_and_the_range_of_each_network() {
    let verdict = judge(claim("C8b"), runs(4, 4));
    assert_eq!(verdict.a, Some(Spread { median: 2.5, min: 1.0, max: 4.0 }));
    assert_eq!(verdict.b, Some(Spread { median: 5.0, min: 5.0, max: 5.0 }));
    let mut some = runs(2, 3);
    some[1].measured.b = None;
    assert_eq!(judge(claim("C1c"), some).b, None, "a number that a seed does not have has no median");
    let mut no_number = runs(0, 3);
    no_number[0].measured.a = Some(f64::NAN);
    let spread = judge(claim("C8b"), no_number).a.expect("there are numbers");
    assert!(spread.median.is_nan() && spread.max.is_nan() && spread.min == 2.0);
}

/// Ten seeds in which so many plain and residual networks get there at a rate of .01 in 300 steps; in every other cell
/// none of the plain and all of the residual ones do.
fn fights(plain: u32, residual: u32) -> Vec<Seeded> {
    let names = [".001", ".003", ".01", ".03"].map(|rate| {
        ["a", "b"]
            .map(|side| ["300", "1000"].map(|steps| &*Box::leak(format!("{side} {rate} {steps}").into_boxed_str())))
    });
    let one = |seed: u32| {
        let mut more = Vec::new();
        for name in names.iter().flatten().flatten() {
            let there = match *name {
                "a .01 300" => seed <= plain,
                "b .01 300" => seed <= residual,
                other => other.starts_with('b'),
            };
            more.push(((*name).into(), if there { 0.09 } else { f64::INFINITY }));
        }
        Seeded { seed, measured: Measured { a: Some(0.0), b: Some(8.0), held: true, more } }
    };
    (1..=10).map(one).collect()
}

#[test]
fn the_fair_fight_is_judged_cell_by_cell_over_the_seeds() {
    for (plain, residual, held) in [(0, 10, 8), (2, 9, 8), (3, 10, 7), (0, 8, 7)] {
        let verdict = judge(claim("C1d"), fights(plain, residual));
        assert_eq!((verdict.held, verdict.of, verdict.holds), (held, 8, Some(held == 8)), "{plain} and {residual}");
    }
    assert_eq!(judge(claim("C1d"), Vec::new()).holds, Some(false));
}

#[test]
fn claims_have_their_own_numbers_and_say_their_bars() {
    for (k, claim) in CLAIMS.iter().enumerate() {
        assert!(CLAIMS[..k].iter().all(|other| other.id != claim.id), "{} stands twice", claim.id);
        assert!(!claim.name.is_empty() && !claim.number.is_empty() && !claim.bar.is_empty(), "{}", claim.id);
    }
}
