//! A panel of maps: fields of values side by side, on one scale, in the violet ramp.
//!
//! Where an amount has a sign the ramp shows its size, so that 0 fades into the page, and what is below 0 is hatched.

use super::super::axis::{Tick, layers};
use super::super::palette::{AXIS, LABEL};
use super::super::pen::{Pen, Type};
use super::super::surface::ramp_bar;
use super::super::text::{width, wrapped};
use super::super::{Plot, Rect, Style};
use super::axis::{Measure, said};
use super::layout::{Cell, LINE};
use super::told::{coordinate, height};
use super::{Exhibit, label};
use crate::study::{Axis, Body, Map, Panel, Scale};
use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};

const LEVELS: usize = 64;
/// Cells along a side, at most, that are named one by one.
const NAMED: usize = 12;
/// Between maps, and the least width of one that shares its row.
const GAP: f64 = 14.0;
const LEAST: f64 = 124.0;
/// Room that is left at the right where there are no numbers.
const END: f64 = 33.0;
/// Maps that have so much room each share one row.
const LARGE: f64 = 176.0;
/// Pixels from one line of a hatching to the next.
const HATCH: f64 = 4.0;

/// How the maps of a panel stand.
pub struct Grid {
    across: usize,
    rows: usize,
    wide: f64,
    /// Lines of words above each map, in pixels; room for ticks below each row.
    name: f64,
    ticks: f64,
    /// The height that would be best for all of it.
    pub best: f64,
}

fn rows_of(map: &Map) -> usize {
    map.values.len() / map.columns.max(1)
}

/// Room for the vertical axis's numbers, right of the last map.
fn gutter(cell: &Cell<'_>, maps: &[Map]) -> f64 {
    let rows = maps.iter().map(rows_of).max().unwrap_or(0);
    let widest = up_ticks(&cell.panel.y, rows, 330.0).iter().map(|(_, words)| width(words, AXIS)).fold(0.0, f64::max);
    // Without numbers they still end where lines do.
    if widest > 0.0 { widest + 9.0 } else { END }
}

impl Grid {
    /// As many maps in a row as there is room for, those of one network together or the networks in turn, as they come.
    pub fn new(exhibit: &Exhibit<'_>, cell: &Cell<'_>, maps: &[Map]) -> Self {
        let room = cell.width - gutter(cell, maps);
        let count = maps.len().max(1);
        let square = maps.iter().all(|map| rows_of(map) == map.columns);
        let fit = (((room + GAP) / (LEAST + GAP)).max(1.0) as usize).min(count);
        let run = maps.iter().take_while(|map| map.side == maps[0].side).count().max(1);
        let group = if run > 1 { run } else { 2.min(count) };
        // Numbers in the cells are worth a row of their own for each map.
        let columns = maps.iter().map(|map| map.columns).max().unwrap_or(1).max(1) as f64;
        let crowded = |across: usize| room / across as f64 / columns <= told_room(cell.panel);
        let across = if (cell.columns.is_some() && !square) || (crowded(2) && !crowded(1)) {
            1
        } else if count <= 2 && count <= fit || room / count as f64 >= LARGE {
            count
        } else if run > 1 {
            // Rows that hold only one network's maps.
            (1..=fit).rev().find(|across| group.is_multiple_of(*across) && (*across > 1 || group == 1)).unwrap_or(fit)
        } else {
            (1..=fit).rev().find(|across| across.is_multiple_of(group) && count.is_multiple_of(*across)).unwrap_or(fit)
        };
        let rows = maps.iter().map(rows_of).max().unwrap_or(1).max(1) as f64;
        let wide = (room - GAP * (across - 1) as f64) / across as f64;
        let wide = match cell.columns {
            Some((_, pitch)) if !square => columns * pitch,
            _ if square => wide.min(330.0).min(48.0 * columns),
            _ => wide,
        };
        let high = if square { wide } else { (0.45 * wide).clamp(60.0, 180.0).min(30.0 * rows) };
        let lines = |map: &Map| wrapped(&exhibit.name(map.side, &map.name), LABEL, wide).len();
        let name = LINE * maps.iter().map(lines).max().unwrap_or(0) as f64 + 6.0;
        let down = count.div_ceil(across);
        let ticks = 20.0;
        Self { across, rows: down, wide, name, ticks, best: down as f64 * (name + high + ticks) }
    }
}

