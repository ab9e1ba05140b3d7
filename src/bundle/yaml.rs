//! A tree as YAML: two spaces a level, sequences indented under their key, quotes only where a reader of YAML 1.1 or 1.2
//! would take a plain word for something else.

use super::line::{Line, Token, TokenKind, wrapped};
use super::tree::{Content, Node};

/// Where a line ends; a comment that would cross it stands above its value.
const WIDTH: usize = 118;

/// One document.
pub(super) fn document(root: &Node) -> Vec<Line> {
    let mut writer = Writer::default();
    writer.root(root);
    writer.lines
}

/// Several documents, a `---` between them.
pub(super) fn documents(roots: &[Node]) -> Vec<Line> {
    let mut writer = Writer::default();
    for (at, root) in roots.iter().enumerate() {
        if at > 0 {
            writer.lines.push(Line::of(TokenKind::Punctuation, "---"));
        }
        writer.root(root);
    }
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
}

impl Writer {
    fn root(&mut self, root: &Node) {
        self.comment(root.head.as_deref(), 0);
        match &root.content {
            Content::Map(entries) if !entries.is_empty() => self.map(entries, 0, None),
            Content::List(items) if !items.is_empty() => self.list(items, 0, None),
            // A block would end where its own text looks like another document, if it stood at the margin.
            _ => self.value(Line::default(), root, 2, 0),
        }
    }

    fn comment(&mut self, text: Option<&str>, indent: usize) {
        for paragraph in text.into_iter().flat_map(str::lines) {
            // Lines that begin with a space are examples and keep their form.
            let parts = if paragraph.starts_with(' ') {
                vec![paragraph.to_owned()]
            } else {
                wrapped(paragraph, WIDTH.saturating_sub(indent + 2).max(40))
            };
            for part in parts {
                let mut line = Line::default();
                line.push(TokenKind::Plain, " ".repeat(indent));
                line.push(TokenKind::Comment, format!("# {part}").trim_end());
                self.lines.push(line);
            }
        }
    }

    /// `lead` is what stands before the first key already: the dash of a list.
    fn map(&mut self, entries: &[(String, Node)], indent: usize, mut lead: Option<(Line, usize)>) {
        for (key, node) in entries {
            let (mut line, comments) = lead.take().unwrap_or_else(|| (spaces(indent), indent));
            self.comment(node.head.as_deref(), comments);
            line.push(TokenKind::Key, scalar(key));
            line.push(TokenKind::Punctuation, ":");
            self.value(line, node, indent + 2, comments);
        }
    }

    fn list(&mut self, items: &[Node], indent: usize, mut lead: Option<(Line, usize)>) {
        for item in items {
            let (mut line, comments) = lead.take().unwrap_or_else(|| (spaces(indent), indent));
            self.comment(item.head.as_deref(), comments);
            line.push(TokenKind::Punctuation, "-");
            match &item.content {
                Content::Map(entries) if !entries.is_empty() => {
                    self.comment(item.note.as_deref(), comments);
                    line.push(TokenKind::Plain, " ");
                    self.map(entries, indent + 2, Some((line, comments)));
                }
                Content::List(inner) if !inner.is_empty() => {
                    self.comment(item.note.as_deref(), comments);
                    line.push(TokenKind::Plain, " ");
                    self.list(inner, indent + 2, Some((line, comments)));
                }
                _ => self.value(line, item, indent + 2, comments),
            }
        }
    }

