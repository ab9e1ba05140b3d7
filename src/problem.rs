//! Every refusal in the product is one type: where, what, and what to do about it.

use std::fmt;

/// A place in a document, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Something that could not be taken as it stands, told so that the reader can mend it.
///
/// `Display` gives one sentence per part: `line 14, column 11, components.ingester.memory_limit: "6" has no unit. Write 6Gi.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the text, when there is a text.
    pub place: Option<Place>,
    /// The key or file it concerns, as the user writes it.
    pub key: String,
    /// What is wrong: a sentence.
    pub what: String,
    /// What to write instead: a sentence.
    pub remedy: String,
}

impl Problem {
    pub fn new(key: impl AsRef<str>, what: impl AsRef<str>, remedy: impl AsRef<str>) -> Self {
        Problem { place: None, key: key.as_ref().to_owned(), what: what.as_ref().to_owned(), remedy: remedy.as_ref().to_owned() }
    }

    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place {
            write!(f, "line {}, column {}", place.line, place.column)?;
            if !self.key.is_empty() {
                f.write_str(", ")?;
            }
        }
        if !self.key.is_empty() {
            f.write_str(&self.key)?;
        }
        if self.place.is_some() || !self.key.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.what)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        Ok(())
    }
}