/// The words under the maps: what lies across and up, and what marks mean.
fn notes(panel: &Panel, scale: &Amount, maps: &[Map]) -> String {
    let (x, y) = (panel.x.label.as_str(), panel.y.label.as_str());
    let rows = maps.iter().map(rows_of).max().unwrap_or(0);
    let way = if rows > 1 && height(&panel.y, 0, rows) < height(&panel.y, rows - 1, rows) { "down" } else { "up" };
    let mut out = Vec::new();
    match (x, y) {
        ("", "") => {}
        (x, "") => out.push(format!("across: {x}")),
        ("", y) => out.push(format!("{way}: {y}")),
        (x, y) if x == y => out.push(format!("across and {way}: {x}")),
        (x, y) => out.push(format!("across: {x}, {way}: {y}")),
    }
    if scale.signed {
        out.push("hatched: below 0".into());
    }
    if scale.beyond {
        out.push("striped: off the scale".into());
    }
    out.join("; ")
}

/// The height of what stands below the maps.
pub fn foot(cell: &Cell<'_>, amount: &Axis, maps: &[Map]) -> f64 {
    let scale = Amount::of(amount, maps);
    let label = wrapped(&scale.label(amount), AXIS, cell.width).len();
    let notes = wrapped(&notes(cell.panel, &scale, maps), AXIS, cell.width).len();
    8.0 + LINE * (label + notes + 1) as f64
}

/// The scale of all maps of a panel.
struct Amount {
    measure: Measure,
    /// Whether values have a sign: then the scale is that of their sizes.
    signed: bool,
    /// Whether some value is infinite.
    beyond: bool,
}

impl Amount {
    fn of(axis: &Axis, maps: &[Map]) -> Self {
        let values = || maps.iter().flat_map(|map| map.values.iter().copied());
        let finite = || values().filter(|value| value.is_finite());
        let signed = axis.scale == Scale::Linear && finite().any(|value| value < 0.0);
        let beyond = values().any(|value| value == f64::INFINITY || (signed && value.is_infinite()));
        let mut axis = Axis { label: String::new(), ..axis.clone() };
        if signed {
            let most = finite().map(f64::abs).fold(0.0, f64::max);
            let told = [axis.from, axis.to].into_iter().flatten().map(f64::abs).fold(0.0, f64::max);
            (axis.from, axis.to) = (Some(0.0), Some(if told > 0.0 { told } else { most }));
        } else if axis.scale == Scale::Linear && axis.from.is_none() {
            let (low, high) =
                finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
            // An amount begins at 0, unless that would flatten what there is.
            axis.from = (low > 0.0 && low < 0.5 * high).then_some(0.0);
        }
        Self { measure: Measure::of(&axis, finite(), false, false), signed, beyond }
    }

    fn label(&self, amount: &Axis) -> String {
        if self.measure.is_log() { format!("{}, logarithmic", amount.label) } else { amount.label.clone() }
    }

    fn share(&self, value: f64) -> f64 {
        self.measure.share(if self.signed { value.abs() } else { value })
    }

    /// A place on the scale, in words.
    fn words(&self, at: f64) -> String {
        if self.measure.is_log() { crate::number::from_log10(at) } else { self.measure.words(at) }
    }
}

/// Draws them.
pub fn draw(
    exhibit: &Exhibit<'_>,
    pen: &mut Pen,
    style: &Style,
    cell: &Cell<'_>,
    (maps, written): (&[Map], bool),
    amount: &Axis,
) -> Vec<Plot> {
    let scale = Amount::of(amount, maps);
    let grid = Grid::new(exhibit, cell, maps);
    let (left, top) = (cell.plot.left - super::layout::INSET, cell.plot.top);
    let high = ((cell.plot.bottom - top) / grid.rows as f64 - grid.name - grid.ticks).max(6.0);
    let square = maps.iter().all(|map| rows_of(map) == map.columns);
    let wide = if square && cell.columns.is_none() { grid.wide.min(high) } else { grid.wide };
    let mut plots = Vec::new();
    if maps.is_empty() {
        let area = Rect { left, top: top + 6.0, right: left + cell.width, bottom: top + high };
        pen.rect(area, pen.palette.slot);
        let middle = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
        pen.text("nothing measured yet", middle, pen.quiet(), HPos::Center, VPos::Center);
    }
    for (k, map) in maps.iter().enumerate() {
        let (column, row) = (k % grid.across, k / grid.across);
        let rows = rows_of(map);
        let at = top + row as f64 * (grid.name + high + grid.ticks) + grid.name;
        let high = if square { high.min(wide) } else { high };
        let mut area = Rect { left: left + column as f64 * (grid.wide + GAP), top: at, right: 0.0, bottom: at + high };
        area.right = area.left + wide;
        let plot = Plot { area, x: ends(&cell.panel.x, map.columns, false), y: ends(&cell.panel.y, rows, true) };
        let plot = match cell.columns.filter(|_| !square) {
            Some((first, pitch)) => {
                let place = |layer: f64| first + (layer - 1.0) * pitch;
                let (from, to) = (place(plot.x.0), place(plot.x.1));
                Plot { area: Rect { left: from, right: to, ..area }, ..plot }
            }
            None => plot,
        };
        let names = wrapped(&exhibit.name(map.side, &map.name), LABEL, grid.wide);
        for (line, words) in names.iter().enumerate() {
            let y = at - 6.0 - LINE * (names.len() - 1 - line) as f64;
            pen.text(words, (plot.area.left.max(cell.left), y), label(pen, map.side), HPos::Left, VPos::Bottom);
        }
        pen.rect(plot.area, pen.palette.slot);
        cells(pen, style, map, &plot, &scale);
        if written {
            write(pen, map, &plot, &scale, amount.scale);
        }
        let last = column + 1 == grid.across || k + 1 == maps.len();
        ticks(pen, cell, &plot, map.columns, rows, last);
        pointer(exhibit, pen, cell, &plot);
        plots.push(plot);
    }
    below(pen, style, cell, &scale, amount, maps);
    plots
}

