//! The claims that the lessons show are those that the engine measures: the first start of each, measured again.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use skipscape::study::claims::CLAIMS;
use skipscape::study::sweep;

/// The same, numbers to the six digits that the record writes.
fn alike(measured: &Value, recorded: &Value) -> bool {
    match (measured, recorded) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            (one - other).abs() <= 6e-6 * other.abs()
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(key, value)| other.get(key).is_some_and(|o| alike(value, o)))
        }
        (one, other) => one == other,
    }
}

#[test]
fn the_first_recorded_start_of_each_claim_repeats() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/lessons/recorded.json");
    let record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(record["engine"], env!("CARGO_PKG_VERSION"));
    assert_eq!(record["seeds"].as_array().unwrap().len(), 10);
    let recorded = record["claims"].as_array().unwrap();
    let ids: Vec<&str> = recorded.iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(ids, CLAIMS.iter().map(|claim| claim.id).collect::<Vec<_>>(), "measure all claims and record them");
    sweep::each(&CLAIMS.iter().zip(recorded).collect::<Vec<_>>(), |(claim, recorded)| {
        let seeded = serde_json::to_value(claim.seed(1).unwrap()).unwrap();
        let recorded = &recorded["runs"][0];
        assert!(alike(&seeded, recorded), "{}: {seeded} was recorded as {recorded}", claim.id);
    });
}
