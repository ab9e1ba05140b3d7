//! The bundle: its files as a tree, one of them shown, all of them to be downloaded.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, icon, keep_text, say, watch};
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;
use tempo_designer::bundle::{Bundle, BundleFile, Line, TokenKind, archive, bundle as whole, changed};
use tempo_designer::design::Role;
use tempo_designer::design::fields::{contradictions, field};
use tempo_designer::quantity::{Style, Unit, show};

/// Folders that begin closed: what few look into.
const CLOSED: [&str; 4] = ["monitoring", "optional", "bucket", "test"];

/// The bundle as it is, and as it was before the last gesture.
struct Shown {
    gesture: u64,
    /// All of it, and not only what is shown first.
    whole: bool,
    now: Arc<Bundle>,
    before: Arc<Bundle>,
}

fn file<'b>(bundle: &'b Bundle, path: &str) -> Option<&'b BundleFile> {
    bundle.files.iter().find(|file| file.path == path)
}

fn size(bytes: usize) -> String {
    show(bytes as f64, Unit::BYTE, Style::Auto)
}

pub fn bundle(store: Store) -> Mark {
    let zip = button("b o", "")
        .with("data-command", "download-zip")
        .with("title", "Download the bundle")
        .holding(&[&icon("M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11")]);
    zip.append_text("zip");
    let total = el("span", "m");
    let refusal = el("div", "refusal")
        .with("role", "group")
        .with("aria-label", "Why there is no bundle yet")
        .with("tabindex", "-1")
        .with("hidden", "");
    let tree = el("ul", "tree").with("role", "tree").with("aria-labelledby", "bundle-title");
    let (hue, name, why) = (el("span", "sw none"), el("h3", "fn"), el("p", "why"));
    let changes = button("use", "").with("data-command", "show-change").with("hidden", "");
    let copy = button("b", "")
        .with("data-command", "copy-file")
        .with("title", "Copy this file")
        .holding(&[&icon("M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3")]);
    let word = el("span", "").with("aria-live", "polite");
    copy.append(&word);
    let code = el("pre", "code").with("tabindex", "0").with("role", "region");
    let pane = el("section", "pane out").with("id", "bundle").with("aria-labelledby", "bundle-title").with("tabindex", "-1");
    let pane = pane.holding(&[
        &el("div", "out-head").holding(&[&say("h2", "", "Bundle").with("id", "bundle-title"), &total, &zip]),
        &el("div", "").holding(&[&refusal, &tree]),
        &el("div", "code-box").holding(&[
            &el("div", "code-head").holding(&[&hue, &name, &el("span", "grow"), &changes, &copy]),
            &why,
            &code,
        ]),
    ]);
    let visible = RwSignal::new(false);
    browser::on_visible(&pane, Box::new(move |seen| visible.set(seen)));
    keep_text(&word, Box::new(move || if store.copied.get() { "Copied" } else { "Copy" }.to_owned()));
    let shown = RefCell::new(None::<Shown>);
    let written = RefCell::new(Written::default());
    let drawn = RefCell::new(Vec::new());
    watch(Box::new(move || {
        // Nothing is written while nobody looks or the hand moves; the download writes its own.
        if !visible.get() {
            return;
        }
        let path = store.file.get();
        store.settled.with(|a| {
            let problems = contradictions(&a.design);
            refusal.clear();
            refusal.set_or_unset("hidden", problems.is_empty().then_some(""));
            refusal.append(&say("b", "", "Not to be applied yet."));
            for problem in problems {
                let line = say("p", "", &format!("{} {}", problem.what, problem.remedy));
                if let Some(field) = field(&problem.key) {
                    line.append_text(" ");
                    line.append(&button("use", field.label).with("data-goto", field.path));
                }
                refusal.append(&line);
            }
        });
        let mut shown = shown.borrow_mut();
        let shown = follow(&mut shown, store);
        let bytes = shown.now.files.iter().map(BundleFile::size).sum();
        let sum = || format!("{} files, {}", shown.now.files.len(), size(bytes));
        total.set_text(&if shown.whole { sum() } else { String::new() });
        list(&tree, &mut drawn.borrow_mut(), shown, &path);
        let Some(file) = file(&shown.now, &path) else { return };
        let before = self::file(&shown.before, &path).map_or(&[][..], |file| &file.lines);
        let marks = changed(before, &file.lines);
        let count = marks.iter().filter(|mark| **mark).count();
        hue.set("class", &file.role.map_or("sw none".to_owned(), |role| format!("sw c-{}", role.target())));
        name.set_text(&path);
        why.set_text(file.why);
        changes.set_or_unset("hidden", (count == 0).then_some(""));
        changes.set_text(&if count == 1 { "1 line changed".to_owned() } else { format!("{count} lines changed") });
        code.set("data-path", &path);
        code.set("aria-label", &path);
        write(&code, &mut written.borrow_mut(), &path, &file.lines, &marks);
    }));
    pane
}

