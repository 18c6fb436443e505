//! Every colour, dash and size of the figures: the one place for each. The page's style sheet has the same tokens.
//!
//! Colour has three jobs that never swap: orange and blue say which network, violet says how much, teal and gold say
//! which class.

use plotters::style::RGBColor;
use std::sync::LazyLock;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Palette {
    pub paper: RGBColor,
    pub panel: RGBColor,
    /// Text, from loud to quiet.
    pub ink: RGBColor,
    pub ink2: RGBColor,
    pub ink3: RGBColor,
    /// Hairlines and decoration.
    pub line: RGBColor,
    pub line2: RGBColor,
    /// The edge of what can be pressed.
    pub edge: RGBColor,
    /// An empty cell.
    pub slot: RGBColor,
    /// The network without, the network with.
    pub network: [RGBColor; 2],
    pub tint: [RGBColor; 2],
    /// The classes as points and as fields.
    pub class: [RGBColor; 2],
    pub field: [RGBColor; 2],
    /// Amount, from low to high; lightness is linear in OKLCH.
    pub ramp: [RGBColor; 5],
}

const fn hex(value: u32) -> RGBColor {
    RGBColor((value >> 16) as u8, (value >> 8) as u8, value as u8)
}

/// The light theme.
pub const LIGHT: Palette = Palette {
    paper: hex(0xfaf9f6),
    panel: hex(0xffffff),
    ink: hex(0x15181e),
    ink2: hex(0x444a55),
    ink3: hex(0x666c78),
    line: hex(0xe2dfd8),
    line2: hex(0xc6c2b8),
    edge: hex(0x8b8d93),
    slot: hex(0xeceae4),
    network: [hex(0xb0440c), hex(0x1560b0)],
    tint: [hex(0xfbf1e9), hex(0xeaf1f9)],
    class: [hex(0x0b6158), hex(0x9a6a00)],
    field: [hex(0xb4dad3), hex(0xf6e0a6)],
    ramp: [hex(0xeddcf2), hex(0xcca5ec), hex(0x9e76dd), hex(0x6a51b9), hex(0x3b367e)],
};

/// The dark theme.
pub const DARK: Palette = Palette {
    paper: hex(0x0e1115),
    panel: hex(0x13171d),
    ink: hex(0xeef0f3),
    ink2: hex(0xb7bdc8),
    ink3: hex(0x8d95a2),
    line: hex(0x252a33),
    line2: hex(0x3d4552),
    edge: hex(0x666e7b),
    slot: hex(0x1a1f27),
    network: [hex(0xff9a57), hex(0x73b8ff)],
    tint: [hex(0x241a14), hex(0x111922)],
    class: [hex(0x4fc9ba), hex(0xf3c64b)],
    field: [hex(0x1b5751), hex(0x6b5318)],
    ramp: [hex(0x23234a), hex(0x4c399b), hex(0x8458d1), hex(0xbd88e1), hex(0xe1c5e0)],
};

/// Families in the order of preference. The first one's figures are what PNGs are drawn with.
pub const FONT: &str = "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";

/// Sizes, in CSS pixels: axes and notes; direct labels; titles.
pub const AXIS: f64 = 11.0;
/// Direct labels.
pub const LABEL: f64 = 12.0;
/// What a panel is called.
pub const TITLE: f64 = 13.0;
/// Widths of lines: hairlines, thin series, data.
pub const HAIR: f64 = 1.0;
/// A second series of the same network.
pub const THIN: f64 = 1.25;
/// Data.
pub const DATA: f64 = 2.25;
/// The dash of network A's data: on, off.
pub const DASH: (f64, f64) = (6.0, 3.5);
/// The dash of network A's thin series.
pub const DASH_THIN: (f64, f64) = (3.5, 2.5);
/// Half the side of A's square, the radius of B's circle.
pub const MARK: [f64; 2] = [4.25, 4.75];

impl Theme {
    /// The colours of this theme.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// The violet ramp in 256 steps from low to high: red, green and blue of each.
    #[must_use]
    pub fn ramp(self) -> &'static [[u8; 3]; 256] {
        static LIGHT_RAMP: LazyLock<[[u8; 3]; 256]> = LazyLock::new(|| between(&LIGHT.ramp));
        static DARK_RAMP: LazyLock<[[u8; 3]; 256]> = LazyLock::new(|| between(&DARK.ramp));
        match self {
            Self::Light => &LIGHT_RAMP,
            Self::Dark => &DARK_RAMP,
        }
    }

    /// The ramp at `t` in [0, 1]; what lies outside takes the nearer end.
    #[must_use]
    pub fn amount(self, t: f64) -> RGBColor {
        let [r, g, b] = self.ramp()[(t.clamp(0.0, 1.0) * 255.0 + 0.5) as usize % 256];
        RGBColor(r, g, b)
    }
}

/// A share `t` of the second colour in the first, by bytes.
#[must_use]
pub fn mix(from: RGBColor, to: RGBColor, t: f64) -> RGBColor {
    let blend = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t + 0.5) as u8;
    RGBColor(blend(from.0, to.0), blend(from.1, to.1), blend(from.2, to.2))
}

/// 256 steps through the five stops, straight lines in OKLab (Ottosson 2020), where the stops' lightness is linear.
fn between(stops: &[RGBColor; 5]) -> [[u8; 3]; 256] {
    let lab = stops.map(oklab);
    std::array::from_fn(|k| {
        let at = k as f64 / 255.0 * 4.0;
        let left = (at as usize).min(3);
        let t = at - left as f64;
        srgb(std::array::from_fn(|c| lab[left][c] * (1.0 - t) + lab[left + 1][c] * t))
    })
}

fn oklab(color: RGBColor) -> [f64; 3] {
    let [r, g, b] = [color.0, color.1, color.2].map(|byte| {
        let v = f64::from(byte) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
    });
    // The cube root, by the power that is there already.
    let root = |v: f64| libm::pow(v, 1.0 / 3.0);
    let l = root(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = root(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = root(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

fn srgb([lightness, a, b]: [f64; 3]) -> [u8; 3] {
    let cube = |v: f64| v * v * v;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(|v| {
        let v = if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * libm::pow(v, 1.0 / 2.4) - 0.055 };
        (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
    })
}
