//! A panel of lines, marks and bars.

use super::super::axis::Tick;
use super::super::palette::{AXIS, HAIR, LABEL, mix};
use super::super::pen::{Pen, Type};
use super::super::place::{Box4, Clutter, along, beside};
use super::super::text::width;
use super::super::{Plot, Rect};
use super::axis::Measure;
use super::layout::{Cell, INSET};
use super::series::{Drawn, mark};
use super::{Exhibit, index, label};
use crate::number::count;
use crate::scene::Side;
use crate::study::{Body, Panel, Scale, Series, Style};
use plotters::style::text_anchor::{HPos, VPos};

type Point = (f64, f64);

/// Both axes of a panel: across what its series span, up what they, their ranges and the limits do.
pub fn measures(
    panel: &Panel,
    series: &[Series],
    limits: &[(f64, String)],
    columns: Option<(f64, f64)>,
) -> [Measure; 2] {
    let x = Measure::of(&panel.x, series.iter().flat_map(|series| series.x.iter().copied()), false, false);
    let bars = series.iter().any(|series| series.style == Style::Bars);
    let x = match columns.filter(|_| panel.x.scale == Scale::Layers) {
        Some((first, pitch)) => {
            // The state before the first layer has no column: it is drawn where there is room left of them.
            let low = if first - pitch < INSET { x.low.max(1.0) } else { x.low };
            x.between(low, x.high).padded(0.5)
        }
        None if bars => x.padded(step(&x, series) / 2.0),
        None => x,
    };
    let ranges = series.iter().flat_map(|series| series.range.iter().flat_map(|(low, high)| [*low, *high]));
    let values = series.iter().flat_map(|series| series.y.iter().copied()).chain(ranges);
    [x, Measure::of(&panel.y, values.chain(limits.iter().map(|(at, _)| *at)), true, bars)]
}

/// The least distance between two bars' places.
fn step(x: &Measure, series: &[Series]) -> f64 {
    let bars = series.iter().filter(|series| series.style == Style::Bars);
    let mut places: Vec<f64> = bars.flat_map(|series| &series.x).filter_map(|at| Some(x.place(*at)?.at)).collect();
    places.sort_unstable_by(f64::total_cmp);
    let gaps = places.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 1e-9 * (x.high - x.low));
    let least = gaps.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { (x.high - x.low).min(1.0) }
}

/// The series that have a name of their own, and the names.
pub fn names<'s>(exhibit: &Exhibit<'_>, series: &'s [Series]) -> Vec<(String, &'s Series)> {
    let mut out: Vec<(String, &Series)> = Vec::new();
    for one in series {
        let name = exhibit.name(one.side, &one.name);
        if !name.is_empty() && !out.iter().any(|(known, _)| *known == name) {
            out.push((name, one));
        }
    }
    out
}