/// Both ends of an axis of so many columns, or rows, half a cell beyond the first and the last.
pub fn ends(axis: &Axis, of: usize, up: bool) -> (f64, f64) {
    let of = of.max(1);
    let at = |k| if up { height(axis, of - 1 - k, of) } else { coordinate(axis, k, of) };
    let (first, last) = (at(0), at(of - 1));
    let half = if of > 1 { (last - first) / (of - 1) as f64 / 2.0 } else { 0.5 };
    let (first, last) = (first - half, last + half);
    if first.is_finite() && last.is_finite() && first != last { (first, last) } else { (0.0, 1.0) }
}

/// The cells, those of one colour together, and the hatching over them.
fn cells(pen: &mut Pen, style: &Style, map: &Map, plot: &Plot, scale: &Amount) {
    let Rect { left, top, right, bottom } = plot.area;
    let (columns, rows) = (map.columns.max(1), rows_of(map).max(1));
    let x = |column: usize| left + column as f64 / columns as f64 * (right - left);
    let y = |row: usize| top + row as f64 / rows as f64 * (bottom - top);
    let mut levels: Vec<Vec<Rect>> = vec![Vec::new(); LEVELS];
    let mut hatched: [Vec<Rect>; 2] = [Vec::new(), Vec::new()];
    for (row, values) in map.values.chunks(columns).take(rows_of(map)).enumerate() {
        let look = |value: &f64| {
            let share = scale.share(*value);
            let level = (!share.is_nan()).then_some((share * (LEVELS - 1) as f64 + 0.5) as usize);
            let beyond = value.is_infinite() && (*value > 0.0 || scale.signed);
            (level, scale.signed && *value < 0.0, beyond)
        };
        let looks: Vec<_> = values.iter().map(look).collect();
        let mut first = 0;
        for same in looks.chunk_by(|a, b| a == b) {
            let area = Rect { left: x(first), top: y(row), right: x(first + same.len()), bottom: y(row + 1) };
            first += same.len();
            let (Some(level), negative, beyond) = same[0] else { continue };
            levels[level.min(LEVELS - 1)].push(area);
            if negative {
                hatched[0].push(area);
            }
            if beyond {
                hatched[1].push(area);
            }
        }
    }
    for (level, cells) in levels.iter().enumerate() {
        for cell in cells {
            pen.rect(*cell, style.theme.amount(level as f64 / (LEVELS - 1) as f64));
        }
    }
    for (areas, upright) in hatched.iter().zip([false, true]) {
        areas.iter().for_each(|area| hatch(pen, *area, upright, pen.ground));
    }
}

/// Room in pixels that a cell needs for its number; none where no numbers are written.
fn told_room(panel: &Panel) -> f64 {
    let Body::Maps { maps, amount, written: true } = &panel.body else { return 0.0 };
    let values = maps.iter().flat_map(|map| &map.values);
    values.map(|value| width(&said(amount.scale, *value), AXIS)).fold(0.0, f64::max) + 2.0
}

