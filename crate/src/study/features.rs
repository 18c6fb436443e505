//! What a convnet's layers see: their filters, and what comes out of each block for an image.

use super::words::both;
use super::{Axis, Body, Fact, Findings, Map, On, Panel, Part, Parts, Scale, Study, Subject, Task, finite, of};
use crate::autograd::ops::TAPS;
use crate::data::digits::{PIXELS, SIDE};
use crate::data::{Data, Targets};
use crate::model::Model as Network;
use crate::scene::{Model, Scene, Side};
use crate::train::compare;

/// What do filters look for, and what do they make of an image?
pub const STUDY: Study = Study {
    name: "features",
    label: "Filters and feature maps",
    headline_name: "mean cosine of two images’ states after the last block",
    measures: "Each filter is nine weights for every channel that goes in; its feature map is what comes out of the block for one \
               image, a number a pixel. Over the training images, the mean cosine between one image’s state and the next one’s says \
               how alike they look to the network: 1 would be the same for all. Batch norm takes its statistics from the whole \
               training set at these weights.",
    misleads: "Filters of 3×3 show little by eye beyond the first ones, and which channel is which differs from start to start. After \
               a ReLU no number is below 0, so cosines are high even where images differ. An image that looks clear after a block with \
               a shortcut may be the image itself, handed on.",
    source: "Zeiler and Fergus 2014; He et al. 2015, section 4.2",
    weak: &[("Twenty layers, longer: both tell the images apart", "model=convnet&steps=192")],
    on: On::Networks,
    unfit,
    tasks: Task::one_each,
    run,
    gather,
};

/// Images whose maps are kept, and numbers of these at most; channels of a block that are shown.
const IMAGES: usize = 10;
const MOST: usize = 60_000;
const CHANNELS: usize = 16;
/// Channels that a filter is shown for, in and out.
const FILTERS: usize = 8;

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    (scene.model != Model::Convnet).then(|| "There are no filters here: they are for model=convnet.".to_owned())
}

/// First the cosines after the stem and after the last block, and the share of zeros there; then the classes of the images that are
/// kept; then their pixels; then for each state (the stem's, and after each block) its channels, shown and in all, its pixels, and
/// the maps image after image; then for each state its filters, each convolution as \[channels in, shown; channels out, shown;
/// weights…\].
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = subject.network(task.side);
    let (data, params) = (subject.data(), trainer.params().to_vec());
    let chosen = chosen(data);
    let model = trainer.model().clone();
    let each: usize = model.hidden.iter().map(|&node| size(&model, node.0).iter().product::<usize>()).sum();
    let kept = (MOST / each.max(1)).clamp(1, IMAGES).min(chosen.len());
    let chosen = &chosen[..kept];
    let (first, last) = (model.hidden[0], model.hidden[model.hidden.len() - 1]);
    let mut maps = vec![Vec::new(); model.hidden.len()];
    let mut tally = [0.0; 4];
    trainer.observe(&params, &[], |model, tape, range| {
        for (k, node) in [first, last].into_iter().enumerate() {
            let mut before: Option<&[f32]> = None;
            for state in tape.points(node) {
                if let Some(before) = before {
                    tally[2 * k] += compare(before, state).1;
                    tally[2 * k + 1] += 1.0;
                }
                before = Some(state);
            }
        }
        for &(row, _) in chosen.iter().filter(|(row, _)| range.contains(row)) {
            for (to, &node) in maps.iter_mut().zip(&model.hidden) {
                let [channels, _] = size(model, node.0);
                let all = model.graph.nodes[node.0].cols;
                let state = tape.points(node).nth(row - range.start).unwrap_or_default();
                let channel = |c: usize| state.iter().skip(c).step_by(all).map(|&value| f64::from(value));
                to.extend((0..channels).flat_map(channel));
            }
        }
    });
    let pixels = chosen.iter().flat_map(|(row, _)| data.train.inputs.row(*row).to_vec()).map(f64::from).collect();
    let mut part: Part = vec![
        vec![tally[0] / tally[1], tally[2] / tally[3]],
        chosen.iter().map(|(_, class)| f64::from(*class)).collect(),
        pixels,
    ];
    for (maps, &node) in maps.into_iter().zip(&model.hidden) {
        let [channels, pixels] = size(&model, node.0);
        let all = model.graph.nodes[node.0].cols;
        part.push([channels, all, pixels].map(|n| n as f64).into_iter().chain(maps).collect());
    }
    part.extend((0..model.hidden.len()).map(|state| filters(&model, &params, state)));
    Ok(part)
}

