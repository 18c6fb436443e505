//! The loss as a landscape, both networks side by side under one camera, one height scale and one ramp.
//!
//! The projection is parallel, so equal heights are equal lengths in both. Cells are painted from the far ones to the
//! near ones; on a grid seen from above that is a walk along its rows, and no sorting.

use super::palette::{AXIS, TITLE, mix};
use super::pen::{Network, Pen};
use super::slice::Slices;
use super::text::width;
use super::{Figure, Plot, Rect, Style, Table, Theme};
use crate::number::{fixed, significant};
use plotters::style::text_anchor::{HPos, VPos};

/// The figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Both networks' slices.
    pub slices: Slices,
    /// How far the landscape is turned, in radians.
    pub yaw: f64,
    /// How far the camera stands above the horizon, in radians: 0 from the side, π/2 from above.
    pub pitch: f64,
}

/// The height of the highest point, in half-widths of the floor: as the room allows, within these.
const HEIGHT: (f64, f64) = (1.2, 2.2);
/// The pitch from which the height is reckoned, so that it stays the same while the camera moves.
const REFERENCE: f64 = 0.5;
/// Shades of the landscape: so few that neighbours often share one, and are then painted in one go.
const SHADES: usize = 40;

/// A camera: where a point of the floor (−1 … 1 both ways) and a height (0 … 1) lie on the figure.
#[derive(Clone, Copy, Debug)]
struct Camera {
    centre: (f64, f64),
    scale: f64,
    height: f64,
    yaw: (f64, f64),
    pitch: (f64, f64),
}

impl Camera {
    /// The camera that shows a turning landscape whole within a box, whatever the yaw.
    fn fit(area: Rect, yaw: f64, pitch: f64) -> Self {
        let pitch = if pitch.is_finite() { pitch.clamp(0.05, std::f64::consts::FRAC_PI_2) } else { 0.5 };
        let yaw = if yaw.is_finite() { yaw } else { 0.0 };
        let (yaw, pitch) = ((libm::sin(yaw), libm::cos(yaw)), (libm::sin(pitch), libm::cos(pitch)));
        let across = 2.0 * std::f64::consts::SQRT_2;
        let room = across * (area.bottom - area.top) / (area.right - area.left).max(1.0);
        let height = (room - across * libm::sin(REFERENCE)) / libm::cos(REFERENCE);
        let height = if height.is_finite() { height.clamp(HEIGHT.0, HEIGHT.1) } else { HEIGHT.0 };
        let (deep, tall) = (across * pitch.0, height * pitch.1);
        let scale = ((area.right - area.left) / across).min((area.bottom - area.top) / (deep + tall)).max(1.0);
        // What is left over above and below is shared out.
        let spare = (area.bottom - area.top - scale * (deep + tall)) / 2.0;
        let centre = ((area.left + area.right) / 2.0, area.bottom - spare - scale * deep / 2.0);
        Self { centre, scale, height, yaw, pitch }
    }

    /// How far right, and how far away.
    fn turned(&self, x: f64, y: f64) -> (f64, f64) {
        let (sin, cos) = self.yaw;
        (x * cos - y * sin, x * sin + y * cos)
    }

    fn pixel(&self, x: f64, y: f64, height: f64) -> (f64, f64) {
        let (right, away) = self.turned(x, y);
        (
            self.centre.0 + self.scale * right,
            self.centre.1 - self.scale * (away * self.pitch.0 + height * self.height * self.pitch.1),
        )
    }
}

/// Words, their place and how they stand to it.
type Label<'a> = (&'a str, (f64, f64), HPos);

