//! A bar on a terminal; nothing at all in a pipe.

use std::cell::Cell;

use indicatif::{ProgressBar, ProgressStyle};

/// Parts that a whole unit of work is counted in.
const PARTS: u64 = 1000;

/// Progress over so many units of work, which may run side by side.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar on standard error, if that is a terminal.
    pub fn new(units: usize) -> Self {
        let bar = ProgressBar::new(units as u64 * PARTS);
        if let Ok(style) = ProgressStyle::with_template("{bar:36} {percent:>3} %  {elapsed} so far, {eta} left  {msg}")
        {
            bar.set_style(style.progress_chars("█▌ "));
        }
        Self(bar)
    }

    /// For one unit of work: takes the share that is done, 0 … 1.
    pub fn unit(&self) -> impl Fn(f64) {
        let told = Cell::new(0);
        move |share: f64| {
            let done = (share.clamp(0.0, 1.0) * PARTS as f64) as u64;
            if done > told.get() {
                self.0.inc(done - told.get());
                told.set(done);
            }
        }
    }

    /// For one unit of work that is done in parts, side by side: takes the share of each as it is done.
    pub fn shares(&self) -> impl Fn(f64) + Sync {
        move |share: f64| self.0.inc((share.clamp(0.0, 1.0) * PARTS as f64) as u64)
    }

    /// Says what is being done.
    pub fn name(&self, text: &str) {
        self.0.set_message(text.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
