//! What is written into a figure's file beside the figure, where a reader, a search and a screen reader find it.

/// Words in a file. What is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What it is: SVG's `title`, PNG's `Title`.
    pub title: String,
    /// What it says: the end of SVG's `desc`, PNG's `Description`.
    pub description: String,
    /// Where it comes from: SVG's `metadata`, PNG's `Source`.
    pub link: String,
}

impl About {
    /// With a title alone.
    #[must_use]
    pub fn titled(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    /// The keywords and texts of a PNG's `iTXt` chunks (PNG, third edition, 11.3.3).
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { title, description, link } = self;
        [("Title", title.as_str()), ("Description", description), ("Source", link), ("Software", "Skipscape")]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
    }
}
