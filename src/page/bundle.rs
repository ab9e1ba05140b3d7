//! The bundle: its files as a tree, one of them shown, all of them to be downloaded.

use super::app::icon;
use super::browser::{self, Key, Mark, take, web};
use super::store::Store;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tempo_designer::bundle::{Bundle, BundleFile, Line, TokenKind, archive, bundle as build, changed};
use tempo_designer::design::Role;
use tempo_designer::design::fields::contradictions;
use tempo_designer::quantity::{Style, Unit, show};

/// The bundle as it is, and as it was before the last gesture.
#[derive(Clone, PartialEq)]
struct Shown {
    gesture: u64,
    now: Arc<Bundle>,
    before: Arc<Bundle>,
}

fn file<'b>(bundle: &'b Bundle, path: &str) -> Option<&'b BundleFile> {
    bundle.files.iter().find(|file| file.path == path)
}

/// One line of the tree.
#[derive(Clone, PartialEq)]
struct Entry {
    path: String,
    role: Option<Role>,
    size: String,
    changed: bool,
}

pub fn bundle(store: Store) -> AnyView {
    let visible = RwSignal::new(false);
    // Nothing is written while nobody looks or the hand moves; the download writes its own.
    let shown = Memo::new(move |old: Option<&Option<Shown>>| {
        if !visible.get() {
            return old.cloned().flatten();
        }
        let now = Arc::new(store.settled.with(|a| build(a)));
        let gesture = store.gesture();
        let before = match old {
            Some(Some(old)) if old.gesture == gesture => Arc::clone(&old.before),
            Some(Some(old)) => Arc::clone(&old.now),
            _ => Arc::clone(&now),
        };
        Some(Shown { gesture, now, before })
    });
    let entries = Memo::new(move |_| {
        let entry = |shown: &Shown, file: &BundleFile| Entry {
            path: file.path.clone(),
            role: file.role,
            size: show(file.size() as f64, Unit::BYTE, Style::Auto),
            changed: self::file(&shown.before, &file.path).is_none_or(|before| before.lines != file.lines),
        };
        shown.with(|shown| match shown {
            Some(shown) => shown.now.files.iter().map(|file| entry(shown, file)).collect::<Vec<_>>(),
            None => Vec::new(),
        })
    });
    let total = move || {
        shown.with(|shown| {
            let files = &shown.as_ref()?.now.files;
            let size: usize = files.iter().map(BundleFile::size).sum();
            Some(format!("{} files, {}", files.len(), show(size as f64, Unit::BYTE, Style::Auto)))
        })
    };
    let here = Memo::new(move |_| {
        let path = store.file.get();
        shown.with(|shown| file(&shown.as_ref()?.now, &path).map(|file| (file.path.clone(), file.role, file.why)))
    });
    // Lines of the shown file that the last gesture changed.
    let marks = Memo::new(move |_| {
        let path = store.file.get();
        shown.with(|shown| {
            let Some((before, now)) = shown.as_ref().and_then(|shown| Some((&shown.before, file(&shown.now, &path)?))) else {
                return Vec::new();
            };
            changed(file(before, &path).map_or(&[], |file| &file.lines), &now.lines)
        })
    });
    let changes = Memo::new(move |_| marks.with(|marks| marks.iter().filter(|mark| **mark).count()));
    let pane = NodeRef::<leptos::html::Section>::new();
    Effect::new(move |_| {
        if let Some(pane) = pane.get() {
            browser::on_visible(&Mark::element(pane), move |seen| {
                visible.try_set(seen);
            });
        }
    });
    let code = code(store, shown, marks);
    let mark = move || here.with(|here| here.as_ref().and_then(|here| here.1).map(hue));
    view! {
        <section id="bundle" class="pane out" aria-labelledby="bundle-title" tabindex="-1" node_ref=pane>
            <div class="out-head">
                <h2 id="bundle-title">"Bundle"</h2>
                <span class="m">{total}</span>
                <button type="button" class="b o" data-command="download-zip">{icon("M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11")} "zip"</button>
            </div>
            <div>{move || refusal(store)} {tree(store, entries)}</div>
            <div class="code-box">
                <div class="code-head">
                    {mark}
                    <h3 class="fn">{move || here.with(|here| here.as_ref().map(|here| here.0.clone()))}</h3>
                    <span class="grow"></span>
                    {move || {
                        (changes.get() > 0).then(|| {
                            let words = if changes.get() == 1 { "1 line changed".to_owned() } else { format!("{} lines changed", changes.get()) };
                            view! { <button type="button" class="use" data-command="show-change">{words}</button> }
                        })
                    }}
                    {copy(store, shown)}
                </div>
                <p class="why">{move || here.with(|here| here.as_ref().map(|here| here.2))}</p>
                {code}
            </div>
        </section>
    }
    .into_any()
}

