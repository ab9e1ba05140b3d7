//! What a generated file is before it is text: an ordered tree of values with comments, in which every value knows the
//! field or the figure it comes from.

/// A value with what is said about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub content: Content,
    /// Comment lines above; wrapped by the writer.
    pub head: Option<String>,
    /// A comment behind the value, or above it where the line would grow too long.
    pub note: Option<String>,
    pub field: Option<&'static str>,
    pub figure: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Text(String),
    /// Written as it stands.
    Number(String),
    Flag(bool),
    Map(Vec<(String, Node)>),
    List(Vec<Node>),
    /// Left out by the mapping or list it is put into.
    Absent,
}

impl Node {
    pub fn new(content: Content) -> Self {
        Node { content, head: None, note: None, field: None, figure: None }
    }

    pub fn map(entries: impl IntoIterator<Item = (String, Node)>) -> Self {
        let present = entries.into_iter().filter(|(_, node)| node.content != Content::Absent);
        Node::new(Content::Map(present.collect()))
    }

    pub fn list(items: impl IntoIterator<Item = Node>) -> Self {
        Node::new(Content::List(items.into_iter().filter(|node| node.content != Content::Absent).collect()))
    }

    pub fn absent() -> Self {
        Node::new(Content::Absent)
    }

    /// A comment behind the value.
    pub fn note(mut self, note: impl AsRef<str>) -> Self {
        write(&mut self.note, note.as_ref());
        self
    }

    /// The same value where it needs no second comment.
    pub fn without_note(mut self) -> Self {
        self.note = None;
        self
    }

    /// A comment above the key.
    pub fn head(mut self, head: impl AsRef<str>) -> Self {
        write(&mut self.head, head.as_ref());
        self
    }

    pub fn field(mut self, path: &'static str) -> Self {
        self.field = Some(path);
        self
    }

    /// Adds an entry at the end of a mapping.
    pub fn with(mut self, key: impl AsRef<str>, value: impl Into<Node>) -> Self {
        self.put(key.as_ref(), value.into());
        self
    }

    /// Adds an entry at the end of a mapping, unless it is absent. Not inlined: a manifest is a long row of these, and each
    /// copy of the body would be carried to every visitor of the page.
    #[inline(never)]
    pub fn put(&mut self, key: &str, value: Node) {
        if let Content::Map(entries) = &mut self.content
            && value.content != Content::Absent
        {
            entries.push((key.to_owned(), value));
        }
    }

    /// Adds an item at the end of a list, unless it is absent.
    #[inline(never)]
    pub fn add(&mut self, item: Node) {
        if let Content::List(items) = &mut self.content
            && item.content != Content::Absent
        {
            items.push(item);
        }
    }

    /// The items of a list; anything else has none.
    pub fn into_items(self) -> Vec<Node> {
        if let Content::List(items) = self.content { items } else { Vec::new() }
    }

    /// Adds the entries of another mapping at the end.
    pub fn and(mut self, other: Node) -> Self {
        if let (Content::Map(entries), Content::Map(more)) = (&mut self.content, other.content) {
            entries.extend(more);
        }
        self
    }
}

#[inline(never)]
fn write(place: &mut Option<String>, text: &str) {
    *place = Some(text.to_owned());
}

/// The value if it holds, else nothing.
pub(super) fn when(holds: bool, node: impl FnOnce() -> Node) -> Node {
    if holds { node() } else { Node::absent() }
}

impl From<&str> for Node {
    #[inline(never)]
    fn from(text: &str) -> Self {
        Node::new(Content::Text(text.to_owned()))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::new(Content::Text(text))
    }
}

impl From<&String> for Node {
    fn from(text: &String) -> Self {
        Node::new(Content::Text(text.clone()))
    }
}

impl From<u64> for Node {
    fn from(number: u64) -> Self {
        Node::new(Content::Number(number.to_string()))
    }
}

impl From<u32> for Node {
    fn from(number: u32) -> Self {
        Node::from(u64::from(number))
    }
}

/// What an integer literal in a manifest is.
impl From<i32> for Node {
    fn from(number: i32) -> Self {
        Node::new(Content::Number(number.to_string()))
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Node::new(Content::Flag(flag))
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Node::list(items)
    }
}

/// A mapping that reads like the file it becomes: `map! { "kind": "Service", "spec": map! { .. } }`.
macro_rules! map {
    ($($key:literal: $value:expr),* $(,)?) => {
        {
            #[allow(unused_mut)]
            let mut map = $crate::bundle::tree::Node::new($crate::bundle::tree::Content::Map(Vec::new()));
            $(map.put($key, $crate::bundle::tree::Node::from($value));)*
            map
        }
    };
}

/// A list of what [`map!`] takes as values.
macro_rules! list {
    ($($item:expr),* $(,)?) => {
        {
            #[allow(unused_mut)]
            let mut list = $crate::bundle::tree::Node::new($crate::bundle::tree::Content::List(Vec::new()));
            $(list.add($crate::bundle::tree::Node::from($item));)*
            list
        }
    };
}

pub(super) use {list, map};