/// Draws it.
pub fn draw(
    exhibit: &Exhibit<'_>,
    pen: &mut Pen,
    cell: &Cell<'_>,
    series: &[Series],
    limits: &[(f64, String)],
) -> Plot {
    let [x, y] = &cell.measures;
    let plot = Plot { area: cell.plot, x: (x.low, x.high), y: (y.low, y.high) };
    let Rect { left, top, right, bottom } = cell.plot;
    let mut hard: Vec<Box4> = grid(pen, cell, &plot);
    across(pen, cell, &plot);
    let drawn: Vec<Drawn<'_>> = series.iter().map(|series| Drawn::new(pen, &plot, &cell.measures, series)).collect();
    let pointed = exhibit.pointed_at(cell.panel).and_then(|at| nearest(&drawn, &plot, at));
    let mut clutter = Clutter::default();
    bars(pen, &plot, cell, &drawn, &mut clutter);
    let banded = drawn.iter().rev().map(|drawn| (drawn, drawn.range(pen, &plot, &cell.measures, &mut clutter)));
    let banded: Vec<_> = banded.collect();
    banded.iter().for_each(|(drawn, edges)| drawn.edges(pen, edges));
    let rank = |drawn: &&Drawn<'_>| match (drawn.series.style, drawn.series.side) {
        (Style::Faint, _) => 0,
        (_, None) => 1,
        // A's gaps show what lies under it.
        (_, Some(side)) => 3 - index(side),
    };
    let mut order: Vec<&Drawn<'_>> = drawn.iter().collect();
    order.sort_by_key(rank);
    for (at, _) in limits {
        if let Some(y) = y.place(*at).filter(|place| place.off == 0).map(|place| plot.pixel((0.0, place.at)).1) {
            let crisp = y.floor() + 0.5;
            pen.dashed(&[(left - INSET, crisp), (right, crisp)], pen.palette.edge, HAIR, (2.0, 3.0));
            clutter.curve(&[(left, y), (right, y)]);
        }
    }
    let joined = |drawn: &&Drawn<'_>| drawn.series.style == Style::Line && drawn.series.side == Some(Side::B);
    let others: Vec<Point> = drawn.iter().filter(joined).flat_map(|drawn| drawn.pixels.iter().copied()).collect();
    for drawn in order {
        match drawn.series.style {
            Style::Line | Style::Faint => drawn.draw(pen, &plot, &others),
            Style::Marks => drawn.marks(pen, if drawn.pixels.len() > 40 { 0.6 } else { 0.85 }, &[]),
            Style::Bars => {}
        }
        if matches!(drawn.series.style, Style::Line | Style::Faint) {
            clutter.curve(&drawn.pixels);
        }
        for (x, y) in &drawn.pixels {
            clutter.block((x - 4.0, y - 4.0, x + 4.0, y + 4.0));
        }
    }
    beyond(exhibit, pen, cell, &plot, &drawn, &mut clutter, &mut hard);
    if let Some(at) = pointed {
        let x = plot.pixel((at, 0.0)).0;
        hard.push((x - 5.0, top, x + 5.0, bottom));
    }
    let room = ((left - INSET).max(cell.left), top - 3.0, (right + INSET).min(cell.left + cell.width), bottom);
    if cell.key.is_empty() {
        for (name, series) in names(exhibit, series) {
            let Some(named) = drawn.iter().find(|drawn| std::ptr::eq(drawn.series, series)) else { continue };
            let wide = width(&name, LABEL);
            let points = traced(named, &plot);
            let mut spots = match points.as_slice() {
                [] => continue,
                [only] => beside(*only, wide, 14.0),
                _ => [along(&alone(&points, named, &drawn), wide, 14.0), along(&points, wide, 14.0)].concat(),
            };
            spots.extend(everywhere(room, wide));
            if let Some((from, above, to, below)) = settle(&mut clutter, spots, &points, room, &mut hard) {
                let at = ((from + to) / 2.0, (above + below) / 2.0);
                pen.text(&name, at, label(pen, series.side), HPos::Center, VPos::Center);
            }
        }
    }
    let levels = levels(cell, &plot);
    // A limit that a number of the axis names already needs no words of its own.
    for (at, words) in limits.iter().filter(|(_, words)| levels.iter().all(|(_, level)| level != words)) {
        let Some(place) = y.place(*at).filter(|place| place.off == 0) else { continue };
        let y = plot.pixel((0.0, place.at)).1;
        let wide = width(words, AXIS);
        let spots = [
            left,
            right - wide,
            (left + right - wide) / 2.0,
            left + (right - left) * 0.25,
            left + (right - left) * 0.6,
        ];
        let spots: Vec<Box4> =
            spots.iter().flat_map(|x| [(*x, y - 16.0, x + wide, y - 2.0), (*x, y + 2.0, x + wide, y + 16.0)]).collect();
        if let Some((from, above, _, below)) = settle(&mut clutter, spots, &[], room, &mut hard) {
            pen.text(words, (from, (above + below) / 2.0), pen.quiet(), HPos::Left, VPos::Center);
        }
    }
    if drawn.iter().all(|drawn| drawn.pixels.is_empty()) {
        let middle = ((left + right) / 2.0, (top + bottom) / 2.0);
        let half = width("nothing measured yet", AXIS) / 2.0 + 4.0;
        pen.rect(
            Rect { left: middle.0 - half, right: middle.0 + half, top: middle.1 - 8.0, bottom: middle.1 + 8.0 },
            pen.ground,
        );
        pen.text("nothing measured yet", middle, pen.quiet(), HPos::Center, VPos::Center);
    }
    if let Some(at) = pointed {
        let x = plot.pixel((at, 0.0)).0;
        pen.hairline((x, top), (x, bottom), pen.palette.ink);
        for drawn in &drawn {
            for at in drawn.pixels.iter().filter(|pixel| (pixel.0 - x).abs() < 0.01) {
                mark(pen, drawn.series.side, *at, 1.0);
            }
        }
    }
    plot
}