    /// The value behind `line`: on it, or below it at `indent`.
    fn value(&mut self, mut line: Line, node: &Node, indent: usize, comments: usize) {
        match &node.content {
            Content::Map(entries) if !entries.is_empty() => {
                self.noted(line, node, comments);
                self.map(entries, indent, None);
            }
            Content::List(items) if !items.is_empty() => {
                self.noted(line, node, comments);
                self.list(items, indent, None);
            }
            Content::Text(text) if is_block(text) => {
                separate(&mut line);
                line.push(TokenKind::Punctuation, if text.ends_with('\n') { "|" } else { "|-" });
                self.noted(line, node, comments);
                for row in text.lines() {
                    let mut line = if row.is_empty() { Line::default() } else { spaces(indent) };
                    line.push(TokenKind::String, row);
                    self.lines.push(line);
                }
            }
            content => {
                let (kind, text) = match content {
                    Content::Text(text) => (TokenKind::String, scalar(text)),
                    Content::Number(number) => (TokenKind::Number, number.clone()),
                    Content::Flag(flag) => (TokenKind::Number, flag.to_string()),
                    Content::Map(_) => (TokenKind::Punctuation, "{}".to_owned()),
                    Content::List(_) => (TokenKind::Punctuation, "[]".to_owned()),
                    Content::Absent => (TokenKind::Plain, "null".to_owned()),
                };
                separate(&mut line);
                line.tokens.push(Token { kind, text, field: node.field, figure: node.figure.clone() });
                self.noted(line, node, comments);
            }
        }
    }

    /// Ends the line with the node's note, or puts the note above it.
    fn noted(&mut self, mut line: Line, node: &Node, comments: usize) {
        if let Some(note) = &node.note {
            if line.width() + 3 + note.chars().count() <= WIDTH {
                line.push(TokenKind::Plain, " ");
                line.push(TokenKind::Comment, format!("# {note}"));
            } else {
                self.comment(Some(note), comments);
            }
        }
        self.lines.push(line);
    }
}

fn spaces(indent: usize) -> Line {
    Line::of(TokenKind::Plain, " ".repeat(indent))
}

fn separate(line: &mut Line) {
    if !line.tokens.is_empty() {
        line.push(TokenKind::Plain, " ");
    }
}

/// Whether a text reads best as a `|` block, and can be one: a block cannot begin with white space, nor end with several
/// line ends, without an indicator that few readers know.
fn is_block(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with("\n\n")
        && text.lines().last().is_some_and(|row| !row.trim().is_empty())
        && text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c))
}

