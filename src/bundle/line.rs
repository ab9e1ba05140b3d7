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