fn hue(role: Role) -> AnyView {
    view! { <span class=format!("sw c-{}", role.target())></span> }.into_any()
}

/// Why the bundle is not handed out, if it is not.
fn refusal(store: Store) -> Option<AnyView> {
    let problems = store.design.with(|design| contradictions(design));
    let list =
        problems.into_iter().map(|problem| view! { <p>{format!("{} {}", problem.what, problem.remedy)}</p> }).collect_view();
    let any = store.design.with(|design| !contradictions(design).is_empty());
    any.then(|| view! { <div class="refusal" role="note"><p><b>"Not to be applied yet."</b></p> {list}</div> }.into_any())
}

fn copy(store: Store, shown: Memo<Option<Shown>>) -> AnyView {
    let copied = RwSignal::new(false);
    let timer = StoredValue::new_local(None);
    let press = move |_| {
        let path = store.file.get_untracked();
        let text = shown.with_untracked(|shown| shown.as_ref().and_then(|shown| file(&shown.now, &path).map(BundleFile::text)));
        if let Some(text) = text {
            browser::copy(&text);
            copied.set(true);
            timer.set_value(Some(browser::after(2000, move || copied.set(false))));
        }
    };
    let word = move || if copied.get() { "Copied" } else { "Copy" };
    view! {
        <button type="button" class="b" data-command="copy-file" on:click=press>
            {icon("M5.5 5.5h8v8h-8zM10.500 5.500v-3h-8v8h3")}
            <span aria-live="polite">{word}</span>
        </button>
    }
    .into_any()
}

/// Writes the bundle and hands it to the user.
pub fn download(store: Store) {
    if store.design.with_untracked(|design| contradictions(design).is_empty()) {
        let (name, zip) = store
            .assessment
            .with_untracked(|a| (format!("{}-bundle.zip", a.design.platform.instance), archive::zip(&build(a), "")));
        browser::download(&name, "application/zip", &zip);
    }
}