/// The bundle of the settled design, beside the one before the last gesture.
fn follow(shown: &mut Option<Shown>, store: Store) -> &Shown {
    let (build, whole) = store.build.get();
    let now = Arc::new(store.settled.with(|a| build(a)));
    let gesture = store.gesture();
    let before = match shown.take().filter(|old| old.whole == whole) {
        Some(old) if old.gesture == gesture => old.before,
        Some(old) => old.now,
        None => Arc::clone(&now),
    };
    shown.insert(Shown { gesture, whole, now, before })
}

/// From now on all of the bundle is written: the code is there. Whether that is news.
pub fn complete(store: Store) -> bool {
    let new = !store.build.get_untracked().1;
    if new {
        store.build.set((whole, true));
    }
    new
}

/// Copies the shown file.
pub fn copy(store: Store) {
    let path = store.file.get_untracked();
    let text = store.assessment.with_untracked(|a| file(&(store.build.get_untracked().0)(a), &path).map(BundleFile::text));
    if let Some(text) = text {
        browser::copy(&text);
        store.copied.set(true);
        browser::after(2_000, Box::new(move || store.copied.set(false))).forget();
    }
}

/// Writes the bundle and hands it to the user; or goes to what says why there is none to hand over.
pub fn download(store: Store) {
    if store.design.with_untracked(|design| contradictions(design).is_empty()) {
        let (name, zip) = store
            .assessment
            .with_untracked(|a| (format!("{}-bundle.zip", a.design.platform.instance), archive::zip(&whole(a), "")));
        browser::download(&name, "application/zip", &zip);
        return;
    }
    let go = |refusal: Mark| {
        refusal.show_nearest();
        refusal.focus();
    };
    in_sight("#bundle .refusal:not([hidden])".to_owned(), Box::new(go));
}

/// Brings the pane into sight, which is when it is drawn, and goes on with the element that is looked for.
fn in_sight(selector: String, go: Box<dyn FnOnce(Mark)>) {
    if let Some(pane) = Mark::by_id("bundle") {
        pane.show_nearest();
    }
    wait(selector, go, 20);
}

fn wait(selector: String, go: Box<dyn FnOnce(Mark)>, tries: u32) {
    match Mark::find(&selector) {
        Some(found) => go(found),
        None if tries > 0 => browser::after(50, Box::new(move || wait(selector, go, tries - 1))).forget(),
        None => {}
    }
}

/// A file's line in the tree.
struct Leaf {
    path: String,
    item: Mark,
    line: Mark,
    size: Mark,
}

