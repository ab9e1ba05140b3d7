//! A tree as JSON, for what cloud command lines read. Comments have no place there and are left out.

use super::line::{Line, Token, TokenKind};
use super::tree::{Content, Node};

pub(super) fn document(root: &Node) -> Vec<Line> {
    let mut lines = Vec::new();
    let rest = value(Line::default(), root, 0, &mut lines);
    lines.push(rest);
    lines
}

/// Writes `node` behind `line` and gives back the last line, which a comma may follow.
fn value(mut line: Line, node: &Node, indent: usize, lines: &mut Vec<Line>) -> Line {
    let (open, close, inner): (_, _, Vec<(Option<&str>, &Node)>) = match &node.content {
        Content::Map(entries) => ("{", "}", entries.iter().map(|(key, node)| (Some(key.as_str()), node)).collect()),
        Content::List(items) => ("[", "]", items.iter().map(|item| (None, item)).collect()),
        content => {
            let (kind, text) = match content {
                Content::Text(text) => (TokenKind::String, quoted(text)),
                Content::Number(number) => (TokenKind::Number, number.clone()),
                Content::Flag(flag) => (TokenKind::Number, flag.to_string()),
                _ => (TokenKind::Plain, "null".to_owned()),
            };
            line.tokens.push(Token { kind, text, field: node.field, figure: node.figure.clone() });
            return line;
        }
    };
    line.push(TokenKind::Punctuation, open);
    if inner.is_empty() {
        line.push(TokenKind::Punctuation, close);
        return line;
    }
    lines.push(line);
    let last = inner.len() - 1;
    for (at, (key, node)) in inner.into_iter().enumerate() {
        let mut line = Line::of(TokenKind::Plain, " ".repeat(indent + 2));
        if let Some(key) = key {
            line.push(TokenKind::Key, quoted(key));
            line.push(TokenKind::Punctuation, ": ");
        }
        let mut line = value(line, node, indent + 2, lines);
        if at < last {
            line.push(TokenKind::Punctuation, ",");
        }
        lines.push(line);
    }
    let mut line = Line::of(TokenKind::Plain, " ".repeat(indent));
    line.push(TokenKind::Punctuation, close);
    line
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
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

    #[test]
    fn policies_read_as_cloud_command_lines_want_them() {
        let node =
            map! { "Version": "2012-10-17", "Statement": list![map! { "Action": list!["s3:ListBucket"], "None": list![] }] };
        let expected = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Action\": [\n        \"s3:ListBucket\"\n      ],\n      \"None\": []\n    }\n  ]\n}\n";
        assert_eq!(text(&document(&node)), expected);
    }
}