/// Files by folder; folders are as the paths say. `folded` holds the closed ones.
fn tree(store: Store, entries: Memo<Vec<Entry>>) -> AnyView {
    let folded = RwSignal::new(BTreeSet::from(["optional".to_owned(), "bucket".to_owned()]));
    let focused = RwSignal::new(store.file.get_untracked());
    let paths = Memo::new(move |_| entries.with(|entries| entries.iter().map(|entry| entry.path.clone()).collect::<Vec<_>>()));
    Effect::new(move |_| focused.set(store.file.get()));
    let view = Tree { store, entries, folded, focused };
    let rows = move || view.level(&paths.get(), "");
    view! {
        <ul class="tree" role="tree" aria-labelledby="bundle-title" on:keydown=move |event| view.key(&event) on:click=move |event| view.press(&event)>
            {rows}
        </ul>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Tree {
    store: Store,
    entries: Memo<Vec<Entry>>,
    folded: RwSignal<BTreeSet<String>>,
    /// The one item that the tab key comes to.
    focused: RwSignal<String>,
}

impl Tree {
    fn level(self, paths: &[String], folder: &str) -> Vec<AnyView> {
        let mut views = Vec::new();
        let mut done = BTreeSet::new();
        for path in paths {
            let Some(below) = path.strip_prefix(folder) else { continue };
            match below.split_once('/') {
                None => views.push(self.leaf(path.clone(), below.to_owned())),
                Some((name, _)) if done.insert(name.to_owned()) => {
                    let path = format!("{folder}{name}");
                    let inside = self.level(paths, &format!("{path}/"));
                    views.push(self.folder(path, name.to_owned(), inside));
                }
                Some(_) => {}
            }
        }
        views
    }

    fn tabindex(self, path: String) -> impl Fn() -> &'static str + Send + 'static {
        move || if self.focused.with(|focused| *focused == path) { "0" } else { "-1" }
    }

    fn folder(self, path: String, name: String, inside: Vec<AnyView>) -> AnyView {
        let of = path.clone();
        let open = move || self.folded.with(|folded| !folded.contains(&of)).to_string();
        view! {
            <li role="treeitem" data-folder=path.clone() aria-expanded=open aria-selected="false" tabindex=self.tabindex(path)>
                <div class="line">{name}</div>
                <ul role="group">{inside}</ul>
            </li>
        }
        .into_any()
    }

    fn leaf(self, path: String, name: String) -> AnyView {
        let own = path.clone();
        let entry = Memo::new(move |_| self.entries.with(|entries| entries.iter().find(|entry| entry.path == own).cloned()));
        let own = path.clone();
        let selected = move || self.store.file.with(|file| *file == own).to_string();
        let role = entry.with_untracked(|entry| entry.as_ref().and_then(|entry| entry.role));
        let mark = role.map_or_else(|| view! { <span class="sw none"></span> }.into_any(), hue);
        let size = move || entry.with(|entry| entry.as_ref().map(|entry| entry.size.clone()));
        let changed = move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.changed));
        view! {
            <li role="treeitem" data-path=path.clone() aria-selected=selected tabindex=self.tabindex(path)>
                <div class="line" class:changed=changed>
                    {mark} {name} {move || changed().then(|| view! { <span class="vh">", changed"</span> })} <span class="size">{size}</span>
                </div>
            </li>
        }
        .into_any()
    }

    fn press(self, event: &web::Event) {
        if let Some(item) = Mark::of(event).and_then(|mark| mark.closest("[role=treeitem]")) {
            self.open(&item);
        }
    }

    /// A file is shown, a folder opens or closes.
    fn open(self, item: &Mark) {
        if let Some(path) = item.attribute("data-path") {
            let role = self.entries.with_untracked(|entries| entries.iter().find(|entry| entry.path == path)?.role);
            if role.is_some() {
                self.store.selected.set(role);
            }
            self.store.file.set(path);
        } else {
            self.fold(item, !item.is("[aria-expanded=false]"));
        }
    }

    fn fold(self, item: &Mark, shut: bool) {
        if let Some(path) = item.attribute("data-folder") {
            self.focused.set(path.clone());
            self.folded.update(|folded| {
                if shut {
                    folded.insert(path)
                } else {
                    folded.remove(&path)
                };
            });
        }
    }

    fn key(self, event: &web::Event) {
        let (Some(key), Some(item)) = (Key::of(event), Mark::of(event).and_then(|mark| mark.closest("[role=treeitem]"))) else {
            return;
        };
        let Some(root) = item.closest("[role=tree]") else { return };
        if key.alt || key.command {
            return;
        }
        // What lies in a closed folder is not there for the keys.
        let hidden = "[aria-expanded=false] [role=treeitem]";
        let items: Vec<Mark> = root.all("[role=treeitem]").into_iter().filter(|item| !item.is(hidden)).collect();
        let at = items.iter().position(|other| *other == item).unwrap_or(0);
        let parent = item.closest("[role=group]").and_then(|group| group.closest("[role=treeitem]"));
        let next = match key.name.as_str() {
            "ArrowDown" => items.get(at + 1),
            "ArrowUp" => at.checked_sub(1).and_then(|at| items.get(at)),
            "Home" => items.first(),
            "End" => items.last(),
            "ArrowRight" if item.is("[aria-expanded=false]") => {
                self.fold(&item, false);
                None
            }
            "ArrowRight" if item.is("[aria-expanded]") => items.get(at + 1),
            "ArrowRight" => None,
            "ArrowLeft" if item.is("[aria-expanded=true]") => {
                self.fold(&item, true);
                None
            }
            "ArrowLeft" => parent.as_ref(),
            "Enter" | " " => {
                self.open(&item);
                None
            }
            name if name.chars().count() == 1 => {
                // Type-ahead: the next item that begins so, around the end.
                let order = items[at + 1..].iter().chain(&items[..=at]);
                let typed = name.to_lowercase();
                order.into_iter().find(|item| item.text().trim_start().to_lowercase().starts_with(&typed))
            }
            _ => return,
        };
        take(event);
        if let Some(next) = next {
            let path = next.attribute("data-path").or_else(|| next.attribute("data-folder"));
            self.focused.set(path.unwrap_or_default());
            next.focus();
        }
    }
}