/// Channels of a state that are shown, and its pixels.
fn size(model: &Network, node: usize) -> [usize; 2] {
    let node = &model.graph.nodes[node];
    [node.cols.min(CHANNELS), node.sites]
}

/// The first training image of each class: its row and its class.
fn chosen(data: &Data) -> Vec<(usize, u32)> {
    let Targets::Classes(classes) = &data.train.targets else { return Vec::new() };
    let first = |class: u32| classes.iter().position(|one| *one == class).map(|row| (row, class));
    (0..data.outputs as u32).filter_map(first).collect()
}

/// The filters of the convolutions that make a state.
fn filters(model: &Network, params: &[f32], state: usize) -> Vec<f64> {
    let prefix = if state == 0 { "stem.weight".to_owned() } else { format!("block.{state}.conv") };
    let mut out = Vec::new();
    for entry in model.graph.layout.entries().iter().filter(|entry| entry.name.starts_with(&prefix)) {
        if !entry.name.ends_with(".weight") {
            continue;
        }
        let (ins, outs) = (entry.shape[0] / TAPS, entry.shape[1]);
        let (some, few) = (ins.min(FILTERS), outs.min(FILTERS));
        let weights = &params[entry.range()];
        out.extend([ins, some, outs, few].map(|n| n as f64));
        for to in 0..few {
            for from in 0..some {
                out.extend((0..TAPS).map(|tap| f64::from(weights[(tap * ins + from) * outs + to])));
            }
        }
    }
    out
}

fn gather(scene: &Scene, parts: &Parts) -> Findings {
    let one = |side| of(parts, side).next().map(|(_, part)| part);
    let cosine = |side, k: usize| one(side).and_then(|part| finite(part[0][k]));
    let (a, b) = (cosine(Side::A, 1), cosine(Side::B, 1));
    let (stem_a, stem_b) = (cosine(Side::A, 0), cosine(Side::B, 0));
    Findings {
        a,
        b,
        sentence: format!(
            "After the last block the states of two images have a mean cosine of {}; after the stem it is {}. 1 would be the same \
             for all images.",
            both(scene, a, b),
            both(scene, stem_a, stem_b)
        ),
        facts: vec![Fact::new("after the stem", stem_a, stem_b)],
        panels: panels(parts),
    }
}

/// What stands before the states in a part.
const HEAD: usize = 3;

