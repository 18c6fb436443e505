//! PNG from the SVG, with the embedded font, so that a picture made on a bare machine has its labels.

use super::{About, ChartError, Style};
use crate::number::count;
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, LazyLock};

/// Inter (OFL 1.1, see `crate/assets`), cut down to the characters of the figures, its digits the tabular ones.
const REGULAR: &[u8] = include_bytes!("../../assets/Inter-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/Inter-SemiBold.ttf");

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMIBOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// The most pixels that a picture may have: 400 MB while it is drawn.
const MOST: f64 = 1e8;

/// Width and height in pixels.
///
/// # Errors
///
/// A sentence, if that is more than can be drawn.
pub fn pixels(width: f64, height: f64, ratio: f64) -> Result<(u32, u32), ChartError> {
    let [width, height] = [width, height].map(|length| (length * ratio).round().max(1.0));
    if width * height > MOST {
        let most = count(MOST);
        return Err(ChartError(format!(
            "A picture of {width} × {height} pixels is too large: it may have {most}. A smaller pixel ratio makes it smaller."
        )));
    }
    Ok((width as u32, height as u32))
}

/// The picture of an SVG at the style's pixel ratio, with words in it.
pub(super) fn render(svg: &str, style: &Style, about: &About) -> Result<Vec<u8>, ChartError> {
    let options = usvg::Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".into(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options)
        .map_err(|error| ChartError(format!("The figure cannot be drawn: {error}.")))?;
    let (width, height) = pixels(style.width, style.height, style.pixel_ratio)?;
    let mut pixels = tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| ChartError(format!("A picture of {width} × {height} pixels cannot be drawn.")))?;
    let ratio = style.pixel_ratio as f32;
    resvg::render(&tree, tiny_skia::Transform::from_scale(ratio, ratio), &mut pixels.as_mut());
    written(&pixels, about).map_err(|error| ChartError(format!("The picture cannot be written: {error}.")))
}

fn written(pixels: &tiny_skia::Pixmap, about: &About) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    for (keyword, text) in about.texts() {
        encoder.add_itxt_chunk(keyword.to_owned(), text.to_owned())?;
    }
    let mut writer = encoder.write_header()?;
    // A PNG's colours are not multiplied by their opacity.
    let plain = pixels.pixels().iter().map(tiny_skia::PremultipliedColorU8::demultiply);
    let data: Vec<u8> = plain.flat_map(|color| [color.red(), color.green(), color.blue(), color.alpha()]).collect();
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}