/// Lines on the screen, kept as long as they read the same.
#[derive(Default)]
struct Written {
    path: String,
    lines: Vec<(Line, Mark)>,
}

fn code(store: Store, shown: Memo<Option<Shown>>, marks: Memo<Vec<bool>>) -> AnyView {
    let node = NodeRef::<leptos::html::Pre>::new();
    let written = StoredValue::new_local(Written::default());
    Effect::new(move |_| {
        let Some(root) = node.get() else { return };
        let root = Mark::element(root);
        let path = store.file.get();
        shown.with(|shown| {
            let Some(file) = shown.as_ref().and_then(|shown| file(&shown.now, &path)) else { return };
            written.update_value(|written| marks.with(|marks| write(&root, written, &path, &file.lines, marks)));
        });
    });
    view! {
        <pre class="code" tabindex="0" role="region" aria-label=move || store.file.get() data-path=move || store.file.get() node_ref=node></pre>
    }
    .into_any()
}

fn write(root: &Mark, written: &mut Written, path: &str, lines: &[Line], changed: &[bool]) {
    if written.path != path {
        root.set_text("");
        root.scroll_to_start();
        *written = Written { path: path.to_owned(), lines: Vec::new() };
    }
    for gone in written.lines.drain(lines.len().min(written.lines.len())..) {
        gone.1.remove();
    }
    for (at, line) in lines.iter().enumerate() {
        let class = if changed.get(at) == Some(&true) { "line changed" } else { "line" };
        match written.lines.get_mut(at) {
            Some((old, mark)) => {
                if old != line {
                    mark.set_text("");
                    tokens(mark, line);
                    *old = line.clone();
                }
                mark.set("class", class);
            }
            None => {
                let Some(mark) = Mark::html("span") else { return };
                mark.set("class", class);
                tokens(&mark, line);
                root.append(&mark);
                written.lines.push((line.clone(), mark));
            }
        }
    }
}

fn tokens(parent: &Mark, line: &Line) {
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
        let Some((name, value)) = link else {
            if class.is_empty() {
                parent.append_text(&token.text);
            } else if let Some(mark) = Mark::html("span") {
                mark.set("class", class);
                mark.set_text(&token.text);
                parent.append(&mark);
            }
            continue;
        };
        if let Some(mark) = Mark::html("button") {
            mark.set("type", "button");
            mark.set("class", class);
            mark.set(name, value);
            mark.set_text(&token.text);
            parent.append(&mark);
        }
    }
    parent.append_text("\n");
}