/// Horizontal hairlines and their numbers: in the right gutter, or above the lines where there is none. Returns the room
/// that numbers inside the plot take.
fn grid(pen: &mut Pen, cell: &Cell<'_>, plot: &Plot) -> Vec<Box4> {
    let Rect { left, top, right, .. } = plot.area;
    let mut taken = Vec::new();
    let ticks = levels(cell, plot);
    // All in one column: beside the plot if each has room there, else in it.
    let beside = ticks.iter().all(|(_, words)| right + 12.0 + width(words, AXIS) / 1.1 <= cell.left + cell.width);
    for (at, words) in ticks {
        let y = plot.pixel((0.0, at)).1;
        let (from, wide) = (left - INSET, width(&words, AXIS));
        pen.hairline((from.max(0.0), y), (right, y), pen.palette.line);
        if beside {
            pen.text(&words, (right + 12.0, y), pen.quiet(), HPos::Left, VPos::Center);
        } else if y > top + 12.0 {
            pen.text(&words, (right, y - 4.0), pen.quiet(), HPos::Right, VPos::Bottom);
            taken.push((right - wide, y - 17.0, right, y - 2.0));
        }
    }
    taken
}

/// The numbers of the vertical axis.
fn levels(cell: &Cell<'_>, plot: &Plot) -> Vec<Tick> {
    cell.measures[1].ticks(((plot.area.bottom - plot.area.top) / 30.0).clamp(2.0, 8.0) as usize)
}

/// The numbers of the horizontal axis: those that have room.
fn across(pen: &mut Pen, cell: &Cell<'_>, plot: &Plot) {
    let Rect { left, right, bottom, .. } = plot.area;
    let [x, _] = &cell.measures;
    let ticks = if cell.panel.x.scale == Scale::Layers {
        x.layers((right - left) / (x.high - x.low).max(1e-9), cell.panel.x.unit())
    } else {
        counted(cell, x.along(((right - left) / 46.0).clamp(3.0, 10.0) as usize))
    };
    let mut boxes: Vec<(f64, f64)> = Vec::new();
    let ends = ((left - INSET).max(cell.left), (right + INSET).min(cell.left + cell.width));
    let last = ticks.len().saturating_sub(1);
    // The last one is never left out.
    let order = std::iter::once(last).chain(0..last).filter(|k| *k < ticks.len());
    for k in order {
        let (at, words) = &ticks[k];
        let (at, wide) = (plot.pixel((*at, 0.0)).0, width(words, AXIS));
        let from = (at - wide / 2.0).min(ends.1 - wide).max(ends.0);
        if boxes.iter().all(|(other, until)| from > until + 8.0 || from + wide < other - 8.0) {
            let (at, align) = if from <= ends.0 {
                (from, HPos::Left)
            } else if from + wide >= ends.1 - 0.01 {
                (ends.1, HPos::Right)
            } else {
                (at, HPos::Center)
            };
            pen.text(words, (at, bottom + 7.0), pen.quiet(), align, VPos::Top);
            boxes.push((from, from + wide));
        }
    }
}