impl Surface {
    fn panel(&self, pen: &mut Pen, style: &Style, network: usize, camera: &Camera) {
        let slices = &self.slices;
        let scale = slices.scale();
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        let floor = corners.map(|(x, y)| camera.pixel(x, y, 0.0));
        // The two walls at the back meet in the corner that is farthest away.
        let away = |k: usize| camera.turned(corners[k % 4].0, corners[k % 4].1).1;
        let back = (0..4).max_by(|a, b| away(*a).total_cmp(&away(*b))).unwrap_or(0);
        let mut walls = [corners[(back + 3) % 4], corners[back], corners[(back + 1) % 4]];
        if camera.turned(walls[0].0, walls[0].1).0 > camera.turned(walls[2].0, walls[2].1).0 {
            walls.reverse();
        }
        for (at, words) in scale.ticks(4) {
            let height = scale.share_of_axis(at);
            let line = walls.map(|(x, y)| camera.pixel(x, y, height));
            pen.line(&line, pen.palette.line, 1.0);
            if network == 0 {
                pen.text(&words, (line[0].0 - 7.0, line[0].1), pen.quiet(), HPos::Right, VPos::Center);
            }
        }
        pen.polygon(&floor, pen.palette.slot);
        pen.line(&[floor[0], floor[1], floor[2], floor[3], floor[0]], pen.palette.line2, 1.0);
        let centre = scale.share(slices.centre(network));
        let dot = camera.pixel(0.0, 0.0, centre);
        let hidden = self.cells(pen, style, network, camera, dot);
        if centre.is_nan() {
            return;
        }
        if hidden {
            // Behind the landscape: a ring that one looks through.
            pen.ring(dot, 4.5, pen.palette.panel, 3.5);
            return pen.ring(dot, 4.5, pen.palette.ink, 1.25);
        }
        pen.disc(dot, 4.5, pen.palette.panel, pen.palette.ink, 2.0);
    }

    /// The landscape. Says whether a cell nearer than the centre covers this point.
    fn cells(&self, pen: &mut Pen, style: &Style, network: usize, camera: &Camera, dot: (f64, f64)) -> bool {
        let n = self.slices.n();
        let scale = self.slices.scale();
        let heights: Vec<f64> = self.slices.values(network).iter().map(|v| scale.share(f64::from(*v))).collect();
        let place = |k: usize| 2.0 * k as f64 / (n - 1) as f64 - 1.0;
        let points: Vec<_> =
            heights.iter().enumerate().map(|(k, height)| camera.pixel(place(k % n), place(k / n), *height)).collect();
        // Lines of the mesh are a shade off their cell; they also cover the seams that antialiasing leaves.
        let line = |fill| match style.theme {
            Theme::Light => mix(fill, pen.palette.ramp[4], 0.17),
            Theme::Dark => mix(fill, pen.palette.paper, 0.26),
        };
        let shades: Vec<_> = (0..SHADES)
            .map(|k| {
                let fill = style.theme.amount(k as f64 / (SHADES - 1) as f64);
                (fill, line(fill))
            })
            .collect();
        let far_to_near = |away_grows: bool, k: usize| if away_grows { n - 2 - k } else { k };
        let middle = (n - 1) / 2;
        let mut hidden = false;
        for v in 0..n - 1 {
            let j = far_to_near(camera.yaw.1 >= 0.0, v);
            for u in 0..n - 1 {
                let i = far_to_near(camera.yaw.0 >= 0.0, u);
                let corners = [j * n + i, j * n + i + 1, (j + 1) * n + i + 1, (j + 1) * n + i];
                let mean = corners.iter().map(|k| heights[*k]).sum::<f64>() / 4.0;
                if mean.is_nan() {
                    continue;
                }
                let (fill, edge) = shades[((mean * (SHADES - 1) as f64 + 0.5) as usize).min(SHADES - 1)];
                let [a, b, c, d] = corners.map(|k| points[k]);
                pen.polygon(&[a, b, c, d], fill);
                pen.line(&[a, b, c, d, a], edge, 0.75);
                // The four cells round the centre touch it and do not hide it.
                let touching = (i == middle || i + 1 == middle) && (j == middle || j + 1 == middle);
                let nearer = camera.turned(place(i) + place(i + 1), place(j) + place(j + 1)).1 < 0.0;
                hidden = hidden || (nearer && !touching && holds(&[a, b, c, d], dot));
            }
        }
        hidden
    }