fn panels(parts: &Parts) -> Vec<Panel> {
    let sides = || Side::ALL.into_iter().filter_map(|side| of(parts, side).next().map(|(_, part)| (side, part)));
    let Some((_, any)) = sides().next() else { return Vec::new() };
    let states = |part: &Part| (part.len() - HEAD) / 2;
    let most = sides().map(|(_, part)| states(part)).max().unwrap_or(0);
    let image = |(pixels, class): (&[f64], &f64)| {
        let least = pixels.iter().copied().fold(f64::INFINITY, f64::min);
        let values = pixels.iter().map(|pixel| pixel - least).collect();
        let map = Map { side: None, name: String::new(), columns: SIDE, values };
        let title = format!("an image of class {class}");
        maps(format!("class_{class}.image"), title, Axis::default(), Axis::default(), (vec![map], "ink"))
    };
    let mut panels: Vec<Panel> = any[2].chunks_exact(PIXELS).zip(&any[1]).map(image).collect();
    for state in 0..most {
        let called = if state == 0 { "the stem".to_owned() } else { format!("block {state}") };
        for (image, class) in any[1].iter().enumerate() {
            let map = |(side, part): (Side, &Part)| {
                let list = (state < states(part)).then(|| &part[HEAD + state])?;
                let (shown, all) = (list[0], list[1]);
                let name = if shown < all { format!("{shown} of {all} channels") } else { format!("{all} channels") };
                let (columns, values) = side_by_side(list, image);
                Some(Map { side: Some(side), name, columns, values })
            };
            panels.push(maps(
                format!("class_{class}.state_{state}"),
                format!("feature maps after {called}, class {class}"),
                Axis::default(),
                Axis::default(),
                (sides().filter_map(map).collect(), "activation"),
            ));
        }
        let kernels = |(side, part): (Side, &Part)| {
            let list = if state < states(part) { part[HEAD + states(part) + state].as_slice() } else { &[] };
            kernels(side, list)
        };
        let found: Vec<Map> = sides().flat_map(kernels).collect();
        // The stem reads one channel: its filters stand in a square of their own.
        if state == 0 {
            let none = Axis::default();
            panels.push(maps(
                format!("filters.state_{state}"),
                format!("filters of {called}"),
                none.clone(),
                none,
                (found, "weight"),
            ));
            continue;
        }
        let widest = found.iter().map(|map| map.columns).max().unwrap_or(1);
        let highest = found.iter().map(|map| map.values.len() / map.columns.max(1)).max().unwrap_or(1);
        // A filter takes three cells and a gap; its middle is its channel.
        let end = |cells: usize| (cells as f64 - 2.0) / 4.0 + 1.0;
        panels.push(maps(
            format!("filters.state_{state}"),
            format!("filters of {called}"),
            Axis::new("channel in", Scale::Linear).over(0.75, end(widest)),
            Axis::new("channel out", Scale::Linear).over(end(highest), 0.75),
            (found, "weight"),
        ));
    }
    panels
}

fn maps(key: String, title: String, x: Axis, y: Axis, (maps, amount): (Vec<Map>, &str)) -> Panel {
    let body = Body::Maps { maps, amount: Axis::new(amount, Scale::Linear), written: false };
    Panel { key: key.into(), title, x, y, body }
}

/// A state's channels for one image, in as square an arrangement as they go, with a gap between them.
fn side_by_side(list: &[f64], image: usize) -> (usize, Vec<f64>) {
    let (channels, pixels) = (list[0] as usize, list[2] as usize);
    let side = pixels.isqrt().max(1);
    let across = (1..=channels).find(|n| n * n >= channels).unwrap_or(1);
    let columns = across * (side + 1) - 1;
    let rows = channels.div_ceil(across) * (side + 1) - 1;
    let values = list[3..].chunks_exact(channels * pixels).nth(image).unwrap_or_default();
    let mut out = vec![f64::NAN; columns * rows];
    for (k, value) in values.iter().enumerate() {
        let (channel, pixel) = (k / pixels, k % pixels);
        let row = channel / across * (side + 1) + pixel / side;
        out[row * columns + channel % across * (side + 1) + pixel % side] = *value;
    }
    (columns, out)
}

/// The convolutions of a state as maps: a filter is three by three cells, one column of them for each channel that goes in, one row
/// for each that comes out.
fn kernels(side: Side, mut list: &[f64]) -> Vec<Map> {
    let mut out = Vec::new();
    while let Some((&[ins, some, outs, few], rest)) = list.split_first_chunk() {
        // Of one channel that goes in, those that come out stand side by side.
        let across = if some == 1.0 { (1..).find(|n| n * n >= few as usize).unwrap_or(1) } else { some as usize };
        let filters = some as usize * few as usize;
        let (columns, rows) = (across * 4 - 1, filters.div_ceil(across) * 4 - 1);
        let (weights, rest) = rest.split_at(filters * TAPS);
        list = rest;
        let mut values = vec![f64::NAN; columns * rows];
        for (k, weight) in weights.iter().enumerate() {
            let (filter, tap) = (k / TAPS, k % TAPS);
            let (to, from) = (filter / across, filter % across);
            values[(4 * to + tap / 3) * columns + 4 * from + tap % 3] = *weight;
        }
        let part = if (some, few) == (ins, outs) {
            String::new()
        } else {
            format!(", {some} of {ins} in, {few} of {outs} out")
        };
        out.push(Map { side: Some(side), name: format!("layer {}{part}", out.len() + 1), columns, values });
    }
    out
}