/// Where only whole numbers are counted there is nothing between them.
fn counted(cell: &Cell<'_>, mut ticks: Vec<Tick>) -> Vec<Tick> {
    let Body::Lines { series, .. } = &cell.panel.body else { return ticks };
    let whole = |at: &f64| at.fract() == 0.0;
    let small = cell.measures[0].low.abs().max(cell.measures[0].high.abs()) < 1e6;
    if small && cell.panel.x.scale == Scale::Linear && series.iter().flat_map(|series| &series.x).all(whole) {
        ticks.retain(|(at, _)| (at - at.round()).abs() < 1e-6);
        ticks.iter_mut().for_each(|(at, words)| *words = count(at.round()));
    }
    ticks
}

/// Bars, those of one place side by side.
fn bars(pen: &mut Pen, plot: &Plot, cell: &Cell<'_>, drawn: &[Drawn<'_>], clutter: &mut Clutter) {
    let [x, y] = &cell.measures;
    let bars: Vec<&Drawn<'_>> = drawn.iter().filter(|drawn| drawn.series.style == Style::Bars).collect();
    let series: Vec<Series> = bars.iter().map(|drawn| drawn.series.clone()).collect();
    let step = step(x, &series) / (x.high - x.low) * (plot.area.right - plot.area.left);
    let group = (0.78 * step).min(22.0 * bars.len() as f64).max(1.0);
    let each = group / bars.len().max(1) as f64;
    let base = plot.pixel((0.0, y.base())).1;
    for (k, drawn) in bars.iter().enumerate() {
        for (at, value) in &drawn.pixels {
            let left = at - group / 2.0 + k as f64 * each;
            let right = left + (each - if each > 4.0 { 1.5 } else { 0.0 }).max(0.75);
            let area = Rect { left, right, top: value.min(base), bottom: value.max(base) };
            let outlined = drawn.series.side.is_some_and(|side| index(side) == 0) && right - left > 4.0;
            clutter.block((left - 1.0, area.top - 2.0, right + 1.0, area.bottom));
            pen.rect(area, if outlined { mix(drawn.color, pen.ground, 0.55) } else { drawn.color });
            if outlined {
                pen.frame(area, drawn.color);
            }
        }
    }
    if !bars.is_empty() {
        pen.hairline((plot.area.left - INSET, base), (plot.area.right, base), pen.palette.line2);
    }
}