    /// What the floor's two edges at the front are called, and where; none where that does not fit into the panel.
    fn directions(&self, camera: &Camera, panel: Rect) -> Option<Vec<Label<'_>>> {
        let mut labels = Vec::new();
        for (k, name) in self.slices.axes.iter().enumerate() {
            // The edge along this direction that is nearer.
            let edge = |side: f64| if k == 0 { (0.0, side) } else { (side, 0.0) };
            let away = |side: f64| camera.turned(edge(side).0, edge(side).1).1;
            let (x, y) = edge(if away(1.0) < away(-1.0) { 1.0 } else { -1.0 });
            let (x, y) = camera.pixel(x, y, 0.0);
            let aside = (x - camera.centre.0) / camera.scale;
            let wide = width(name, AXIS);
            let (at, align, left) = if aside > 0.2 {
                (x + 5.0, HPos::Left, x + 5.0)
            } else if aside < -0.2 {
                (x - 5.0, HPos::Right, x - 5.0 - wide)
            } else {
                (x, HPos::Center, x - wide / 2.0)
            };
            if left < panel.left || left + wide > panel.right {
                return None;
            }
            labels.push((name.as_str(), (at, y + 7.0), align));
        }
        Some(labels)
    }
}

/// Whether a point lies within a polygon: a ray from it crosses the outline an odd number of times.
fn holds(outline: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let mut odd = false;
    for (k, from) in outline.iter().enumerate() {
        let to = outline[(k + 1) % outline.len()];
        if (from.1 > y) != (to.1 > y) && x < from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0) {
            odd = !odd;
        }
    }
    odd
}

/// The ramp as a bar, low at the left.
pub(super) fn ramp_bar(pen: &mut Pen, style: &Style, area: Rect) {
    const STEPS: usize = 40;
    let x = |k: usize| area.left + (area.right - area.left) * k as f64 / STEPS as f64;
    for k in 0..STEPS {
        let color = style.theme.amount((k as f64 + 0.5) / STEPS as f64);
        // Each reaches to the end, so that there are no seams.
        pen.rect(Rect { left: x(k), ..area }, color);
    }
}

impl Figure for Surface {
    fn compose(&self, pen: &mut Pen, style: &Style) -> Vec<Plot> {
        let scale = self.slices.scale();
        let ticks = scale.ticks(4);
        let gutter = ticks.iter().map(|(_, words)| width(words, AXIS)).fold(16.0, f64::max) + 10.0;
        let column = (style.width - gutter) / 2.0;
        let mut plots = Vec::new();
        let mut labels = Some(Vec::new());
        for network in 0..2 {
            let left = gutter + network as f64 * column;
            let area = Rect { left: left + 4.0, top: 24.0, right: left + column - 4.0, bottom: style.height - 22.0 };
            let camera = Camera::fit(area, self.yaw, self.pitch);
            self.panel(pen, style, network, &camera);
            let name = self.slices.name(network);
            let from = if network == 0 { 1.0 } else { left + 4.0 };
            pen.text(&name, (from, 13.0), pen.title(Network(network)), HPos::Left, VPos::Bottom);
            if network == 0 {
                let words = if scale.is_log() { "training loss, logarithmic" } else { "training loss" };
                if width(&name, TITLE) + 14.0 + width(words, AXIS) < gutter + column - 10.0 {
                    let at = (from + width(&name, TITLE) + 10.0, 13.0);
                    pen.text(words, at, pen.quiet(), HPos::Left, VPos::Bottom);
                }
            }
            let panel = Rect { left: if network == 0 { 0.0 } else { left }, right: left + column, ..area };
            labels = labels.zip(self.directions(&camera, panel)).map(|(so_far, more)| [so_far, more].concat());
            plots.push(Plot { area, x: (-1.0, 1.0), y: (scale.low, scale.high) });
        }
        // Both landscapes have their edges named, or one line under them names both.
        match labels {
            Some(labels) => {
                labels.iter().for_each(|(name, at, align)| pen.text(name, *at, pen.quiet(), *align, VPos::Top));
            }
            None => {
                let words = format!("floor: {} and {}", self.slices.axes[0], self.slices.axes[1]);
                pen.text(&words, (1.0, style.height - 5.0), pen.quiet(), HPos::Left, VPos::Bottom);
            }
        }
        plots
    }

    fn summary(&self) -> String {
        let span = significant(self.slices.span(), 2);
        let what = format!(
            "Training loss as a landscape over the plane from −{span} to {span} both ways, seen from {} degrees above, both networks on one scale.",
            fixed(self.pitch.to_degrees(), 0)
        );
        self.slices.summary(&what, |slices, network| slices.values(network).to_vec())
    }

    fn table(&self) -> Table {
        self.slices.table()
    }
}
