//! Whatever a study found: its panels one under the other or in two columns, as many as there are.
//!
//! The figure says how high it would like to be for a width ([`Exhibit::natural_height`]); on another height its plots
//! are stretched, and its words are not.

mod axis;
mod layout;
mod lines;
mod maps;
mod read;
mod series;
mod told;

pub use axis::{Measure, Place, said};
pub use read::{Shown, names};
pub use told::Pointed;

use super::palette::{AXIS, LABEL};
use super::pen::{Network, Pen, Type};
use super::text::wrapped;
use super::{Figure, Plot, Style, Table};
use crate::scene::Side;
use crate::study::{Body, Findings, Panel, Scale};
use layout::{Cell, Layout};
use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};

/// The figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Exhibit<'a> {
    /// What was found.
    pub findings: &'a Findings,
    /// Which of it is drawn, and how.
    pub shown: Shown,
}

impl<'a> Exhibit<'a> {
    /// All that was found.
    #[must_use]
    pub fn new(findings: &'a Findings) -> Self {
        Self { findings, shown: Shown::default() }
    }

    /// The panels that are drawn, in the order of the findings.
    #[must_use]
    pub fn panels(&self) -> Vec<&'a Panel> {
        let keys = &self.shown.panels;
        let wanted = |key: &str| keys.is_empty() || keys.iter().any(|wanted| wanted == key);
        self.findings.panels.iter().filter(|panel| wanted(&panel.key)).collect()
    }

    /// The height that it takes at this width, in CSS pixels.
    #[must_use]
    pub fn natural_height(&self, width: f64) -> f64 {
        Layout::new(self, width, None).height.ceil()
    }

    /// What a series or a map is called: 'A, without', 'A, at the start', 'chance'.
    #[must_use]
    pub fn name(&self, side: Option<Side>, name: &str) -> String {
        let Some(side) = side else { return name.to_owned() };
        let (letter, own) = (["A", "B"][index(side)], &self.shown.names[index(side)]);
        match (name.is_empty(), own.is_empty() || own == letter) {
            (false, _) => format!("{letter}, {name}"),
            (true, true) => letter.into(),
            (true, false) => format!("{letter}, {own}"),
        }
    }

    /// The axis's number that is pointed at on this panel, if it has that axis.
    fn pointed_at(&self, panel: &Panel) -> Option<f64> {
        let at = self.shown.hover.filter(|at| at.is_finite())?;
        let key = self.shown.over.as_deref();
        let over = self.panels().into_iter().find(|panel| key.is_none_or(|key| key == panel.key))?;
        let same = over.x.scale == panel.x.scale && (over.x.label == panel.x.label || panel.x.scale == Scale::Layers);
        (std::ptr::eq(over, panel) || same).then_some(at)
    }
}

/// 0 for A, 1 for B.
fn index(side: Side) -> usize {
    usize::from(side == Side::B)
}

/// The colour of what belongs to a network, or to none.
fn color(pen: &Pen, side: Option<Side>) -> RGBColor {
    side.map_or(pen.palette.ink3, |side| pen.palette.network[index(side)])
}

/// The type of a direct label.
fn label(pen: &Pen, side: Option<Side>) -> Type {
    side.map_or(Type { size: LABEL, bold: true, color: pen.palette.ink2 }, |side| pen.loud(Network(index(side))))
}

/// The panel's words above it: its title, and its vertical axis unless the title says that already.
fn heading(panel: &Panel) -> (&str, String) {
    let Body::Lines { .. } = panel.body else { return (&panel.title, String::new()) };
    let log = matches!(panel.y.scale, Scale::Log | Scale::Log10);
    let same = panel.y.label.is_empty() || panel.y.label == panel.title;
    let scale = if log { "logarithmic" } else { "" };
    let words = match (same, log) {
        (true, _) => scale.to_owned(),
        (false, true) => format!("{}, {scale}", panel.y.label),
        (false, false) => panel.y.label.clone(),
    };
    (&panel.title, words)
}

/// The name of the horizontal axis under a plot, unless the ticks say it.
fn under(panel: &Panel) -> &str {
    let maps = matches!(panel.body, Body::Maps { .. });
    if maps || (panel.x.scale == Scale::Layers && panel.x.label == panel.x.unit()) { "" } else { &panel.x.label }
}

impl Figure for Exhibit<'_> {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let layout = Layout::new(self, style.width, Some(style.height));
        let mut plots = Vec::new();
        for cell in &layout.cells {
            self.words(pen, cell);
            match &cell.panel.body {
                Body::Lines { series, limits } => plots.push(lines::draw(self, pen, cell, series, limits)),
                Body::Maps { maps, amount, written } => {
                    plots.extend(maps::draw(self, pen, style, cell, (maps, *written), amount));
                }
            }
        }
        if layout.cells.is_empty() {
            let middle = (style.width / 2.0, style.height / 2.0);
            pen.text("nothing measured yet", middle, pen.quiet(), HPos::Center, VPos::Center);
        }
        plots
    }

    fn summary(&self) -> String {
        told::summary(self)
    }

    fn table(&self) -> Table {
        told::table(self)
    }
}

impl Exhibit<'_> {
    /// The words above a panel and under it.
    fn words(&self, pen: &mut Pen, cell: &Cell<'_>) {
        let strong = Type { size: LABEL, bold: true, color: pen.palette.ink };
        for line in &cell.head {
            let face = if line.strong { strong } else { pen.quiet() };
            pen.text(&line.words, line.at, face, HPos::Left, VPos::Bottom);
        }
        for item in &cell.key {
            let face = label(pen, item.side);
            series::swatch(pen, item, face.color);
            for (k, words) in item.words.iter().enumerate() {
                let at = (item.at.0 + layout::SWATCH, item.at.1 + layout::LINE * k as f64);
                pen.text(words, at, face, HPos::Left, VPos::Center);
            }
        }
        let middle = (cell.plot.left + cell.plot.right) / 2.0;
        for (k, words) in wrapped(under(cell.panel), AXIS, cell.width).iter().enumerate() {
            let at = cell.foot + layout::LINE * k as f64;
            let half = super::text::width(words, AXIS) / 2.0;
            let x = middle
                .clamp(cell.left + half.min(cell.width / 2.0), cell.left + (cell.width - half).max(cell.width / 2.0));
            pen.text(words, (x, at), pen.quiet(), HPos::Center, VPos::Top);
        }
    }
}
