//! Where the panels of an exhibit lie: in one column or two, their words above and below them, never cut.

use super::super::Rect;
use super::super::palette::{AXIS, LABEL};
use super::super::text::{width, wrapped};
use super::axis::Measure;
use super::{Exhibit, heading, lines, maps, under};
use crate::scene::Side;
use crate::study::{Body, Panel, Scale, Style};

/// From baseline to baseline.
pub const LINE: f64 = 15.0;
/// Room for a series' sample before its words.
pub const SWATCH: f64 = 24.0;
/// Room for half a mark at the left of a plot.
pub const INSET: f64 = 6.0;
/// Between columns, and between rows.
const GAP: (f64, f64) = (36.0, 26.0);
/// Below everything, for the letters that hang.
const BELOW: f64 = 4.0;
/// From this width on there are two columns.
const TWO: f64 = 640.0;
/// More labels than these stand above the plot, not in it.
const DIRECT: usize = 4;

/// A line of words above a panel.
#[derive(Clone, Debug)]
pub struct Head {
    pub words: String,
    pub at: (f64, f64),
    pub strong: bool,
}

/// A series and its words above a panel that has too many for labels at the lines.
#[derive(Clone, Debug)]
pub struct Key {
    pub words: Vec<String>,
    pub at: (f64, f64),
    pub side: Option<Side>,
    pub style: Style,
}

/// A panel and its place.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub panel: &'a Panel,
    pub left: f64,
    pub width: f64,
    pub head: Vec<Head>,
    pub key: Vec<Key>,
    /// The plotting area, or the room for all maps.
    pub plot: Rect,
    /// Both axes of a plot.
    pub measures: [Measure; 2],
    /// Pixels of a layer's middle and from layer to layer, where the panel lies under the page's columns.
    pub columns: Option<(f64, f64)>,
    /// Where the words below begin.
    pub foot: f64,
}

/// All panels.
pub struct Layout<'a> {
    pub cells: Vec<Cell<'a>>,
    pub height: f64,
}

/// What a cell asks for: above its plot, its plot at best, and below.
struct Asked {
    head: f64,
    plot: f64,
    foot: f64,
}

