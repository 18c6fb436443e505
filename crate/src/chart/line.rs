//! The loss along one direction through each network's weights, both on one scale.

use super::axis;
use super::pen::{Network, Pen};
use super::place::{Clutter, along};
use super::slice::Slices;
use super::text::width;
use super::{Figure, Plot, Rect, Style, Table};
use crate::number::fixed;
use plotters::style::text_anchor::{HPos, VPos};

/// The figure: the middle row of each slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Both networks' slices.
    pub slices: Slices,
    /// A coordinate that is pointed at.
    pub hover: Option<f64>,
}

const GUTTER: f64 = 46.0;

impl Figure for Line {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let slices = &self.slices;
        let scale = slices.row_scale();
        let pad = 0.03 * (scale.high - scale.low);
        let area = Rect {
            left: 1.0,
            top: 24.0,
            right: (style.width - GUTTER).max(20.0),
            bottom: (style.height - 40.0).max(50.0),
        };
        let y = (if scale.low == 0.0 && !scale.is_log() { 0.0 } else { scale.low - pad }, scale.high + pad);
        let plot = Plot { area, x: (-slices.span(), slices.span()), y };
        let Rect { left, top, right, bottom } = area;
        let title = if scale.is_log() { "training loss, logarithmic" } else { "training loss" };
        pen.text(title, (left, top - 9.0), pen.quiet(), HPos::Left, VPos::Bottom);
        for (at, words) in scale.ticks(((bottom - top) / 34.0).clamp(2.0, 8.0) as usize) {
            let (_, at) = plot.pixel((0.0, at));
            pen.hairline((left, at), (right, at), pen.palette.line);
            pen.text(&words, (right + 8.0, at), pen.quiet(), HPos::Left, VPos::Center);
        }
        let (middle, _) = plot.pixel((0.0, 0.0));
        pen.hairline((middle, top), (middle, bottom), pen.palette.line2);
        let ticks = axis::linear(-slices.span(), slices.span(), 4);
        for (k, (at, words)) in ticks.iter().enumerate() {
            let (x, _) = plot.pixel((*at, 0.0));
            let align = match k {
                _ if x - left < 12.0 => HPos::Left,
                _ if right - x < 12.0 => HPos::Right,
                _ => HPos::Center,
            };
            pen.text(words, (x, bottom + 7.0), pen.quiet(), align, VPos::Top);
        }
        let words = format!("along {}, 0 being the trained weights", slices.axes[0]);
        pen.text(&words, (middle, bottom + 24.0), pen.quiet(), HPos::Center, VPos::Top);
        let mut clutter = Clutter::default();
        let mut curves: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
        for (network, curve) in curves.iter_mut().enumerate() {
            let mut piece = Vec::new();
            let mut pieces = Vec::new();
            for (k, value) in slices.row(network).iter().enumerate() {
                let at = scale.axis(f64::from(*value));
                if at.is_nan() {
                    pieces.push(std::mem::take(&mut piece));
                } else {
                    piece.push((slices.coordinate(k), at));
                }
            }
            pieces.push(piece);
            for piece in pieces {
                pen.series(&plot, Network(network), &piece, false);
                curve.extend(piece.iter().map(|at| plot.pixel(*at)));
            }
            clutter.curve(curve);
        }
        for network in 0..2 {
            let pointed = self.hover.filter(|at| at.abs() <= slices.span());
            if let Some(at) = pointed
                && network == 0
            {
                let (x, _) = plot.pixel((at, 0.0));
                pen.hairline((x, top), (x, bottom), pen.palette.ink);
            }
            let column = pointed
                .map_or((slices.n() - 1) as f64 / 2.0, |at| (at / slices.span() + 1.0) / 2.0 * (slices.n() - 1) as f64);
            let column = column.round().clamp(0.0, (slices.n() - 1) as f64) as usize;
            let at = scale.axis(slices.row(network).get(column).map_or(f64::NAN, |v| f64::from(*v)));
            if !at.is_nan() {
                let at = plot.pixel((slices.coordinate(column), at));
                pen.mark(Network(network), at);
                clutter.block((at.0 - 7.0, at.1 - 7.0, at.0 + 7.0, at.1 + 7.0));
            }
        }
        for network in [1, 0] {
            let words = slices.name(network);
            let spots = along(&curves[network], width(&words, super::palette::LABEL), 15.0);
            if let Some((k, _)) = clutter.settle_by(&spots, &curves[network], (left, top - 2.0, right, bottom)) {
                let (from, above, to, below) = spots[k];
                let at = ((from + to) / 2.0, (above + below) / 2.0);
                pen.text(&words, at, pen.loud(Network(network)), HPos::Center, VPos::Center);
            }
        }
        vec![plot]
    }

    fn summary(&self) -> String {
        let span = fixed(self.slices.span(), 1);
        let axis = &self.slices.axes[0];
        let (along, drawn) = if axis.starts_with("from ") { ("", "drawn ") } else { ("along ", "") };
        let what = format!("Training loss {along}{axis}, {drawn}from −{span} to {span}, both networks on one scale.");
        self.slices.summary(&what, |slices, network| slices.row(network).to_vec())
    }

    fn table(&self) -> Table {
        let mut table = Table::new(
            "Training loss of both networks along direction 1",
            ["a, along direction 1", "loss A", "loss B"],
        );
        for column in 0..self.slices.n() {
            let loss = |network: usize| self.slices.row(network)[column];
            table.push([self.slices.coordinate(column) as f32, loss(0), loss(1)]);
        }
        table
    }
}