/// Brings the tree to the files of the bundle: anew where there are others, else line by line.
fn list(tree: &Mark, drawn: &mut Vec<Leaf>, shown: &Shown, chosen: &str) {
    let files = &shown.now.files;
    if drawn.len() != files.len() || drawn.iter().any(|leaf| file(&shown.now, &leaf.path).is_none()) {
        let closed: Vec<String> = if drawn.is_empty() {
            CLOSED.map(str::to_owned).to_vec()
        } else {
            tree.all("[aria-expanded=false]").iter().filter_map(|folder| folder.attribute("data-folder")).collect()
        };
        // The focus stays on what it was on, though that is another element now.
        let held = Mark::focused().filter(|mark| mark.is("#bundle [role=treeitem]"));
        let held = held.map(|mark| (mark.attribute("data-path"), mark.attribute("data-folder")));
        tree.clear();
        drawn.clear();
        level(tree, drawn, files, "", &closed);
        if let Some((path, folder)) = held
            && let Some(item) = tree
                .all("[role=treeitem]")
                .into_iter()
                .find(|item| item.attribute("data-path") == path && item.attribute("data-folder") == folder)
        {
            rove(&item);
            item.focus();
        }
    }
    for leaf in drawn.iter() {
        let Some(new) = file(&shown.now, &leaf.path) else { continue };
        let other = file(&shown.before, &new.path).is_none_or(|before| before.lines != new.lines);
        leaf.line.set("class", if other { "line changed" } else { "line" });
        leaf.size.set_text(&if new.lines.is_empty() { String::new() } else { size(new.size()) });
        leaf.item.set("aria-selected", if leaf.path == chosen { "true" } else { "false" });
    }
    if !tree.all("[tabindex='0']").iter().any(|item| !hidden(item))
        && let Some(leaf) = drawn.iter().find(|leaf| leaf.path == chosen).or(drawn.first())
    {
        leaf.item.set("tabindex", "0");
    }
}

fn level(parent: &Mark, drawn: &mut Vec<Leaf>, files: &[BundleFile], folder: &str, closed: &[String]) {
    let mut done = Vec::new();
    for file in files {
        // A folder whose files are not known yet is a path that ends in its slash.
        let Some(below) = file.path.strip_prefix(folder).filter(|below| !below.is_empty()) else { continue };
        let item = el("li", "").with("role", "treeitem").with("tabindex", "-1").with("aria-selected", "false");
        match below.split_once('/') {
            None => {
                let hue = el("span", &file.role.map_or("sw none".to_owned(), |role| format!("sw c-{}", role.target())));
                let size = el("span", "size");
                let line = el("div", "line").holding(&[&hue, &say("span", "", below), &size]);
                item.set("data-path", &file.path);
                item.append(&line);
                parent.append(&item);
                drawn.push(Leaf { path: file.path.clone(), item, line, size });
            }
            Some((name, _)) if !done.contains(&name) => {
                done.push(name);
                let path = format!("{folder}{name}");
                item.set("data-folder", &path);
                item.set("aria-expanded", if closed.contains(&path) { "false" } else { "true" });
                let inside = el("ul", "").with("role", "group");
                item.append(&say("div", "line", name));
                item.append(&inside);
                parent.append(&item);
                level(&inside, drawn, files, &format!("{path}/"), closed);
            }
            Some(_) => {}
        }
    }
}

/// In a closed folder, where no key comes.
fn hidden(item: &Mark) -> bool {
    item.is("[aria-expanded=false] [role=treeitem]")
}

pub fn click(store: Store, event: &web::Event) {
    if let Some(item) = Mark::of(event).and_then(|mark| mark.closest("[role=treeitem]")) {
        open(store, &item);
    }
}

/// Shows the file at `path` and goes to it in the tree.
pub fn show_file(store: Store, path: String) {
    let item = format!("[role=treeitem][data-path='{path}']");
    store.file.set(path);
    in_sight(item, Box::new(reveal));
}

fn reveal(item: Mark) {
    let mut at = item.clone();
    while let Some(folder) = at.closest("[role=group]").and_then(|group| group.closest("[role=treeitem]")) {
        fold(&folder, false);
        at = folder;
    }
    rove(&item);
    item.show_nearest();
    item.focus();
}

/// A file is shown, a folder opens or closes.
fn open(store: Store, item: &Mark) {
    rove(item);
    let Some(path) = item.attribute("data-path") else {
        fold(item, !item.is("[aria-expanded=false]"));
        return;
    };
    if let Some(role) = Role::ALL.into_iter().find(|role| path.strip_suffix(".yaml") == Some(role.target())) {
        store.selected.set(Some(role));
    }
    store.file.set(path);
}

fn fold(item: &Mark, shut: bool) {
    item.set("aria-expanded", if shut { "false" } else { "true" });
}