fn is_printable(c: char) -> bool {
    // Line breaks of YAML 1.1 and the byte order mark count as not printable: only double quotes keep them.
    !c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn scalar(text: &str) -> String {
    if !text.chars().all(is_printable) {
        return double_quoted(text);
    }
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let indicator = match first {
        '-' | '?' | ':' => text[1..].starts_with(char::is_whitespace) || text.len() == 1 || text.starts_with("---"),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => true,
        _ => false,
    };
    !indicator
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains("${")
        && !text.ends_with(':')
        && !text.starts_with("...")
        && !looks_otherwise(text)
}

/// Whether YAML 1.1 or 1.2 takes the plain word for a truth value, nothing, a number, a time or a merge.
fn looks_otherwise(text: &str) -> bool {
    const WORDS: [&str; 13] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "<<", "=", ".nan"];
    let lower = text.to_ascii_lowercase();
    if WORDS.contains(&lower.as_str()) || matches!(lower.trim_start_matches(['+', '-']), ".inf" | "inf" | "nan" | "infinity") {
        return true;
    }
    // Anything that begins like a number and holds nothing but what numbers, times and dates are written with. An image
    // tag such as 2.10.8 stays plain: no reader takes two points for a number.
    let numeric = lower.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && lower.contains(|c: char| c.is_ascii_digit());
    let parses = matches!(lower.trim_start_matches(['+', '-', '.']), "inf" | "infinity" | "nan");
    let prefixed = ["0x", "0o", "0b"].iter().any(|prefix| lower.trim_start_matches(['+', '-']).starts_with(prefix));
    let grouped = lower.chars().all(|c| c.is_ascii_digit() || matches!(c, '_' | ',' | '.' | '+' | '-' | 'e'))
        && lower.matches('.').count() <= 1;
    let clock = lower.split_once(':').is_some_and(|(first, rest)| {
        first.trim_start_matches(['+', '-']).chars().all(|c| c.is_ascii_digit() || c == '_')
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '_'))
    });
    let date = lower.len() >= 8 && lower.chars().take(4).all(|c| c.is_ascii_digit()) && lower.chars().nth(4) == Some('-');
    parses || (numeric && (prefixed || grouped || clock || date))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_printable(c) => quoted.push(c),
            c if u32::from(c) < 0x100 => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::line::text;
    use super::super::tree::{list, map};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_manifest_reads_as_people_write_it() {
        let node = map! {
            "apiVersion": "v1",
            "metadata": map! { "name": "tempo" }.note("the prefix"),
            "args": list!["-target=querier", "true", "08", "2.10.8", "8Gi", "0.0.0.0:4317", "'x'"],
            "ports": list![map! { "name": Node::from("grpc").head("Between components"), "port": 9095 }, map! {}],
            "key": Node::from("${S3_SECRET_KEY}").note("expanded at start"),
            "text": "one\ntwo\n",
            "none": Node::absent(),
        };
        let expected = "\
apiVersion: v1
metadata: # the prefix
  name: tempo
args:
  - -target=querier
  - 'true'
  - '08'
  - 2.10.8
  - 8Gi
  - 0.0.0.0:4317
  - '''x'''
ports:
  # Between components
  - name: grpc
    port: 9095
  - {}
key: '${S3_SECRET_KEY}' # expanded at start
text: |
  one
  two
";
        assert_eq!(text(&document(&node)), expected);
    }

    #[test]
    fn what_another_reader_takes_for_no_text_is_quoted() {
        for word in
            ["yes", "No", "off", "null", "~", "1", "1.5", "1e3", "0x1f", "0o17", "1_000", "12:30:45", "2026-01-01", ".5", "-1"]
        {
            assert!(scalar(word).starts_with('\''), "{word}");
        }
        for word in
            ["gp3", "1.2.3.4", "5m", "8Gi", "2.10.8", "us-east-1a", "-config.file=x", "a:b", "dns+x:7946", "sum(rate(x[5m]))"]
        {
            assert_eq!(scalar(word), word);
        }
    }

    #[test]
    fn a_block_alone_is_indented_too() {
        assert_eq!(text(&document(&Node::from("{\n---"))), "|-\n  {\n  ---\n");
    }

    fn nasty() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{1,8}",
            "\\PC{0,12}",
            "[-+0-9._:eExo,]{1,8}",
            "[ \\t\\n#:'\"|>{}$a\\-]{0,12}",
            any::<String>().prop_map(|text| text.chars().take(20).collect()),
        ]
    }

    fn tree() -> impl Strategy<Value = Node> {
        let leaf =
            prop_oneof![nasty().prop_map(Node::from), any::<u32>().prop_map(Node::from), any::<bool>().prop_map(Node::from),];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Node::list),
                prop::collection::btree_map(nasty(), inner, 0..5).prop_map(Node::map),
            ]
        })
        .prop_flat_map(|node| (Just(node), any::<bool>()))
        .prop_map(|(node, said)| if said { node.note("said: # so").head("above\n  as is") } else { node })
    }

    fn expected(node: &Node) -> yaml_serde::Value {
        use yaml_serde::Value;
        match &node.content {
            Content::Text(text) => Value::String(text.clone()),
            Content::Number(number) => Value::Number(number.parse::<u64>().unwrap().into()),
            Content::Flag(flag) => Value::Bool(*flag),
            Content::Map(entries) => {
                Value::Mapping(entries.iter().map(|(key, node)| (Value::String(key.clone()), expected(node))).collect())
            }
            Content::List(items) => Value::Sequence(items.iter().map(expected).collect()),
            Content::Absent => Value::Null,
        }
    }

    proptest! {
        #[test]
        fn every_tree_reads_back(node in tree()) {
            let written = text(&document(&node));
            let read: yaml_serde::Value = yaml_serde::from_str(&written).map_err(|why| TestCaseError::fail(format!("{why}\n{written}")))?;
            prop_assert_eq!(read, expected(&node), "{}", written);
        }
    }
}
