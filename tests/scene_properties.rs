//! The scene language: its promises on random scenes and on arbitrary text.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use skipscape::scene::{Key, Scene, Side, Values, keys, number};

/// A value that a key takes, or nearly.
fn some_value(key: &'static Key) -> BoxedStrategy<String> {
    let or = |word: Option<&'static str>, values: BoxedStrategy<String>| match word {
        Some(word) => prop_oneof![1 => Just(word.to_owned()), 3 => values].boxed(),
        None => values,
    };
    let one = match key.values {
        Values::Choice(_) | Values::Or(..) => {
            proptest::sample::select(key.values.choices().unwrap_or_default()).prop_map(str::to_owned).boxed()
        }
        Values::Number { min, max, word } => or(word, (min..=max).prop_map(|value| value.to_string()).boxed()),
        Values::Integer { min, max, odd, word } => {
            let most = max.min(40);
            or(
                word,
                (min..=most.max(min)).prop_map(move |value| (if odd { value | 1 } else { value }).to_string()).boxed(),
            )
        }
        Values::Seed => any::<u32>().prop_map(|seed| seed.to_string()).boxed(),
        Values::Text { .. } => "[a-z]{2,5}".boxed(),
    };
    if !key.timed {
        return one;
    }
    (one.clone(), proptest::collection::vec((one, 1_u32..500), 0..3))
        .prop_map(|(first, mut later)| {
            later.sort_by_key(|(_, step)| *step);
            later.dedup_by_key(|(_, step)| *step);
            later.iter().fold(first, |text, (value, step)| format!("{text},{value}@{step}"))
        })
        .boxed()
}

/// A scene of some settings in any order. Most are valid; some do not go together.
fn some_scene() -> impl Strategy<Value = String> {
    let setting = (0..keys::KEYS.len(), 0..3_usize).prop_flat_map(|(index, prefix)| {
        let key = &keys::KEYS[index];
        let prefix = if key.per_network() { ["", "a.", "b."][prefix] } else { "" };
        some_value(key).prop_map(move |value| (format!("{prefix}{}", key.name), value))
    });
    proptest::collection::vec(setting, 0..12).prop_map(|mut settings| {
        let mut seen = std::collections::HashSet::new();
        settings.retain(|(key, _)| seen.insert(key.clone()));
        settings.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
    })
}

/// Text that looks like a scene to a reader in a hurry.
fn almost_a_scene() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        some_scene(),
        "[a-z.]{0,8}=[-0-9.,@ea-z%]{0,8}",
        Just("&".to_owned()),
        Just("lr=1,2@3,4@5".to_owned()),
        Just("%c3%28=1".to_owned()),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.join("&"))
}

fn fixed_point(text: &str) -> Result<bool, TestCaseError> {
    let Ok(parsed) = Scene::parse(text) else { return Ok(false) };
    let printed = parsed.scene.print();
    let again = Scene::parse_strict(&printed).map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
    prop_assert_eq!(&again.scene, &parsed.scene, "{} is not {}", &printed, text);
    prop_assert_eq!(again.scene.print(), printed);
    let linked = Scene::parse_strict(&format!("#{}", parsed.scene.link()))
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(linked.scene, parsed.scene);
    Ok(true)
}

/// A key with a value that it takes.
fn some_setting() -> impl Strategy<Value = (&'static Key, String)> {
    (0..keys::KEYS.len()).prop_flat_map(|index| (Just(&keys::KEYS[index]), some_value(&keys::KEYS[index])))
}

/// Whether two values begin with the same one (a later change to the same value is dropped).
fn means_the_same(one: &str, other: &str) -> bool {
    let first = |text: &str| text.split(',').next().map(|first| first.parse::<f32>().map_err(|_| first.to_owned()));
    first(one) == first(other)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_scene_or_a_sentence(text in prop_oneof![any::<String>(), almost_a_scene()]) {
        fixed_point(&text)?;
        if let Err(error) = Scene::parse_strict(&text) {
            let sentence = error.to_string();
            prop_assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{}", sentence);
        }
    }

    #[test]
    fn a_scene_printed_and_read_is_the_same_scene(text in some_scene()) {
        fixed_point(&text)?;
    }

    #[test]
    fn order_does_not_matter(text in some_scene()) {
        let turned = text.split('&').rev().collect::<Vec<_>>().join("&");
        prop_assert_eq!(Scene::parse(&text).ok().map(|parsed| parsed.scene), Scene::parse(&turned).ok().map(|parsed| parsed.scene));
    }

    #[test]
    fn a_key_set_has_its_value(text in some_scene(), (key, value) in some_setting()) {
        let after = Scene::parse(&text).ok().and_then(|before| before.scene.with(key.name, &value).ok());
        if let Some(after) = after {
            prop_assert_eq!(&Scene::parse(&after.print()).unwrap().scene, &after);
            let got = key.get(&after, Side::B);
            let acts = after.b.adds() || !["scale", "droppath"].contains(&key.name);
            // Where some seeds are set one by one, the common one is whichever stands most often.
            if acts && key.name != "seed" {
                prop_assert!(means_the_same(&got, &value), "{}={} became {}", key.name, value, got);
            }
            if key.name != "seed" {
                prop_assert_eq!(after.with(key.name, &value).unwrap(), after);
            }
        }
    }

    #[test]
    fn a_number_printed_is_the_same_number(value in any::<f32>().prop_filter("finite", |value| value.is_finite())) {
        prop_assert_eq!(number(value).parse::<f32>().unwrap(), value);
    }
}

#[test]
fn most_random_scenes_are_valid() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let valid =
        (0..500).filter(|_| Scene::parse(&some_scene().new_tree(&mut runner).unwrap().current()).is_ok()).count();
    assert!(valid > 250, "only {valid} of 500: the round trip tests little");
}

/// A decimal, or nearly: few digits and many, near the ends of what a float holds and beyond them.
fn almost_a_decimal() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{0,12}\\.?[0-9]{0,12}",
        "[0-9]{1,3}\\.[0-9]{100,200}",
        "[0-9]{0,9}\\.?[0-9]{0,9}[eE][-+]?[0-9]{1,2}",
        "[0-9.]{0,3}[eE][-+]?[0-9]{0,12}",
        "0\\.0{30,60}[0-9]{1,150}",
        any::<f32>().prop_map(|value| value.abs().to_string()),
        any::<f64>().prop_map(|value| format!("{:e}", value.abs())),
        // Halfway between two floats, whole, and a little to either side.
        (0_u32..0x7f7f_ffff, prop_oneof![Just(""), Just("1"), Just("000000000000000000000000000001")]).prop_map(
            |(bits, more)| {
                let middle = (f64::from(f32::from_bits(bits)) + f64::from(f32::from_bits(bits + 1))) / 2.0;
                let text = format!("{middle:.180}");
                if more.is_empty() { text.trim_end_matches('0').to_owned() } else { text + more }
            }
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_decimal_reads_as_the_standard_library_reads_it(text in almost_a_decimal()) {
        let theirs = text.parse::<f32>().ok().filter(|_| !text.starts_with(|first: char| first.is_ascii_alphabetic()));
        let mine = skipscape::scene::decimal::read(&text);
        prop_assert_eq!(mine.map(f32::to_bits), theirs.map(f32::to_bits), "{} {:?} {:?}", text, mine, theirs);
    }
}