impl<'a> Layout<'a> {
    /// Lays the panels out at this width; on this height, or as high as is best.
    pub fn new(exhibit: &Exhibit<'a>, width: f64, height: Option<f64>) -> Self {
        let panels = exhibit.panels();
        let gutter = gutter(exhibit, &panels);
        let mut rows: Vec<(Vec<Cell<'a>>, Asked)> = Vec::new();
        for row in rows_of(exhibit, &panels, width) {
            let each = (width - GAP.0 * (row.len() - 1) as f64) / row.len() as f64;
            let mut cells = Vec::new();
            let mut asked = Asked { head: 0.0, plot: 0.0, foot: 0.0 };
            for (k, panel) in row.into_iter().enumerate() {
                let (cell, one) = cell(exhibit, panel, k as f64 * (each + GAP.0), each, gutter);
                asked.head = asked.head.max(one.head);
                asked.plot = asked.plot.max(one.plot);
                asked.foot = asked.foot.max(one.foot);
                cells.push(cell);
            }
            rows.push((cells, asked));
        }
        let fixed: f64 = rows.iter().map(|(_, asked)| asked.head + asked.foot).sum::<f64>()
            + GAP.1 * rows.len().saturating_sub(1) as f64
            + BELOW;
        let plots: f64 = rows.iter().map(|(_, asked)| asked.plot).sum();
        let stretch = height.map_or(1.0, |height| ((height - fixed) / plots.max(1.0)).clamp(0.2, 12.0));
        let mut out = Self { cells: Vec::new(), height: 0.0 };
        let mut top = 0.0;
        for (cells, asked) in rows {
            let bottom = top + asked.head + asked.plot * stretch;
            for mut cell in cells {
                // Titles of a row stand on one line, and so do its plots; maps follow their titles.
                let maps = matches!(cell.panel.body, Body::Maps { .. });
                cell.plot.top += if maps { top } else { top + asked.head };
                cell.plot.bottom = bottom;
                cell.head.iter_mut().for_each(|head| head.at.1 += top);
                cell.key.iter_mut().for_each(|key| key.at.1 += top);
                cell.foot += cell.plot.bottom;
                out.cells.push(cell);
            }
            top = bottom + asked.foot + GAP.1;
        }
        out.height = if out.cells.is_empty() { 120.0 } else { top - GAP.1 + BELOW };
        out
    }
}

/// Which panels stand side by side. Of an odd number that could, the first has a row of its own: it is the main one.
fn rows_of<'a>(exhibit: &Exhibit<'a>, panels: &[&'a Panel], width: f64) -> Vec<Vec<&'a Panel>> {
    let whole = |panel: &Panel| {
        let many = matches!(&panel.body, Body::Maps { maps, .. } if maps.len() > 2);
        width < TWO || many || (exhibit.shown.columns.is_some() && panel.x.scale == Scale::Layers)
    };
    let mut out: Vec<Vec<&Panel>> = Vec::new();
    for run in panels.chunk_by(|a, b| !whole(a) && !whole(b)) {
        let (first, rest) = run.split_at(run.len() % 2);
        out.extend(first.iter().map(|panel| vec![*panel]));
        out.extend(rest.chunks(2).map(<[_]>::to_vec));
    }
    out
}

/// Room for the numbers right of the plots: the same for all, so that they end at one line.
fn gutter(exhibit: &Exhibit<'_>, panels: &[&Panel]) -> f64 {
    let mut widest: f64 = 20.0;
    for panel in panels {
        if let Body::Lines { series, limits } = &panel.body {
            let [_, y] = lines::measures(panel, series, limits, exhibit.shown.columns);
            widest = y.ticks(6).iter().map(|(_, words)| width(words, AXIS)).fold(widest, f64::max);
        }
    }
    widest.min(90.0) + 13.0
}

/// Whether a panel counts layers, and those lie under the page's columns within this width.
fn under_columns(panel: &Panel, (first, pitch): (f64, f64), wide: f64) -> bool {
    let spans = match &panel.body {
        Body::Lines { series, limits } => {
            let [x, _] = lines::measures(panel, series, limits, Some((first, pitch)));
            vec![(x.low, x.high)]
        }
        Body::Maps { maps, .. } => maps.iter().map(|map| maps::ends(&panel.x, map.columns, false)).collect(),
    };
    let at = |layer: f64| first + (layer - 1.0) * pitch;
    // So few layers that their panel could not hold its words have a panel of their own width.
    let fits = |(low, high): &(f64, f64)| at(*low) >= -1.0 && at(*high) <= wide + 1.0 && at(*high) - at(*low) >= 120.0;
    panel.x.scale == Scale::Layers && !spans.is_empty() && spans.iter().all(fits)
}

/// One panel, at the top of the picture.
fn cell<'a>(exhibit: &Exhibit<'_>, panel: &'a Panel, left: f64, wide: f64, gutter: f64) -> (Cell<'a>, Asked) {
    let aligned = exhibit.shown.columns.filter(|columns| under_columns(panel, *columns, left + wide));
    let mut cell = Cell {
        panel,
        left,
        width: wide,
        head: Vec::new(),
        key: Vec::new(),
        plot: Rect { left: left + INSET, top: 0.0, right: left + (wide - gutter).max(40.0), bottom: 0.0 },
        measures: [Measure::of(&panel.x, std::iter::empty(), false, false); 2],
        columns: aligned,
        foot: 0.0,
    };
    let mut y = head(&mut cell);
    match &panel.body {
        Body::Lines { series, limits } => {
            cell.measures = lines::measures(panel, series, limits, aligned);
            if let Some((first, pitch)) = aligned {
                let at = |layer: f64| first + (layer - 1.0) * pitch;
                let x = cell.measures[0];
                (cell.plot.left, cell.plot.right) = (at(x.low), at(x.high).max(at(x.low) + 1.0));
            }
            y = key(exhibit, &mut cell, y);
            cell.foot = 7.0 + LINE;
            let below = wrapped(under(panel), AXIS, wide).len() as f64 * LINE;
            let plot = (0.42 * wide).clamp(150.0, 250.0);
            (cell, Asked { head: y + 9.0, plot, foot: 7.0 + LINE + below })
        }
        Body::Maps { maps, amount, .. } => {
            let grid = maps::Grid::new(exhibit, &cell, maps);
            let foot = maps::foot(&cell, amount, maps);
            cell.plot.top = y + 3.0;
            (cell, Asked { head: y + 3.0, plot: grid.best, foot })
        }
    }
}

/// How much wider than measured words may come out.
const SPARE: f64 = 1.15;

/// The title and the name of the vertical axis: on one line if they fit. Returns where they end.
fn head(cell: &mut Cell<'_>) -> f64 {
    let (title, axis) = heading(cell.panel);
    let mut y = 0.0;
    let mut last = 0.0;
    for words in wrapped(title, LABEL, cell.width) {
        y += LINE;
        last = width(&words, LABEL) + 4.0;
        cell.head.push(Head { words, at: (cell.left, y - 2.0), strong: true });
    }
    if axis.is_empty() {
        return y;
    }
    // A page without the font of the measure may set wider letters: there must be room to spare.
    if y > 0.0 && SPARE * (last + width(&axis, AXIS)) <= cell.width {
        cell.head.push(Head { words: axis, at: (cell.left + SPARE * last, y - 2.0), strong: false });
        return y;
    }
    for words in wrapped(&axis, AXIS, cell.width) {
        y += LINE;
        cell.head.push(Head { words, at: (cell.left, y - 2.0), strong: false });
    }
    y
}

/// The names of the series above the plot, where there are too many or too long ones for labels at the lines.
fn key(exhibit: &Exhibit<'_>, cell: &mut Cell<'_>, top: f64) -> f64 {
    let Body::Lines { series, .. } = &cell.panel.body else { return top };
    let names = lines::names(exhibit, series);
    let long = |words: &String| width(words, LABEL) > 0.55 * (cell.plot.right - cell.plot.left);
    if names.len() <= DIRECT && !names.iter().any(|(words, _)| long(words)) {
        return top;
    }
    let (mut x, mut y) = (cell.left, top + LINE * 0.5 + 2.0);
    let mut bottom = y;
    for (name, series) in names {
        let words = wrapped(&name, LABEL, cell.width - SWATCH);
        let wide = SWATCH + words.iter().map(|line| width(line, LABEL)).fold(0.0, f64::max);
        if x > cell.left && x + wide > cell.left + cell.width {
            (x, y) = (cell.left, bottom + LINE);
        }
        bottom = bottom.max(y + LINE * (words.len().max(1) - 1) as f64);
        cell.key.push(Key { words, at: (x, y), side: series.side, style: series.style });
        x += wide + 14.0;
    }
    bottom + LINE * 0.5
}