/// Makes this item the one that the tab key comes to.
fn rove(item: &Mark) {
    if let Some(root) = item.closest("[role=tree]") {
        root.all("[tabindex='0']").iter().for_each(|other| other.set("tabindex", "-1"));
    }
    item.set("tabindex", "0");
}

pub fn key(store: Store, event: &web::Event) {
    let item = Mark::of(event).and_then(|mark| mark.closest("[role=treeitem]"));
    let (Some(key), Some(item)) = (Key::of(event), item) else { return };
    let Some(root) = item.closest("[role=tree]") else { return };
    if key.alt || key.command {
        return;
    }
    let items: Vec<Mark> = root.all("[role=treeitem]").into_iter().filter(|item| !hidden(item)).collect();
    let at = items.iter().position(|other| *other == item).unwrap_or(0);
    let parent = item.closest("[role=group]").and_then(|group| group.closest("[role=treeitem]"));
    let next = match key.name.as_str() {
        "ArrowDown" => items.get(at + 1),
        "ArrowUp" => at.checked_sub(1).and_then(|at| items.get(at)),
        "Home" => items.first(),
        "End" => items.last(),
        "ArrowRight" if item.is("[aria-expanded=false]") => {
            fold(&item, false);
            None
        }
        "ArrowRight" if item.is("[aria-expanded]") => items.get(at + 1),
        "ArrowRight" => None,
        "ArrowLeft" if item.is("[aria-expanded=true]") => {
            fold(&item, true);
            None
        }
        "ArrowLeft" => parent.as_ref(),
        "Enter" | " " => {
            open(store, &item);
            None
        }
        name if name.chars().count() == 1 => {
            // Type-ahead: the next item that begins so, around the end.
            let order = items[at + 1..].iter().chain(&items[..=at]);
            let typed = name.to_ascii_lowercase();
            order.into_iter().find(|item| item.text().to_ascii_lowercase().starts_with(&typed))
        }
        _ => return,
    };
    take(event);
    if let Some(next) = next {
        rove(next);
        next.focus();
    }
}

/// Lines on the screen, kept as long as they read the same.
#[derive(Default)]
struct Written {
    path: String,
    lines: Vec<(Line, bool, Mark)>,
}

fn write(root: &Mark, written: &mut Written, path: &str, lines: &[Line], changed: &[bool]) {
    if written.path != path {
        root.clear();
        root.scroll_to_start();
        *written = Written { path: path.to_owned(), lines: Vec::new() };
    }
    for gone in written.lines.drain(lines.len().min(written.lines.len())..) {
        gone.2.remove();
    }
    for (at, line) in lines.iter().enumerate() {
        let other = changed.get(at) == Some(&true);
        let class = if other { "line changed" } else { "line" };
        match written.lines.get_mut(at) {
            Some((old, was, mark)) => {
                if old != line {
                    mark.clear();
                    tokens(mark, line);
                    *old = line.clone();
                }
                if *was != other {
                    mark.set("class", class);
                    *was = other;
                }
            }
            None => {
                let mark = el("span", class);
                tokens(&mark, line);
                root.append(&mark);
                written.lines.push((line.clone(), other, mark));
            }
        }
    }
}

fn tokens(parent: &Mark, line: &Line) {
    let key = line.tokens.iter().find(|token| token.kind == TokenKind::Key).map(|token| token.text.trim_end_matches(':'));
    for token in &line.tokens {
        let class = match token.kind {
            TokenKind::Key => "k",
            TokenKind::String => "str",
            TokenKind::Number => "num",
            TokenKind::Comment => "com",
            TokenKind::Heading => "hd",
            TokenKind::Punctuation | TokenKind::Plain => "",
        };
        let link = token.figure.as_deref().map(|id| ("data-figure", id)).or(token.field.map(|path| ("data-goto", path)));
        match link {
            Some((name, value)) => {
                let button = button(class, &token.text).with(name, value);
                // By itself a value does not say whose it is.
                if let Some(key) = key {
                    button.set("aria-label", &format!("{key}: {}", token.text));
                }
                parent.append(&button);
            }
            None if class.is_empty() => parent.append_text(&token.text),
            None => parent.append(&say("span", class, &token.text)),
        }
    }
    parent.append_text("\n");
}
