//! Text as it is shown and written: lines of tokens. The page colours tokens and links them; joined, they are the file.

/// What a token is, for highlighting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Key,
    String,
    /// Also a truth value.
    Number,
    Comment,
    Punctuation,
    Plain,
    /// A heading of a README.
    Heading,
}

/// A piece of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub text: String,
    /// The field of the design that this value comes from, by its path.
    pub field: Option<&'static str>,
    /// The figure of the estimate that this value comes from, by its id.
    pub figure: Option<String>,
}

impl Token {
    pub(super) fn new(kind: TokenKind, text: impl Into<String>) -> Self {
        Token { kind, text: text.into(), field: None, figure: None }
    }
}

/// One line, without its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub tokens: Vec<Token>,
}

impl Line {
    pub(super) fn push(&mut self, kind: TokenKind, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.tokens.push(Token::new(kind, text));
        }
    }

    /// A line of one token; an empty line has none.
    pub(super) fn of(kind: TokenKind, text: impl Into<String>) -> Self {
        let mut line = Line::default();
        line.push(kind, text);
        line
    }

    /// Characters, not bytes: what a reader sees.
    pub(super) fn width(&self) -> usize {
        self.tokens.iter().map(|token| token.text.chars().count()).sum()
    }
}

/// Each line with its end, the last one too.
pub(super) fn text(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        for token in &line.tokens {
            text.push_str(&token.text);
        }
        text.push('\n');
    }
    text
}

/// Words in lines of at most `width` characters; a longer word stands alone.
pub(super) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Which lines of `now` are not the lines of `before`, for a mark beside them.
///
/// What both begin and end with is the same; between, a line that stood there before has only moved.
#[must_use]
pub fn changed(before: &[Line], now: &[Line]) -> Vec<bool> {
    let first = before.iter().zip(now).take_while(|(old, new)| old == new).count();
    let last = before[first..].iter().rev().zip(now[first..].iter().rev()).take_while(|(old, new)| old == new).count();
    let old = &before[first..before.len() - last];
    now.iter().enumerate().map(|(at, line)| at >= first && at < now.len() - last && !old.contains(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_differently_is_changed() {
        let lines = |text: &str| text.chars().map(|c| Line::of(TokenKind::Plain, c)).collect::<Vec<_>>();
        for (before, now, expected) in [
            ("abc", "abc", [false; 3].as_slice()),
            ("abc", "axc", &[false, true, false]),
            ("abc", "abxc", &[false, false, true, false]),
            ("abcd", "ad", &[false, false]),
            ("abcd", "xabd", &[true, false, false, false]),
            ("", "ab", &[true, true]),
        ] {
            assert_eq!(changed(&lines(before), &lines(now)), expected, "{before} -> {now}");
        }
    }
}
