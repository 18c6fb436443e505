//! The scene language: each rule by example.
#![cfg(not(target_arch = "wasm32"))]

use skipscape::scene::{
    Act, Batch, DataSet, Loss, Scale, Scene, Seeds, Shortcut, Side, Timed, Values, defaults, keys, number,
};

fn scene(text: &str) -> Scene {
    Scene::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn printed(text: &str) -> String {
    scene(text).print()
}

fn refused(text: &str) -> String {
    match Scene::parse_strict(text) {
        Ok(parsed) => panic!("{text} is taken for {}", parsed.scene.print()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_empty_scene_is_the_default_one() {
    let empty = scene("");
    assert_eq!(empty, Scene::default());
    assert_eq!((empty.print().as_str(), empty.link().as_str()), ("", "v=1"));
    assert_eq!((empty.a.depth, empty.a.width, empty.steps), (56, 16, 300));
    assert_eq!(empty.a.shortcut, Shortcut::None);
    assert_eq!(empty.b.shortcut, Shortcut::Identity);
    assert_eq!(empty.a.lr, Timed::always(0.003));
    assert_eq!(empty.batch, Timed::always(Batch::Rows(64)));
    let same_but_for_the_shortcut = skipscape::scene::Network { shortcut: Shortcut::None, ..empty.b };
    assert_eq!(same_but_for_the_shortcut, empty.a);
}

#[test]
fn only_differences_are_printed_in_the_order_of_the_table() {
    assert_eq!(printed("steps=100&act=relu&depth=20&width=16"), "depth=20&act=relu&steps=100");
    assert_eq!(scene("steps=100&depth=20").link(), "v=1&depth=20&steps=100");
    assert_eq!(printed("v=1&data=spirals&model=mlp&seed=1&lr=0.003"), "");
}

#[test]
fn a_leading_hash_or_question_mark_and_percent_encoding_are_understood() {
    for text in
        ["#depth=20", "?depth=20", "#v=1&depth=20", " depth=20\n", "depth%3D=3", "dep%74h=%32%30", "&&depth=20&"]
    {
        match text {
            "depth%3D=3" => assert!(refused(text).contains("no key ‘depth=’")),
            _ => assert_eq!(printed(text), "depth=20", "{text}"),
        }
    }
    assert!(refused("depth=%2").contains("percent-encoded"));
    assert!(refused("depth=%zz").contains("percent-encoded"));
    assert!(refused("own=%ff").contains("percent-encoded"));
}

#[test]
fn own_data_survives_whatever_it_is_made_of() {
    let own = "1,2;a b&c=d#e%f+ü";
    let mut with = scene("own=x&data=own");
    with.data.own = Some(own.to_owned());
    let text = with.print();
    assert!(!text.contains([' ', '#', '+', 'ü']), "{text}");
    assert_eq!(scene(&text).data.own.as_deref(), Some(own));
    assert!(refused("data=own").contains("own="));
    assert!(refused("data=own&own=").contains("own="));
}

#[test]
fn numbers_are_read_in_each_usual_form_and_printed_shortest() {
    for text in ["lr=.01", "lr=0.01", "lr=1e-2", "lr=1E-2", "lr=0.0100"] {
        assert_eq!(printed(text), "lr=.01", "{text}");
    }
    for (value, text) in [
        (0.003, ".003"),
        (3e-4, "3e-4"),
        (3e-5, "3e-5"),
        (0.5, ".5"),
        (1.0, "1"),
        (100.0, "100"),
        (0.0, "0"),
        (1.5, "1.5"),
        (-0.25, "-.25"),
        (1e6, "1e6"),
        (0.1 + 0.2, ".3"),
        (0.012_345, ".012345"),
    ] {
        assert_eq!(number(value), text);
    }
    for text in [
        "lr=inf", "lr=nan", "lr=-.1", "lr=+1", "lr=11", "lr=1e99", "lr=", "lr=.", "lr=e3", "lr=0x1", "lr=1_0",
        "lr=1f32",
    ] {
        assert!(refused(text).contains("lr cannot be") && refused(text).contains("a number from 0 to 10"), "{text}");
    }
    assert_eq!(printed("flip=-0"), "");
}

#[test]
fn a_wrong_value_is_a_sentence_with_key_value_and_range() {
    assert_eq!(refused("depth=0"), "depth cannot be ‘0’: it is a whole number from 1 to 1000.");
    assert_eq!(refused("b.depth=1001"), "b.depth cannot be ‘1001’: it is a whole number from 1 to 1000.");
    assert_eq!(refused("order=middle"), "order cannot be ‘middle’: it is one of post, pre.");
    assert_eq!(refused("noise=2"), "noise cannot be ‘2’: it is a number from 0 to 1.");
    assert_eq!(refused("seed=4294967296"), "seed cannot be ‘4294967296’: it is a whole number from 0 to 4294967295.");
    assert_eq!(refused("scale=deep"), "scale cannot be ‘deep’: it is a number from 0 to 10, or depth.");
    assert_eq!(refused("model=lstm"), "model cannot be ‘lstm’: it is one of mlp, convnet, transformer.");
    assert!(refused("data=letters").starts_with("data cannot be ‘letters’: it is one of spirals, circles, "));
    assert!(!refused("model=transformer&shortcut.mlp=deep").contains("dense"));
    assert!(refused("depth=5.0").contains("whole number") && refused("depth=+5").contains("whole number"));
    assert_eq!(refused("depth"), "‘depth’ is not a setting: a setting is written key=value.");
    for even in ["grid=50", "grid=2"] {
        assert!(refused(even).contains("an odd whole number from 3 to 201"));
    }
    assert!(refused("span=0").contains("from .01 to 100"));
}

#[test]
fn long_and_strange_values_are_cut_in_sentences() {
    let sentence = refused(&format!("act={}", "é\u{7}".repeat(1000)));
    assert!(sentence.chars().count() < 200 && sentence.contains('…') && !sentence.contains('\u{7}'), "{sentence}");
}

#[test]
fn the_same_key_twice_is_an_error() {
    for text in
        ["depth=3&depth=3", "a.lr=1&lr=2&a.lr=1", "v=1&v=1", "engine=1&engine=1", "foo=1&foo=2", "seed=1&seed=1"]
    {
        assert!(refused(text).contains("stands twice"), "{text}");
    }
    // A key for both and one for a single network are two.
    assert_eq!(printed("lr=1&a.lr=2&b.lr=4"), "a.lr=2&b.lr=4");
}

#[test]
fn an_unknown_key_is_reported_or_refused_with_the_nearest() {
    let parsed = Scene::parse("dpeth=3&width=8&xyz.q=1").unwrap();
    assert_eq!(parsed.scene.print(), "width=8");
    assert_eq!(parsed.unknown.len(), 2);
    assert_eq!(parsed.unknown[0], "There is no key ‘dpeth’: the nearest is depth.");
    for (written, nearest) in [
        ("dept", "depth"),
        ("a.witdh", "width"),
        ("Lr", "lr"),
        ("seeds", "seed"),
        ("activ", "act"),
        ("short-cut", "shortcut"),
    ] {
        assert_eq!(refused(&format!("{written}=1")), format!("There is no key ‘{written}’: the nearest is {nearest}."));
    }
}

#[test]
fn the_engine_that_a_link_was_made_with_is_no_setting() {
    let own = env!("CARGO_PKG_VERSION");
    let notes = |engine: &str| {
        let parsed = Scene::parse_strict(&format!("v=1&engine={engine}&depth=3")).unwrap();
        assert_eq!(parsed.scene.print(), "depth=3");
        assert_eq!(Scene::parse(&format!("depth=3&engine={engine}")).unwrap(), parsed);
        parsed.notes
    };
    // Digits do not depend on the last number of a version.
    let (digits, _) = own.rsplit_once('.').unwrap();
    for same in [digits.to_owned(), own.to_owned(), format!("{digits}.99")] {
        assert!(notes(&same).is_empty(), "{same}");
    }
    for other in ["9.0", "9", "", "what ever"] {
        let expected = format!("made with engine {other}, and this is engine {own}: ");
        assert!(matches!(notes(other).as_slice(), [note] if note.contains(&expected)), "{other}");
    }
}

#[test]
fn another_version_is_a_sentence_before_anything_else() {
    assert_eq!(
        refused("v=2&what=ever&depth=none"),
        "This is written for version ‘2’, and this engine reads version 1."
    );
    assert_eq!(printed("depth=3&v=1"), "depth=3");
}

#[test]
fn a_prefix_is_for_one_network_whatever_the_order() {
    for text in ["act=relu&b.act=silu", "b.act=silu&act=relu", "a.act=relu&b.act=silu"] {
        let both = scene(text);
        assert_eq!((both.a.act, both.b.act), (Act::Relu, Act::Silu), "{text}");
        assert_eq!(both.print(), "a.act=relu&b.act=silu");
    }
    assert_eq!(printed("a.act=relu&b.act=relu"), "act=relu");
    assert_eq!(printed("act=relu&a.act=tanh"), "b.act=relu");
}

#[test]
fn a_prefix_is_refused_where_the_networks_share_a_setting() {
    for key in [
        "data",
        "points",
        "own",
        "model",
        "batch",
        "draw",
        "steps",
        "loss",
        "seed",
        "seed.init",
        "view",
        "grid",
        "speed",
    ] {
        assert_eq!(
            refused(&format!("a.{key}=1")),
            format!("‘a.{key}’ cannot be: {key} is the same for both networks, so it takes no prefix.")
        );
    }
    // Also where unknown keys are only reported.
    assert!(Scene::parse("b.steps=3").is_err());
}

#[test]
fn a_bare_shortcut_is_that_of_b() {
    let kinds = |text: &str| {
        let scene = scene(text);
        (scene.a.shortcut, scene.b.shortcut)
    };
    assert_eq!(kinds("shortcut=rezero"), (Shortcut::None, Shortcut::Rezero));
    assert_eq!(kinds("b.shortcut=rezero"), (Shortcut::None, Shortcut::Rezero));
    assert_eq!(kinds("b.shortcut=highway&shortcut=rezero"), (Shortcut::None, Shortcut::Highway));
    assert_eq!(kinds("a.shortcut=projection"), (Shortcut::Projection, Shortcut::Identity));
    assert_eq!(printed("b.shortcut=rezero&a.shortcut=identity"), "a.shortcut=identity&shortcut=rezero");
    assert_eq!(printed("b.shortcut=identity&a.shortcut=none"), "");
}

#[test]
fn scale_and_droppath_act_only_where_a_shortcut_adds() {
    let parsed = Scene::parse("scale=depth&droppath=.1").unwrap();
    assert_eq!((parsed.scene.a.scale, parsed.scene.b.scale), (Scale::Fixed(1.0), Scale::Depth));
    assert_eq!((parsed.scene.a.droppath, parsed.scene.b.droppath), (0.0, 0.1));
    assert_eq!(parsed.scene.print(), "b.scale=depth&b.droppath=.1");
    assert_eq!(parsed.notes.len(), 2);
    assert_eq!(parsed.notes[0], "scale is 1 for the network without, where nothing is added.");
    assert!(Scene::parse("b.scale=depth").unwrap().notes.is_empty());
    assert_eq!(Scene::parse("a.scale=2").unwrap().notes.len(), 1);
    assert!(Scene::parse("depth=20").unwrap().notes.is_empty());
    for (kind, acts) in [
        ("identity", true),
        ("projection", true),
        ("rezero", true),
        ("highway", false),
        ("dense", false),
        ("none", false),
    ] {
        let b = scene(&format!("depth=8&shortcut={kind}&scale=.5&droppath=.2")).b;
        assert_eq!(
            (b.scale, b.droppath),
            if acts { (Scale::Fixed(0.5), 0.2) } else { (Scale::Fixed(1.0), 0.0) },
            "{kind}"
        );
    }
    assert_eq!(printed("a.shortcut=identity&scale=depth"), "a.shortcut=identity&scale=depth");
}

#[test]
fn values_change_in_mid_run() {
    let with = scene("lr=.003,.001@120,1e-4@200&batch=64,full@10&b.clip=none,1@5&momentum=.9,.5@3&decay=0,.01@9");
    assert_eq!([0, 119, 120, 199, 200, 9999].map(|step| with.a.lr.at(step)), [0.003, 0.003, 0.001, 0.001, 1e-4, 1e-4]);
    assert_eq!([9, 10].map(|step| with.batch.at(step)), [Batch::Rows(64), Batch::Full]);
    assert_eq!([4, 5].map(|step| with.b.clip.at(step)), [None, Some(1.0)]);
    assert_eq!(with.a.clip, Timed::always(None));
    assert_eq!(
        with.print(),
        "lr=.003,.001@120,1e-4@200&momentum=.9,.5@3&decay=0,.01@9&b.clip=none,1@5&batch=64,full@10"
    );
    // A change to the same value is none.
    assert_eq!(printed("lr=.003,.003@5,.001@6,.001@7,.003@8"), "lr=.003,.001@6,.003@8");
    for wrong in [
        "lr=.1,.2",
        "lr=.1@5",
        "lr=.1,.2@0",
        "lr=.1,.2@9,.3@9",
        "lr=.1,.2@9,.3@8",
        "lr=.1,",
        "lr=.1,@5",
        "lr=.1,.2@-1",
        "lr=.1,99@5",
        "lr=.1,.2@1.5",
    ] {
        assert!(refused(wrong).contains("change in mid-run"), "{wrong}");
    }
    assert!(refused("width=3,4@5").contains("whole number from 1 to 128."));
}

#[test]
fn a_bare_seed_sets_all_four() {
    assert_eq!(scene("seed=7").seeds, Seeds::all(7));
    for text in ["seed=7&seed.data=2", "seed.data=2&seed=7"] {
        assert_eq!(scene(text).seeds, Seeds { data: 2, ..Seeds::all(7) });
        assert_eq!(printed(text), "seed=7&seed.data=2");
    }
    assert_eq!(printed("seed.init=4294967295"), "seed.init=4294967295");
    assert_eq!(printed("seed.init=5&seed.data=5&seed.batch=5"), "seed=5&seed.plane=1");
    assert_eq!(printed("seed=0"), "seed=0");
}

#[test]
fn settings_that_do_not_go_together_are_refused_in_words() {
    assert!(refused("shortcut=dense").contains("depth cannot be 56 with shortcut=dense"));
    assert!(refused("shortcut=dense&depth=33").contains("at most 32 blocks"));
    assert!(refused("a.shortcut=dense&depth=8&width=3").contains("from 4 to 128"));
    assert_eq!(scene("shortcut=dense&depth=32&width=4").b.shortcut, Shortcut::Dense);
    assert!(refused("data=moons&classes=3").contains("classes cannot be 3 with data=moons"));
    assert_eq!(scene("data=gauss&classes=6").data.classes, 6);
    assert!(refused("depth=1000&width=128").contains("at most 8,388,608 weights"));
    for text in [
        "depth=1000&width=64",
        "depth=1000&width=32&batch=300",
        "depth=1000&batch=full&points=4096",
        "depth=1000&norm=batch&test=4096",
    ] {
        assert!(refused(text).contains("at most 8,388,608 hidden values"), "{text}");
    }
    assert_eq!(scene("depth=1000&width=32&points=4096").a.depth, 1000);
    assert_eq!(scene("norm=batch&points=4096&batch=full").a.depth, 56);
}

#[test]
fn values_are_learnt_by_the_mean_squared_error() {
    for set in ["line", "edit"] {
        assert_eq!(scene(&format!("data={set}")).loss, Loss::MeanSquared);
        assert_eq!(printed(&format!("loss=mse&data={set}")), format!("data={set}"));
        assert!(refused(&format!("loss=ce&data={set}")).contains("loss cannot be ce"));
    }
    assert_eq!(printed("loss=mse"), "loss=mse");
    assert_eq!(scene("data=own&own=0123456789abcdef").loss, Loss::CrossEntropy);
    assert_eq!(defaults(scene("").model, DataSet::Line).loss, Loss::MeanSquared);
}

#[test]
fn what_has_no_effect_is_said() {
    for (text, word) in [
        ("data=moons&turns=2", "turns"),
        ("data=line&flip=.1", "flip"),
        ("own=abc", "own"),
        ("inner=4", "inner"),
        ("momentum=.5", "momentum"),
        ("shortcut=none", "same"),
    ] {
        let notes = Scene::parse(text).unwrap().notes;
        assert!(notes.len() == 1 && notes[0].contains(word), "{text}: {notes:?}");
    }
    for text in ["turns=2", "block=2&inner=4", "b.opt=momentum&momentum=.5", "flip=.1"] {
        assert!(Scene::parse(text).unwrap().notes.is_empty(), "{text}");
    }
}

#[test]
fn settings_of_the_page_survive() {
    let text =
        "speed=4&play=visible&lesson=3&theme=dark&controls=minimal&hide=curves,share&height=420&lang=pt-br&present=1";
    assert_eq!(printed(text), text);
    assert!(refused("hide=<b>").contains("names of parts"));
    assert!(refused("lang=e n").contains("language tag"));
    assert!(refused("lesson=13").contains("coda"));
}

#[test]
fn every_value_of_every_key_reads_back_as_itself() {
    for key in keys::KEYS {
        let values: Vec<String> = match &key.values {
            values if values.choices().is_some() => {
                values.choices().unwrap_or_default().into_iter().map(str::to_owned).collect()
            }
            Values::Number { min, max, word } => {
                [number(*min), number(*max)].into_iter().chain(word.map(str::to_owned)).collect()
            }
            Values::Integer { min, max, word, .. } => {
                [min.to_string(), max.to_string()].into_iter().chain(word.map(str::to_owned)).collect()
            }
            Values::Seed => vec!["0".to_owned(), u32::MAX.to_string()],
            _ => vec!["en".to_owned()],
        };
        for value in values {
            // A scene small enough for the largest of anything, with what a value may need beside it.
            let company = match (key.name, value.as_str()) {
                ("data", "own") => "depth=2&own=x",
                ("data", "reverse" | "shift") | ("draw", "fresh") | ("shortcut.attention" | "shortcut.mlp", _) => {
                    "model=transformer"
                }
                ("model", _) => "",
                ("depth", _) => "width=2",
                ("classes", _) => "data=gauss&depth=2",
                ("loss", _) => "depth=2",
                _ => "depth=2&shortcut=projection",
            };
            let company = if key.name == "shortcut" { "depth=2" } else { company };
            let read = scene(&format!("{company}&{}={value}", key.name));
            assert_eq!(key.get(&read, Side::B), value, "{}", key.name);
        }
    }
}