/// Each number in its cell, if the widest has room there; a 0 is left out, so that what is there stands out.
fn write(pen: &mut Pen, map: &Map, plot: &Plot, scale: &Amount, kind: Scale) {
    let Rect { left, top, right, bottom } = plot.area;
    let (columns, rows) = (map.columns.max(1), rows_of(map).max(1));
    let (wide, high) = ((right - left) / columns as f64, (bottom - top) / rows as f64);
    // As the cells: what is left over after the last whole row has no place.
    let values = &map.values[..columns * rows_of(map)];
    let words: Vec<String> = values.iter().map(|value| said(kind, *value)).collect();
    let widest = words.iter().map(|words| width(words, AXIS)).fold(0.0, f64::max);
    if widest + 2.0 > wide || AXIS + 1.0 > high {
        return;
    }
    for (k, (value, words)) in values.iter().zip(&words).enumerate().filter(|(_, (value, _))| **value != 0.0) {
        let middle = |at: usize, from: f64, size: f64| from + (at as f64 + 0.5) * size;
        let at = (middle(k % columns, left, wide), middle(k / columns, top, high));
        let color = if scale.share(*value) > 0.45 { pen.ground } else { pen.palette.ink };
        pen.text(words, at, Type { color, ..pen.quiet() }, HPos::Center, VPos::Center);
    }
}

/// Thin lines over an area, at places that fit those of its neighbours.
fn hatch(pen: &mut Pen, area: Rect, upright: bool, color: RGBColor) {
    let (from, to) = if upright { (area.left, area.right) } else { (area.top, area.bottom) };
    let first = (from / HATCH).ceil() as i64;
    for k in first.. {
        let at = k as f64 * HATCH;
        if at >= to {
            break;
        }
        if upright {
            pen.line(&[(at, area.top), (at, area.bottom)], color, 1.0);
        } else {
            pen.line(&[(area.left, at), (area.right, at)], color, 1.0);
        }
    }
}

fn up_ticks(axis: &Axis, rows: usize, high: f64) -> Vec<Tick> {
    if axis.label.is_empty() || rows == 0 { Vec::new() } else { along(axis, ends(axis, rows, true), rows, high, 34.0) }
}

/// Few cells that stand for whole numbers, such as classes, are named one by one where there is room.
fn one_by_one(axis: &Axis, (from, to): (f64, f64), cells: usize, pixels: f64) -> Option<Vec<Tick>> {
    let cell = (to - from) / cells as f64;
    let at = |k: usize| from + (k as f64 + 0.5) * cell;
    let whole = (cell.abs() - 1.0).abs() < 1e-6 && (at(0) - at(0).round()).abs() < 1e-6;
    let named = axis.scale == Scale::Linear && cells <= NAMED && whole && pixels / cells as f64 >= 14.0;
    named.then(|| (0..cells).map(|k| (at(k).round(), crate::number::count(at(k).round()))).collect())
}

/// Ticks between the ends of a map's axis of so many cells: each cell, layers, or round numbers.
fn along(axis: &Axis, (from, to): (f64, f64), cells: usize, pixels: f64, each: f64) -> Vec<Tick> {
    if let Some(ticks) = one_by_one(axis, (from, to), cells, pixels) {
        return ticks;
    }
    let (low, high) = (from.min(to), from.max(to));
    if axis.scale == Scale::Layers {
        let (low, high) = (low.clamp(-1e6, 1e6), high.clamp(-1e6, 1e6));
        let (first, last) = (low.ceil(), high.floor());
        let mut out: Vec<Tick> = layers(last.clamp(1.0, 1e6) as usize, pixels / (high - low).max(1e-9), axis.unit())
            .into_iter()
            .map(|(layer, words)| (layer as f64, words))
            .collect();
        if let Some(tick) = out.first_mut() {
            *tick = (first, crate::number::count(first));
        }
        out.retain(|(at, _)| *at >= first && *at <= last);
        return out;
    }
    let span = Axis { from: Some(low), to: Some(high), label: String::new(), scale: axis.scale };
    let measure = Measure::of(&span, std::iter::empty(), false, false);
    if axis.scale == Scale::Log { Vec::new() } else { measure.ticks((pixels / each).clamp(1.0, 5.0) as usize) }
}

