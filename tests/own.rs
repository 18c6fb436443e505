//! The reader's own data: what is read, how it is scaled and split, how it travels in a link, and a sentence for
//! everything that is not as it should be.

use skipscape::data::{self, Data, DataError, Own, Targets};
use skipscape::scene::Scene;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Eight good rows of two classes, on which every case below changes one thing.
const GOOD: [&str; 8] = ["0,0,a", "1,0,b", "2,1,a", "3,1,b", "4,0,a", "5,0,b", "6,1,a", "7,1,b"];

fn good(change: impl Fn(usize, &str) -> String) -> String {
    GOOD.iter().enumerate().map(|(index, row)| change(index, row)).collect::<Vec<_>>().join("\n")
}

fn read(text: &str) -> Own {
    Own::from_csv(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn refuse(text: &str) -> String {
    match Own::from_csv(text) {
        Ok(own) => panic!("{text:?} was read: {:?}", own.about()),
        Err(error) => error.to_string(),
    }
}

fn scene(text: &str) -> Scene {
    Scene::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scene
}

fn load(text: &str, own: Option<&Own>) -> Result<Data, DataError> {
    data::load(&scene(text), own)
}

/// Every row of both halves with its class, sorted.
fn all_rows(data: &Data) -> Vec<(Vec<u32>, u32)> {
    let mut rows = Vec::new();
    for half in [&data.train, &data.test] {
        for (index, row) in half.inputs.outer_iter().enumerate() {
            let target = match &half.targets {
                Targets::Classes(labels) => labels[index],
                Targets::Values(values) => values[[index, 0]].to_bits(),
            };
            rows.push((row.iter().map(|x| x.to_bits()).collect(), target));
        }
    }
    rows.sort();
    rows
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_rows_are_read_however_they_are_written() {
    let plain = read(&GOOD.join("\n"));
    let same = [
        GOOD.join("\r\n"),
        GOOD.join("\r"),
        format!("\u{feff}{}\n", GOOD.join("\n")),
        GOOD.join("\n\n   \n"),
        GOOD.join("\n").replace(',', ";"),
        GOOD.join("\n").replace(',', "\t"),
        GOOD.join("\n").replace(',', " , "),
        good(|_, row| format!("\"{}\"", row.replace(',', "\",\""))),
        format!("height,weight,kind\n{}", GOOD.join("\n")),
        format!("height,weight,kind\r{}\r", GOOD.join("\r")),
        format!("\n\"height; m\";\"weight, kg\";kind\n{}", GOOD.join("\n").replace(',', ";")),
        good(|_, row| row.replace(",0,", ",0.0,").replace(",1,", ",+1e0,")),
    ];
    for text in same {
        let own = read(&text);
        assert_eq!((own.digest(), own.labels()), (plain.digest(), plain.labels()), "{text:?}");
    }
    assert_eq!((plain.rows(), plain.inputs(), plain.classes()), (8, 2, Some(2)));
    assert_eq!(plain.labels(), ["a", "b"]);
    assert_eq!(read(&format!("height,weight,kind\n{}", GOOD.join("\n"))).columns(), ["height", "weight", "kind"]);
    assert_ne!(read(&good(|_, row| row.replace("7,", "7.5,"))).digest(), plain.digest());
    assert_ne!(read(&good(|_, row| row.replace("6,1,a", "6,1,b"))).digest(), plain.digest());
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn each_fault_gets_a_sentence_with_row_and_column() {
    let fourth = |with: &str| good(|index, row| if index == 3 { with.to_owned() } else { row.to_owned() });
    let headed = |with: &str| format!("height,weight,kind\n{}", fourth(with));
    let with_semicolons = fourth("3,1,b").replace(',', ";");
    let cases = [
        (String::new(), "There is no data here: the text is empty."),
        ("\u{feff} \r\n\t\n".to_owned(), "There is no data here"),
        ("x,y,class\n".to_owned(), "There is a header here and no row of data under it."),
        (GOOD[..7].join("\n"), "There are 7 rows of data, and at least 8 are needed."),
        ("1,2,a".to_owned(), "There is 1 row of data, and at least 8 are needed."),
        (fourth("3,,b"), "Row 4, column 2: a value is missing."),
        (headed("3,NA,b"), "Row 5, column 2 (“weight”): a value is missing."),
        (fourth("3,1,"), "Row 4, column 3: a value is missing."),
        (fourth(",1,b"), "Row 4, column 1: a value is missing."),
        (fourth("3,tall,b"), "Row 4, column 2: “tall” is not a number."),
        (format!("\n\nheight,weight,kind\n\n{}", fourth("3,tall,b")), "Row 8, column 2 (“weight”): “tall”"),
        (fourth("\n\n3,tall,b").replace('\n', "\r\n"), "Row 6, column 2: “tall”"),
        (fourth("\n \n\n3,tall,b"), "Row 7, column 2: “tall”"),
        (headed("3,tall,b").replace('\n', "\r"), "Row 5, column 2 (“weight”): “tall” is not a number."),
        (headed("3,tall,b").replace('\n', "\r\n"), "Row 5, column 2 (“weight”): “tall” is not a number."),
        (headed("3,tall,b"), "Row 5, column 2 (“weight”): “tall” is not a number."),
        (fourth("NaN,1,b"), "Row 4, column 1: “NaN” is not a finite number."),
        (fourth("3,-inf,b"), "Row 4, column 2: “-inf” is not a finite number."),
        (fourth("3,1e999,b"), "Row 4, column 2: “1e999” is not a finite number."),
        (fourth("3,1,nan"), "Row 4, column 3: “nan” is not a finite number."),
        (fourth("3,b"), "Row 4 has 2 columns, and row 1 has 3"),
        (headed("3,1,b,b"), "Row 5 has 4 columns, and row 1 has 3"),
        (fourth("3"), "Row 4 has 1 column, and row 1 has 3"),
        (fourth("\"3,5\",1,b"), "Row 4, column 1: “3,5” has a decimal comma. Write 3.5, with a point."),
        (with_semicolons.replace("3;1", "3,25;1"), "Row 4, column 1: “3,25” has a decimal comma. Write 3.25"),
        (with_semicolons.replace("0;0", "0,5;0"), "Row 1, column 1: “0,5” has a decimal comma. Write 0.5"),
        (
            with_semicolons.replace("3;1", "1.003,25;1"),
            "Row 4, column 1: “1.003,25” has a decimal comma. Write 1003.25",
        ),
        (fourth("\"3,1,b"), "Row 4, column 1: a quotation mark opens here and is not closed"),
        (fourth("3,1,\"b"), "Row 4, column 3: a quotation mark opens here and is not closed"),
        ("\"x,y,z\n1,2,a\n".to_owned(), "Row 1, column 1: a quotation mark opens here"),
        (GOOD.join("\n").replace(',', " "), "There is one column only."),
        (good(|index, _| format!("{index}")), "There is one column only."),
        (good(|index, _| "1,".repeat(65) + &index.to_string()), "There are 66 columns, and up to 65 can be used"),
        (good(|_, row| row.replace('b', "a")), "Every row has the same last column, “a”: at least two classes"),
        (good(|_, row| row.replace(['a', 'b'], "7")), "Every row has the same last column, “7”"),
        (good(|_, row| row.replace(['a', 'b'], "7.5")), "Every row has the same last column, “7.5”"),
        (
            good(|index, row| format!("{row}{index}")),
            "The last column has 8 different classes, and up to 6 can be used.",
        ),
        (good(|index, _| format!("1,{index},{index}")), "write at least one of them with a fraction, such as 3.5."),
        (fourth("3,1,c"), "The class “c” has one row only: each class needs at least two"),
        (
            good(|_, row| row.replace(['a', 'b'], "1.5")).replace("3,1,1.5", "3,1,blue"),
            "Row 4, column 3: “blue” is not a number, and other rows",
        ),
        (good(|index, _| format!("1,2,{}", index % 2)), "Every row has the same inputs"),
    ];
    for (text, part) in cases {
        let sentence = refuse(&text);
        assert!(sentence.contains(part), "{text:?}\n  said: {sentence}\n  not: {part}");
        assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    }
    let latin1 = Own::from_bytes(b"1,2,a\n1,2,gr\xfcn\n").unwrap_err().to_string();
    assert!(latin1.contains("Row 2 is not UTF-8 text"), "{latin1}");
    assert_eq!(Own::from_bytes(GOOD.join("\n").as_bytes()), Own::from_csv(&GOOD.join("\n")));
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_long_word_is_cut_in_the_sentence() {
    let sentence = refuse(&good(|_, row| row.replace("3,1", &format!("3,{}", "x\u{7}".repeat(5000)))));
    assert!(sentence.len() < 200 && sentence.contains('…') && !sentence.contains('\u{7}'), "{sentence}");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn too_many_rows_are_refused_before_they_are_read() {
    // The fault in the first row shows that no row was parsed.
    let million = format!("fault,x\n{}", "1,2,a\n".repeat(1_000_000));
    let sentence = refuse(&million);
    assert_eq!(sentence, "There are 1,000,001 lines, and up to 10,000 rows can be used: keep a random part of them.");
    assert!(refuse(&"1,2,a\r".repeat(20_000)).contains("20,000 lines"));
    let wide = refuse(&format!("1,{},a", "2".repeat(5_000_000)));
    assert!(wide.contains("5.0 MB"), "{wide}");
    let limit = |rows: usize| (0..rows).map(|i| format!("{i},{},{}\n", i % 7, i % 2)).collect::<String>();
    assert_eq!(read(&limit(10_000)).rows(), 10_000);
    assert_eq!(read(&format!("x,y,z\n{}", limit(10_000))).rows(), 10_000);
    assert!(refuse(&limit(10_001)).contains("10,001 lines"));
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_last_column_says_whether_it_is_a_class_or_a_number() {
    let with = |answer: &dyn Fn(usize) -> String| read(&good(|index, _| format!("{index},0,{}", answer(index))));
    // Whole numbers are classes, in the order of the numbers, however they are spelt.
    let numbers = with(&|index| ["10", "9.0", "-2", "+9"][index % 4].to_owned());
    assert_eq!((numbers.classes(), numbers.labels()), (Some(3), &["-2", "9", "10"].map(String::from)[..]));
    // Text is a class, in the order of the names.
    let names = with(&|index| ["red", "3", "blue", "red"][index % 4].to_owned());
    assert_eq!(names.labels(), ["3", "blue", "red"]);
    // One fraction makes them numbers to predict, whose range becomes −1.5 … 1.5.
    let values = with(&|index| if index == 2 { "2.5".to_owned() } else { index.to_string() });
    assert_eq!((values.classes(), values.labels().len()), (None, 0));
    let note = values.notes().join(" ");
    assert!(note.contains("it runs from 0 to 7, which becomes −1.5 to 1.5"), "{note}");
    let sentence = load(&format!("data=own&own={}", values.link()), None).unwrap_err().to_string();
    assert!(sentence.contains("set loss=mse"), "{sentence}");
    let data = load(&format!("data=own&loss=mse&own={}", values.link()), None).unwrap();
    let Targets::Values(targets) = &data.train.targets else { panic!("classes") };
    assert_eq!((data.inputs, data.outputs, targets.dim()), (2, 1, (6, 1)));
    assert!(values.about()["loss"] == "mse" && names.about()["loss"] == "ce");
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn inputs_are_centred_and_scaled_like_the_toy_sets() {
    // x runs over 100 … 107 and y over 0 … 1: one scale for both, so the shape stays.
    let own = read(&good(|_, row| format!("10{row}")));
    let data = load("data=own&own=0123456789abcdef&points=100", None);
    assert!(data.unwrap_err().to_string().contains("0123456789abcdef"));
    let data = data::load(&scene(&format!("data=own&own={}", own.link())), Some(&own)).unwrap();
    for row in data.train.inputs.outer_iter().chain(data.test.inputs.outer_iter()) {
        let (x, y) = (row[0] / 1.5 * 3.5 + 3.5, row[1] / 1.5 * 3.5 + 0.5);
        assert!((x - x.round()).abs() < 2e-4 && (y - y.round()).abs() < 2e-4, "{x} {y}");
        assert!((0.0..=1.0).contains(&y.round()));
    }
    let widest = data.train.inputs.iter().chain(data.test.inputs.iter()).fold(0.0_f32, |most, x| most.max(x.abs()));
    assert_eq!((widest, data.extent), (1.5, 1.75));
    assert!(own.notes().is_empty(), "{:?}", own.notes());

    // Columns in different units are each made as wide.
    let units = read(&good(|index, row| row.replace(&format!("{index},"), &format!("{index}000,"))));
    assert!(units.notes().join(" ").contains("each was scaled on its own"), "{:?}", units.notes());
    let data = load(&format!("data=own&own={}", units.link()), None).unwrap();
    let reach = |column: usize| data.train.inputs.column(column).iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    assert!(reach(0) > 1.0 && reach(1) == 1.5);

    // A column without a difference is kept, at 0, and named.
    let constant = read(&good(|_, row| format!("5,{row}")));
    assert!(constant.notes().join(" ").contains("Column 1 is the same in every row"), "{:?}", constant.notes());
    // The largest doubles do not overflow.
    let huge = read(&good(|index, _| format!("{}1.7e308,{index}e300,{}", if index < 4 { "-" } else { "" }, index % 2)));
    let data = load(&format!("data=own&own={}", huge.link()), None).unwrap();
    assert!(data.train.inputs.iter().all(|x| x.is_finite() && x.abs() <= 1.5));
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_file_is_known_by_its_digest() {
    let rows = |n: usize, seed: usize| -> String {
        (0..n).map(|i| format!("{},{},{}\n", (i * seed) % 997, (i * i) % 89, i % 3)).collect()
    };
    let (file, other) = (read(&rows(600, 7)), read(&rows(600, 8)));
    assert_eq!(file.link(), file.digest());
    assert!(file.notes().join(" ").contains("600 rows are too many for a link, which carries up to 512"));
    let text = format!("data=own&own={}", file.link());
    let missing = load(&text, None).unwrap_err();
    assert_eq!(missing, DataError::NoFile { wanted: file.digest() });
    let refused = load(&text, Some(&other)).unwrap_err().to_string();
    assert!(refused.contains(&file.digest()) && refused.contains(&other.digest()), "{refused}");
    let data = load(&text, Some(&file)).unwrap();
    assert_eq!((data.train.len(), data.test.len(), data.outputs), (256, 150, 3));

    // Points in a link that are not those of the file are refused too; the same ones are not.
    let (small, another) = (read(&rows(512, 7)), read(&rows(512, 8)));
    let text = format!("data=own&own={}", small.link());
    assert_eq!(load(&text, Some(&small)), load(&text, None));
    assert!(matches!(load(&text, Some(&another)), Err(DataError::OtherData { .. })));
    assert!(small.link().starts_with("p2c3.") && small.link().len() == 5 + 3414, "{}", small.link().len());
    // Without `own=` in the scene, as the command line makes it before it knows the digest.
    let mut open = scene(&text);
    open.data.own = None;
    assert_eq!(data::load(&open, None), Err(DataError::NoData));
    assert_eq!(data::load(&open, Some(&small)), load(&text, None));
}

#[test]
fn images_keep_what_they_show() {
    // Pixels that differ by a hundred times in range, and one that never changes: an image all the same.
    let pixel = |row: usize, k: usize| match k {
        0 => 0.0,
        1 => 0.01 * (row % 2) as f64,
        _ => ((row * 7 + k * 3) % 11) as f64 / 10.0,
    };
    let line = |row: usize| (0..64).map(|k| pixel(row, k).to_string()).collect::<Vec<_>>().join(",");
    let text = (0..20).map(|row| format!("{},{}", line(row), row % 10)).collect::<Vec<_>>().join("\n");
    let own = read(&text);
    assert_eq!((own.inputs(), own.classes()), (64, Some(10)));
    assert_eq!(own.notes().len(), 1, "{:?}", own.notes());
    let scene = Scene::parse_strict(&format!("model=convnet&data=own&own={}", own.link())).expect("it is valid").scene;
    let data = data::load(&scene, None).expect("it is there");
    for image in data.train.inputs.rows().into_iter().chain(data.test.inputs.rows()) {
        // 0 is the least of all pixels and 1 the greatest.
        let back: Vec<f64> = image.iter().map(|x| (f64::from(*x) + 1.5) / 3.0).collect();
        let same = |row: usize| (0..64).all(|k| (back[k] - pixel(row, k)).abs() < 1e-4);
        assert!((0..20).any(same), "{back:?} is none of the images");
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn three_rows_of_four_are_trained_on_and_limits_only_shorten() {
    let text: String = (0..101).map(|i| format!("{i},{},{}\n", i * i, u8::from(i % 10 == 0))).collect();
    let own = read(&text);
    let at = |settings: &str| load(&format!("data=own&own={}{settings}", own.link()), None).unwrap();
    let data = at("");
    assert_eq!((data.train.len(), data.test.len()), (76, 25));
    let ones = |rows: &data::Rows| match &rows.targets {
        Targets::Classes(labels) => labels.iter().filter(|label| **label == 1).count(),
        Targets::Values(_) => 0,
    };
    assert!((2..=3).contains(&ones(&data.test)), "11 rows of the rare class: {} held out", ones(&data.test));
    assert_eq!(all_rows(&data), all_rows(&at("&seed.data=5")), "another split of the same rows");
    assert_ne!(data.train, at("&seed.data=5").train);
    assert_eq!(data, at("&seed.init=5&seed.batch=5&seed.plane=5"));
    let short = at("&points=20&test=10");
    assert_eq!((short.train.len(), short.test.len()), (20, 10));
    for (short, long) in [(&short.train, &data.train), (&short.test, &data.test)] {
        assert!(short.inputs.outer_iter().zip(long.inputs.outer_iter()).all(|(short, long)| short == long));
    }
    assert_eq!(at("&test=10").train, data.train, "held-out points change nothing else");
    // Wrong labels are for training rows alone.
    let flipped = at("&flip=.5");
    assert_eq!((&flipped.test, &flipped.train.inputs), (&data.test, &data.train.inputs));
    assert_ne!(flipped.train.targets, data.train.targets);
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_spoilt_link_gets_a_sentence() {
    let link = read(&GOOD.join("\n")).link();
    assert_eq!(Own::from_link(&link).unwrap().link(), link);
    let body = link.strip_prefix("p2c2.").unwrap();
    let cases = [
        (String::new(), "it should begin like p2c3. or p2v."),
        ("hello".to_owned(), "it should begin like"),
        (format!("p02c2.{body}"), "it should begin like"),
        (format!("p2c+2.{body}"), "it should begin like"),
        (format!("p0c2.{body}"), "it should begin like"),
        (format!("p65c2.{body}"), "it has 65 inputs, and 1 to 64 are possible"),
        (format!("p2c7.{body}"), "it has 7 classes, and 2 to 6 are possible"),
        (format!("p2c1.{body}"), "it has 1 classes"),
        (format!("p2c2.{}", &body[1..]), "was all of the link copied?"),
        (format!("p2c2.{}", &body[..body.len() - 4]), "was all of the link copied?"),
        (format!("{link}A"), "was all of the link copied?"),
        (format!("p2c2.{}", body.replacen('A', "+", 1)), "“+” cannot stand in it"),
        (format!("p2c2.____{}", &body[4..]), "point 1 lies outside the square"),
        (format!("p2c2.{}", "A".repeat(100_000)), "it is too long: a link carries up to 512 points"),
        ("p2c2.".to_owned(), "There are 0 rows of data"),
        (format!("p2c2.{}", "A".repeat(80)), "Every row has the same inputs"),
    ];
    for (text, part) in cases {
        let sentence = Own::from_link(&text).unwrap_err().to_string();
        assert!(sentence.contains(part), "{text:.40}\n  said: {sentence}\n  not: {part}");
        assert!(sentence.ends_with('.'), "{sentence}");
    }
    // A class beyond those it speaks of: the same rows, said to be of fewer classes.
    let three = read(&good(|index, row| if index > 5 { row.replace(['a', 'b'], "c") } else { row.to_owned() })).link();
    let sentence = Own::from_link(&three.replace("p2c3.", "p2c2.")).unwrap_err().to_string();
    assert!(sentence.contains("point 7 is of a class beyond the 2"), "{sentence}");
    assert_eq!(Own::from_link("0123456789abcdef"), Err(DataError::NoFile { wanted: "0123456789abcdef".to_owned() }));
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;
    use skipscape::data::own;
    use std::fmt::Write;

    /// A table as text: any numbers, classes or values.
    fn table(classes: bool) -> impl Strategy<Value = (String, usize)> {
        (1..=own::MAX_INPUTS, 8_usize..=600).prop_flat_map(move |(inputs, rows)| {
            let number = prop_oneof![-1e3..1e3_f64, any::<f64>().prop_filter("finite", |x| x.is_finite())];
            let answer = if classes { (0..6_u8).prop_map(f64::from).boxed() } else { (-9.0..9.0_f64).boxed() };
            (prop::collection::vec(number, inputs * 8), prop::collection::vec(answer, rows)).prop_map(
                move |(numbers, answers)| {
                    let mut text = String::new();
                    for (row, answer) in answers.iter().enumerate() {
                        for column in 0..inputs {
                            let at = (row * 7 + column * 3 + row * row) % numbers.len();
                            write!(text, "{},", numbers[at]).unwrap();
                        }
                        // The first rows make sure of two classes with two rows each, or of a fraction.
                        match row {
                            0..4 if classes => writeln!(text, "{}", row % 2).unwrap(),
                            0 => writeln!(text, "0.5").unwrap(),
                            _ => writeln!(text, "{answer}").unwrap(),
                        }
                    }
                    (text, rows)
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn a_link_and_its_file_are_the_same_bits((text, rows) in prop_oneof![table(true), table(false)], seed: u32) {
            let own = match Own::from_csv(&text) {
                Ok(own) => own,
                // By chance a class may have a lone row, or all inputs be equal.
                Err(DataError::LoneClass { .. } | DataError::Constant) => return Ok(()),
                Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
            };
            prop_assert_eq!(own.rows(), rows);
            let loss = own.about()["loss"].as_str().unwrap().to_owned();
            let scene = scene(&format!("data=own&own={}&loss={loss}&seed={seed}&points=4096&test=4096", own.link()));
            let data = data::load(&scene, Some(&own)).unwrap();
            prop_assert_eq!((data.train.len(), data.test.len()), (rows - rows / 4, rows / 4));
            prop_assert!(data.train.inputs.iter().chain(&data.test.inputs).all(|x| x.abs() <= 1.5));
            if let Targets::Classes(labels) = &data.train.targets {
                for class in 0..data.outputs as u32 {
                    prop_assert!(labels.contains(&class), "class {} is not trained on", class);
                }
            }
            let packed = Own::unpack(&own.pack()).unwrap();
            prop_assert_eq!(packed.digest(), own.digest());
            prop_assert_eq!(&data::load(&scene, Some(&packed)).unwrap(), &data);
            if rows <= own::MAX_LINK_ROWS {
                let link = own.link();
                prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
                let back = Own::from_link(&link).unwrap();
                prop_assert_eq!(back.digest(), own.digest());
                prop_assert_eq!(back.link(), link);
                prop_assert_eq!(data::load(&scene, None).unwrap(), data);
            } else {
                prop_assert_eq!(own.link(), own.digest());
                prop_assert!(Own::from_link(&own.pack()).is_err(), "a link carries no more than so many");
            }
        }

        #[test]
        fn any_text_is_read_or_refused_in_a_sentence(
            text in prop_oneof!["\\PC*", "[0-9a,;\t\"\r\n .eE+-]{0,200}", "([0-9]{1,3}[,;][0-9.]{1,4}[,;][abAB\"]\r?\n){0,40}"],
        ) {
            match Own::from_csv(&text) {
                Ok(own) => prop_assert!(own.rows() >= own::MIN_ROWS),
                Err(error) => prop_assert!(error.to_string().ends_with('.'), "{}", error),
            }
        }

        #[test]
        fn any_link_is_read_or_refused_in_a_sentence(
            text in prop_oneof!["\\PC*", "p[0-9]{1,2}(c[0-9]|v)\\.[A-Za-z0-9_-]{0,300}", "p2c2\\.([A-Za-z0-9_-]{20}){2,20}"],
        ) {
            match Own::from_link(&text) {
                Ok(own) => prop_assert_eq!(own.link(), text),
                Err(error) => prop_assert!(error.to_string().ends_with('.'), "{}", error),
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Err(error) = Own::from_bytes(&bytes) {
                prop_assert!(error.to_string().ends_with('.'), "{}", error);
            }
        }
    }
}
