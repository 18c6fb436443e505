//! Text without a browser: how wide it is at most, and which of its characters are raised.
//!
//! Widths serve the placing of labels only. They are those of the embedded font with a fifth to spare, since the page
//! may set the figure in another: the bold of DejaVu Sans, the widest in use, takes up to 19 hundredths more.

/// Advances of the printable ASCII characters from the space on, in hundredths of the size: the wider of both weights.
const ASCII: [u8; 95] = [
    29, 33, 53, 65, 66, 101, 67, 33, 38, 38, 54, 68, 32, 47, 32, 38, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 32, 33,
    68, 68, 68, 55, 100, 73, 66, 74, 73, 61, 60, 75, 75, 28, 58, 71, 57, 93, 76, 77, 65, 78, 66, 66, 67, 75, 73, 103,
    72, 72, 66, 38, 38, 38, 49, 47, 36, 58, 63, 59, 63, 60, 39, 63, 62, 27, 27, 57, 27, 91, 62, 61, 63, 63, 40, 55, 36,
    62, 59, 84, 57, 59, 57, 46, 36, 46, 68,
];

/// Raised figures are set at this share of the size, their baseline this share of the size higher.
pub const RAISED_SIZE: f64 = 0.72;
/// How far raised figures are raised, as a share of the size.
pub const RAISED_BY: f64 = 0.36;

/// How much wider the page's font may be than the embedded one.
pub const SPARE: f64 = 1.2;

/// The width that `text` takes at most at this size, in the size's unit.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    let hundredths: f64 = text.chars().map(advance).sum();
    hundredths * 0.01 * SPARE * size
}

/// The text in lines that are no wider than `room`, broken between words; within a word only where it is wider alone.
#[must_use]
pub fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if let Some(line) = out.last_mut()
            && width(&format!("{line} {word}"), size) <= room
        {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        let mut piece = String::new();
        for c in word.chars() {
            piece.push(c);
            if width(&piece, size) > room && piece.chars().count() > 1 {
                piece.pop();
                out.push(std::mem::replace(&mut piece, c.into()));
            }
        }
        out.push(piece);
    }
    out
}

fn advance(c: char) -> f64 {
    if let Some(plain) = lowered(c) {
        return advance(plain) * RAISED_SIZE;
    }
    match c {
        ' '..='~' => f64::from(ASCII[c as usize - 0x20]),
        '·' | '‘' | '’' => 32.0,
        '\u{a0}' => 29.0,
        '−' | '×' | '÷' | '≈' | '≤' | '≥' => 68.0,
        '°' | '–' | '‖' | '“' | '”' => 54.0,
        '∂' | '√' => 66.0,
        _ => 100.0,
    }
}

/// The plain character that a raised one stands for.
#[must_use]
pub fn lowered(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10)?,
        '⁺' => '+',
        '⁻' => '−',
        _ => return None,
    })
}

/// The text in runs of plain and raised characters, the raised ones as plain ones: fonts differ in which raised
/// characters they have, so they are set smaller and higher instead.
#[must_use]
pub fn runs(text: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for c in text.chars() {
        let (raised, c) = lowered(c).map_or((false, c), |plain| (true, plain));
        match out.last_mut() {
            Some((last, run)) if *last == raised => run.push(c),
            _ => out.push((raised, c.into())),
        }
    }
    out
}