/// Triangles at the edge for what is off the scale, and words for it.
fn beyond(
    exhibit: &Exhibit<'_>,
    pen: &mut Pen,
    cell: &Cell<'_>,
    plot: &Plot,
    drawn: &[Drawn<'_>],
    clutter: &mut Clutter,
    hard: &mut Vec<Box4>,
) {
    let Rect { left, top, right, bottom } = plot.area;
    for drawn in drawn {
        for ((x, y), off) in &drawn.off {
            let tip = y - 5.0 * f64::from(*off);
            pen.polygon(
                &[(x - 5.0, y + 4.0 * f64::from(*off)), (x + 5.0, y + 4.0 * f64::from(*off)), (*x, tip)],
                drawn.color,
            );
            hard.push((x - 5.0, y - 6.0, x + 5.0, y + 6.0));
        }
    }
    for drawn in drawn {
        let Some((at, off)) = drawn.off.last() else { continue };
        let name = exhibit.name(drawn.series.side, &drawn.series.name);
        let words = format!("{} off the scale", name.split(',').next().unwrap_or_default()).trim().to_owned();
        let wide = width(&words, AXIS);
        let row = |k: f64| if *off > 0 { top + 2.0 + 9.0 * k } else { bottom - 16.0 - 9.0 * k };
        let sides = [at.0 - 9.0 - wide, at.0 + 9.0, at.0 + 5.0 - wide, at.0 - wide / 2.0];
        let spots = (0..6).flat_map(|k| sides.map(|x| (x, row(f64::from(k)), x + wide, row(f64::from(k)) + 14.0)));
        let room = ((left - INSET).max(cell.left), top - 3.0, (right + INSET).min(cell.left + cell.width), bottom);
        if let Some((x, above, to, below)) = settle(clutter, spots.collect(), &[], room, hard) {
            let face = Type { size: AXIS, ..label(pen, drawn.series.side) };
            pen.text(&words, ((x + to) / 2.0, (above + below) / 2.0), face, HPos::Center, VPos::Center);
        }
    }
}

fn crosses(hard: &[Box4], a: Box4) -> bool {
    hard.iter().any(|b| a.0 < b.2 + 3.0 && b.0 < a.2 + 3.0 && a.1 < b.3 && b.1 < a.3)
}

/// The points of a series and, where a line joins few, some between them: beside its marks and whiskers there is no room.
fn traced(one: &Drawn<'_>, plot: &Plot) -> Vec<Point> {
    if !matches!(one.series.style, Style::Line | Style::Faint) {
        return one.pixels.clone();
    }
    let mut points = Vec::new();
    for piece in &one.pieces {
        for pair in piece.windows(2) {
            let (from, to) = (plot.pixel(pair[0]), plot.pixel(pair[1]));
            let steps = ((to.0 - from.0).abs() / 16.0).clamp(1.0, 64.0) as usize;
            points.extend((0..steps).map(|k| {
                let t = k as f64 / steps as f64;
                (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
            }));
        }
        points.extend(piece.last().map(|last| plot.pixel(*last)));
    }
    points
}

/// Those of a series' points that lie on no other series: where it is told from them, and best named.
fn alone(points: &[Point], one: &Drawn<'_>, all: &[Drawn<'_>]) -> Vec<Point> {
    let others = || all.iter().filter(|other| !std::ptr::eq(*other, one)).flat_map(|other| &other.pixels);
    let apart = |at: &Point| others().all(|other| (at.0 - other.0).abs().max((at.1 - other.1).abs()) > 12.0);
    points.iter().copied().filter(apart).collect()
}

/// Places all over a plot, for a label that finds none at its line.
fn everywhere((left, top, right, bottom): Box4, wide: f64) -> Vec<Box4> {
    let at = move |row: u32, column: u32| {
        let x = left + 4.0 + f64::from(column) / 8.0 * (right - left - wide - 8.0).max(0.0);
        let y = top + 3.0 + f64::from(row) / 9.0 * (bottom - top - 20.0).max(0.0);
        (x, y, x + wide, y + 14.0)
    };
    (0..=9).flat_map(|row| (0..=8).map(move |column| at(row, column))).collect()
}

/// The best of some places that hides no other words, if there is one.
fn settle(
    clutter: &mut Clutter,
    mut spots: Vec<Box4>,
    own: &[Point],
    room: Box4,
    hard: &mut Vec<Box4>,
) -> Option<Box4> {
    spots.retain(|spot| {
        spot.0 >= room.0 && spot.2 <= room.2 && spot.1 >= room.1 && spot.3 <= room.3 && !crosses(hard, *spot)
    });
    let found = if own.is_empty() { clutter.settle(&spots, room) } else { clutter.settle_by(&spots, own, room) };
    let spot = spots[found?.0];
    hard.push(spot);
    Some(spot)
}

/// The place of the panel's points that is nearest to a number of its axis.
fn nearest(drawn: &[Drawn<'_>], plot: &Plot, at: f64) -> Option<f64> {
    let along = |(x, _): &Point| *x;
    let places = drawn.iter().flat_map(|drawn| drawn.pieces.iter().flatten().map(along));
    let near = places.min_by(|a, b| (a - at).abs().total_cmp(&(b - at).abs()))?;
    let pixels = (plot.pixel((near, 0.0)).0 - plot.pixel((at, 0.0)).0).abs();
    (pixels < 40.0).then_some(near)
}
