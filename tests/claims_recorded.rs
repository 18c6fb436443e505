//! The claims that the lessons show are those that the engine measures: the first start of each, measured again.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use skipscape::study::claims::CLAIMS;
use skipscape::study::sweep;

/// A number as the record writes it: six digits that count.
fn short(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let text = format!("{:.5e}", number.as_f64().unwrap());
            Value::from(text.parse::<f64>().unwrap())
        }
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), short(value))).collect(),
        other => other.clone(),
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
        assert_eq!(short(&seeded), short(&recorded["runs"][0]), "{}", claim.id);
    });
}
