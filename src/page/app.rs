//! The screen: top bar, verdict, controls, stage, bundle; and what a press or a key anywhere in it does.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, icon, say, watch};
use super::later::{self, Part};
use super::store::Store;
use super::{bundle, controls, diagram, drag, edits, explain, findings, keep, opening, stage, verdict};
use leptos::prelude::*;
use tempo_designer::design::Role;

/// Puts the page together in pieces, with the browser's own work in between: on a slow phone all of it at once would keep a
/// touch waiting. Nothing of it is seen before the last piece.
pub fn app(store: Store) {
    next(Box::new(move || {
        let controls = controls::controls(store);
        next(Box::new(move || {
            let bundle = bundle::bundle(store);
            next(Box::new(move || show(store, &controls, &bundle)));
        }));
    }));
}

/// Goes on once the browser has had its turn; what is made there lives as long as the page.
pub fn next(work: Box<dyn FnOnce()>) {
    let owner = Owner::current().unwrap_or_default();
    browser::soon(Box::new(move || owner.with(work)));
}

fn show(store: Store, controls: &Mark, bundle: &Mark) {
    let Some(body) = Mark::body() else { return };
    browser::begin();
    let main = el("main", "work").holding(&[controls, &stage::stage(store), bundle]);
    for part in [
        &patterns(),
        &links("skips", "Skip to", &SKIPS),
        &top_bar(store),
        &verdict::verdict(store),
        &main,
        &links("jump", "Go to", &JUMPS),
        &explain::explanation(store),
        &verdict::undo_bar(store),
        &verdict::announce(store),
    ] {
        body.append(part);
    }
    // Each kind of event is heard once, at the document: an element says by its attributes what it is for.
    type Heard = fn(Store, &web::Event);
    let heard: [(&'static str, Heard); 10] = [
        ("click", |store, event| {
            stage::click(store, event);
            bundle::click(store, event);
            edits::click(store, event);
            if let Some(mark) = Mark::of(event) {
                act(store, &mark);
            }
        }),
        ("keydown", |store, event| {
            if drag::key(store, event) {
                return;
            }
            edits::key(store, event);
            stage::key(store, event);
            bundle::key(store, event);
            shortcut(store, event);
        }),
        ("input", edits::input),
        ("pointerover", |store, event| {
            approach(store, event);
            findings::touch(store, event);
        }),
        ("change", edits::change),
        ("focusout", edits::leave),
        ("pointerdown", edits::press),
        ("pointercancel", edits::cancel),
        ("focusin", |store, event| {
            diagram::focused(event);
            // Whoever goes by keys hears the line of help with the first field that has the focus.
            later::expect(store);
            findings::touch(store, event);
        }),
        // What is copied can be pasted anywhere: the narrow space between digits is a blank there.
        ("copy", |_, event| browser::copy_plain(event)),
    ];
    for (kind, act) in heard {
        browser::on_page(kind, Box::new(move |event| act(store, event)));
    }
    keep::watch_over(store);
    opening::watch_for(store);
    browser::ready();
}

/// Fetches what comes later as soon as the pointer or the focus is on something that will need it.
fn approach(store: Store, event: &web::Event) {
    if Mark::of(event).is_some_and(|mark| mark.closest(NEEDS_LATER).is_some()) {
        later::expect(store);
    }
}

const NEEDS_LATER: &str = ".field,[data-tab],[data-figure],[data-command=table],[data-command=download-zip],[data-command=find],[data-command=share],#bundle,#designs-button";

/// Fills that the style sheets name: a style sheet alone cannot hatch a shape.
fn patterns() -> Mark {
    let line = Mark::svg("path").with("class", "hatch").with("d", "M1 0V6");
    let hatch = Mark::svg("pattern").with("id", "hatch").with("width", "6").with("height", "6");
    let hatch = hatch.with("patternUnits", "userSpaceOnUse").with("patternTransform", "rotate(45)").holding(&[&line]);
    Mark::svg("svg").with("class", "vh").with("aria-hidden", "true").holding(&[&hatch])
}

const SKIPS: [(&str, &str, &str); 5] = [
    ("#verdict", "Verdict", ""),
    ("#controls", "Controls", ""),
    ("#stage", "Diagrams", ""),
    ("#findings", "Findings", ""),
    ("#bundle", "Bundle", ""),
];
const JUMPS: [(&str, &str, &str); 4] = [
    ("#stage", "Diagrams", "M2 3h5v4H2zM9 9h5v4H9zM7 5h4.5v4"),
    ("#findings", "Findings", "M8 2 14.5 13.5h-13zM8 6.5V10M8 12v.1"),
    ("#controls", "Controls", "M2 4.5h12M2 11.5h12M5 2.5v4M11 9.5v4"),
    ("#bundle", "Bundle", "M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5"),
];

fn links(class: &str, name: &str, list: &[(&str, &str, &str)]) -> Mark {
    let nav = el("nav", class).with("aria-label", name);
    for (address, word, shape) in list {
        let link = el("a", "").with("href", address);
        if !shape.is_empty() {
            link.append(&icon(shape));
        }
        link.append_text(word);
        nav.append(&link);
    }
    nav
}

fn top_bar(store: Store) -> Mark {
    let logo = Mark::svg("svg").with("viewBox", "0 0 20 20").with("aria-hidden", "true");
    for (class, shape) in [
        ("c-ingester", "M10 2.5a7.5 7.5 0 0 1 6.5 3.75"),
        ("c-querier", "M17.4 8.7a7.5 7.5 0 0 1-4.6 8.2"),
        ("c-distributor", "M10.3 17.5A7.5 7.5 0 0 1 7.2 3.05"),
    ] {
        logo.append(&Mark::svg("path").with("class", class).with("d", shape));
    }
    logo.append(&Mark::svg("circle").with("cx", "10").with("cy", "10").with("r", "2.6"));
    let brand = el("h1", "brand").holding(&[&logo, &say("span", "", "Tempo Topology Designer")]);
    let name = el("div", "design-name");
    if let Some(row) = store.row("name") {
        let mut made = Vec::new();
        name.append(&controls::field(row, &mut made));
        controls::keep(store, made);
    }
    let opener = button("b shelf-button", "").with("id", "designs-button").with("data-command", "designs");
    let opener = opener.with("aria-haspopup", "dialog").holding(&[&say("span", "", "Designs"), &icon("M4 6.5 8 10l4-3.5")]);
    let undo = command("undo", "Undo", &icon("M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7"));
    let redo = command("redo", "Redo", &icon("M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H9"));
    let find = command("find", "Find (Ctrl K)", &icon("M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.2 10.2l3.6 3.6"));
    find.set("class", "b find");
    find.set("aria-haspopup", "dialog");
    find.set("aria-keyshortcuts", "Control+K Meta+K");
    find.append(&say("span", "", "Find"));
    let share = button("b share", "Share").with("data-command", "share").with("aria-haspopup", "dialog");
    let half = icon("M8 1.8a6.2 6.2 0 0 1 0 12.4z");
    half.append(&Mark::svg("circle").with("cx", "8").with("cy", "8").with("r", "6.2").with("fill", "none"));
    half.set("class", "ic half");
    let theme = command("theme", "Theme", &half);
    let download = button("b p", "").with("data-command", "download-zip").with("title", "Download the bundle as a zip");
    download.append(&icon("M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"));
    download.append_text("Bundle");
    let bar = el("header", "topbar").holding(&[
        &brand,
        &name,
        &opener,
        &el("span", "sep"),
        &undo,
        &redo,
        &el("span", "grow"),
        &find,
        &share,
        &theme,
        &download,
    ]);
    watch(Box::new(move || {
        undo.set("aria-disabled", if store.can_undo() { "false" } else { "true" });
        redo.set("aria-disabled", if store.can_redo() { "false" } else { "true" });
        theme.set("title", &format!("Theme: {}", store.theme.get()));
    }));
    bar
}

/// Its title is its name, too.
fn command(name: &str, label: &str, icon: &Mark) -> Mark {
    button("b i", "").with("data-command", name).with("title", label).holding(&[icon])
}

/// From here on controls, stage and bundle stand side by side, and each scrolls by itself.
const PANES: &str = "(min-width: 1180px)";

/// What a press on an element does: the innermost of its ancestors that names something to do decides.
pub fn act(store: Store, mark: &Mark) {
    let Some(mark) =
        mark.closest("[data-figure],[data-command],[data-goto],[data-step],[data-select],[data-mend],[data-ingester]")
    else {
        return;
    };
    if let Some(figure) = mark.attribute("data-figure") {
        explain::open(store, figure, mark);
    } else if let Some(path) = mark.attribute("data-goto") {
        go_to(store, &path);
    } else if let (Some(path), Some(steps)) = (mark.attribute("data-path"), mark.attribute("data-step")) {
        if let (Some(row), Ok(steps)) = (store.row(&path), steps.parse::<i32>()) {
            store.begin(row);
            store.step(row, f64::from(steps));
        }
    } else if let Some(name) = mark.attribute("data-select") {
        if let Some(role) = Role::ALL.into_iter().find(|role| role.target() == name) {
            // Where the page scrolls, the diagram would leave the screen with the handles that have just come out: there
            // it is the second press that goes to the controls.
            let go = browser::is_media(PANES) || store.selected.get_untracked() == Some(role);
            store.select(role);
            browser::soon(Box::new(move || {
                if let Some(open) = Mark::find(&format!("[data-open='{name}']")).filter(|_| go) {
                    open.show_nearest();
                }
            }));
        }
    } else if let Some(number) = mark.attribute("data-ingester").and_then(|at| at.parse().ok()) {
        later::run(store, Part::TakeDown(number));
    } else if let Some(id) = mark.attribute("data-mend") {
        findings::mend(store, &id);
    } else if let Some(name) = mark.attribute("data-command")
        && !mark.is("[aria-disabled='true']")
    {
        run(store, &name);
    }
}

pub fn run(store: Store, name: &str) {
    match name {
        "undo" | "undo-bar" => store.undo(),
        "redo" => store.redo(),
        "theme" => store.next_theme(),
        "diagram" => store.table.set(false),
        "table" => store.table.set(true),
        "explain-back" => explain::back(store),
        "explain-close" => explain::close(),
        "show-change" => {
            if let Some(line) = Mark::find(".code .changed") {
                line.show_nearest();
            }
        }
        "findings" => findings::show(store),
        "mend-all" => findings::mend_all(store),
        "fold" => store.unfolded.update(|open| *open = !*open),
        "copy-file" => bundle::copy(store),
        "designs" => later::run(store, Part::Designs("")),
        "share" => later::run(store, Part::Designs("link")),
        "open-file" => later::run(store, Part::Designs("file")),
        "save" => later::run(store, Part::Save),
        "download-zip" => later::run(store, Part::Download),
        "find" => later::run(store, Part::Palette),
        _ => {}
    }
}

/// Brings a field's control into view and puts the focus there.
pub fn go_to(store: Store, path: &str) {
    explain::close();
    let role = Role::ALL.into_iter().find(|role| path.starts_with(&format!("components.{}.", role.key())));
    if let Some(role) = role {
        store.selected.set(Some(role));
    }
    let selector = format!(".field[data-field='{path}'] :is(input:not([type=range]), select)");
    // After the popover has given the focus back, and the component has opened.
    browser::soon(Box::new(move || {
        if let Some(control) = Mark::find(&selector) {
            control.unfold();
            control.focus();
            control.select_text();
            controls::explain(Some(control));
        }
    }));
}

/// The palette, and undo and redo by keys, unless a text field has words of its own to undo.
fn shortcut(store: Store, event: &web::Event) {
    let Some(key) = Key::of(event) else { return };
    if !key.command || key.alt || key.composing {
        return;
    }
    let redo = match (key.name.to_ascii_lowercase().as_str(), key.shift) {
        ("z", shift) => shift,
        ("y", false) => true,
        ("k", false) => {
            take(event);
            later::run(store, Part::Palette);
            return;
        }
        _ => return,
    };
    let typing = Mark::focused()
        .filter(|mark| mark.is("input[type=text]"))
        .and_then(|mark| store.row(&mark.closest("[data-field]")?.attribute("data-field")?))
        .is_some_and(|row| row.draft.with_untracked(Option::is_some));
    if !typing {
        take(event);
        if redo { store.redo() } else { store.undo() }
    }
}