fn ticks(pen: &mut Pen, cell: &Cell<'_>, plot: &Plot, columns: usize, rows: usize, last: bool) {
    let Rect { left, top, right, bottom } = plot.area;
    let mut until = f64::NEG_INFINITY;
    let across = if cell.panel.x.label.is_empty() {
        Vec::new()
    } else {
        along(&cell.panel.x, plot.x, columns, right - left, 56.0)
    };
    let end = across.last().map(|(at, words)| (plot.pixel((*at, 0.0)).0, width(words, AXIS)));
    for (k, (at, words)) in across.iter().enumerate() {
        let (at, wide) = (plot.pixel((*at, 0.0)).0, width(words, AXIS));
        let from = (at - wide / 2.0).min(right - wide).max(left);
        let is_last = k + 1 == across.len();
        let clear = is_last || end.is_none_or(|(end, room)| from + wide + 6.0 < end - room.max(8.0) / 2.0);
        if columns > 0 && from > until + 6.0 && clear {
            pen.text(words, (from + wide / 2.0, bottom + 5.0), pen.quiet(), HPos::Center, VPos::Top);
            until = from + wide;
        }
    }
    if last {
        let mut taken: Vec<f64> = Vec::new();
        for (at, words) in up_ticks(&cell.panel.y, rows, bottom - top) {
            let y = plot.pixel((0.0, at)).1.clamp(top + 5.0, bottom.max(top + 10.0) - 5.0);
            let room = right + 6.0 + width(&words, AXIS) / 1.1 <= cell.left + cell.width;
            if room && taken.iter().all(|other| (other - y).abs() >= 13.0) {
                pen.text(&words, (right + 6.0, y), pen.quiet(), HPos::Left, VPos::Center);
                taken.push(y);
            }
        }
    }
}

/// A line at what is pointed at, and a ring round the point if it is known both ways.
fn pointer(exhibit: &Exhibit<'_>, pen: &mut Pen, cell: &Cell<'_>, plot: &Plot) {
    let within = |at: f64, (from, to): (f64, f64)| at >= from.min(to) && at <= from.max(to);
    let Some(at) = exhibit.pointed_at(cell.panel).filter(|at| within(*at, plot.x)) else { return };
    let x = plot.pixel((at, 0.0)).0;
    match exhibit.shown.hover_y.filter(|up| within(*up, plot.y)) {
        Some(up) => {
            let centre = plot.pixel((at, up));
            pen.ring(centre, 6.0, pen.ground, 4.0);
            pen.ring(centre, 6.0, pen.palette.ink, 2.0);
        }
        None => pen.hairline((x, plot.area.top), (x, plot.area.bottom), pen.palette.ink),
    }
}

/// The ramp with the scale's ends, and what the maps' sides and marks are.
fn below(pen: &mut Pen, style: &Style, cell: &Cell<'_>, scale: &Amount, amount: &Axis, maps: &[Map]) {
    let left = cell.left;
    let mut y = cell.plot.bottom + 6.0 + LINE;
    for words in wrapped(&scale.label(amount), AXIS, cell.width) {
        pen.text(&words, (left, y - 3.0), pen.quiet(), HPos::Left, VPos::Bottom);
        y += LINE;
    }
    let end = scale.words(scale.measure.high);
    let low = if scale.signed { format!("−{end}") } else { scale.words(scale.measure.low) };
    let bars = if scale.signed { 2.0 } else { 1.0 };
    let taken = width(&low, AXIS) + width(&end, AXIS) + if scale.signed { width("0", AXIS) + 20.0 } else { 15.0 };
    let bar = ((cell.width - taken) / bars).clamp(16.0, 84.0);
    let mut x = left;
    let say = |pen: &mut Pen, words: &str, x: &mut f64| {
        pen.text(words, (*x, y - 3.0), pen.quiet(), HPos::Left, VPos::Bottom);
        *x += width(words, AXIS) + 5.0;
    };
    let (above, under) = (y - 12.0, y - 3.0);
    if scale.signed {
        say(pen, &low, &mut x);
        let area = Rect { left: x, top: above, right: x + bar, bottom: under };
        const STEPS: usize = 28;
        for k in 0..STEPS {
            let left = x + bar * k as f64 / STEPS as f64;
            pen.rect(Rect { left, ..area }, style.theme.amount(1.0 - (k as f64 + 0.5) / STEPS as f64));
        }
        hatch(pen, area, false, pen.ground);
        x += bar + 5.0;
        say(pen, "0", &mut x);
    } else {
        say(pen, &low, &mut x);
    }
    ramp_bar(pen, style, Rect { left: x, top: above, right: x + bar, bottom: under });
    x += bar + 5.0;
    say(pen, &end, &mut x);
    for words in wrapped(&notes(cell.panel, scale, maps), AXIS, cell.width) {
        y += LINE;
        pen.text(&words, (left, y - 3.0), pen.quiet(), HPos::Left, VPos::Bottom);
    }
}
