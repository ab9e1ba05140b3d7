//! The screen: top bar, verdict, controls, stage, bundle; and what a press anywhere in it does.

use super::browser::{self, Key, Mark, take, web};
use super::store::Store;
use super::{bundle, controls, explain, findings, stage, verdict};
use leptos::prelude::*;
use tempo_designer::design::Role;

pub fn app(store: Store) -> AnyView {
    browser::on_page("click", move |event| {
        if let Some(mark) = Mark::of(event) {
            act(store, &mark);
        }
    });
    browser::on_page("keydown", move |event| shortcut(store, event));
    view! {
        {patterns()}
        <nav class="skips" aria-label="Skip to">
            <a href="#verdict">"Verdict"</a>
            <a href="#controls">"Controls"</a>
            <a href="#stage">"Diagrams"</a>
            <a href="#findings">"Findings"</a>
            <a href="#bundle">"Bundle"</a>
        </nav>
        {top_bar(store)}
        {verdict::verdict(store)}
        <main class="work">{controls::controls(store)} {stage::stage(store)} {bundle::bundle(store)}</main>
        <nav class="jump" aria-label="Go to">
            <a href="#stage">{icon("M2 3h5v4H2zM9 9h5v4H9zM7 5h4.5v4")} "Diagrams"</a>
            <a href="#findings">{icon("M8 2 14.5 13.5h-13zM8 6.500v3.500M8 12v.1")} "Findings"</a>
            <a href="#controls">{icon("M2 4.5h12M2 11.5h12M5 2.5v4M11 9.5v4")} "Controls"</a>
            <a href="#bundle">{icon("M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5")} "Bundle"</a>
        </nav>
        {explain::explanation(store)}
        {verdict::undo_bar(store)}
        {verdict::announce(store)}
    }
    .into_any()
}

/// Fills that the style sheets name: a style sheet alone cannot hatch a shape.
fn patterns() -> AnyView {
    view! {
        <svg class="vh" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="hatch" d="M1 0V6"></path>
                </pattern>
            </defs>
        </svg>
    }
    .into_any()
}

fn top_bar(store: Store) -> AnyView {
    let name = store.row("name").map(|row| {
        view! {
            <div
                class="design-name"
                on:input=move |event| controls::input(store, &event)
                on:keydown=move |event| controls::key(store, &event)
                on:focusout=move |event| controls::leave(store, &event)
            >
                {controls::field(store, row)}
            </div>
        }
    });
    let command = |name: &'static str, label: &'static str, shape: &'static str, off: Signal<bool>| {
        view! {
            <button type="button" class="b i" data-command=name aria-label=label title=label aria-disabled=move || off.get().to_string()>
                {icon(shape)}
            </button>
        }
    };
    let no_undo = Signal::derive(move || !store.can_undo());
    let no_redo = Signal::derive(move || !store.can_redo());
    let theme = move || format!("Theme: {}", store.theme.get());
    view! {
        <header class="topbar" aria-label="Tempo Topology Designer">
            <h1 class="brand">
                <svg viewBox="0 0 20 20" aria-hidden="true">
                    <path class="c-ingester" d="M10 2.5a7.5 7.5 0 0 1 6.5 3.75"></path>
                    <path class="c-querier" d="M17.4 8.7a7.5 7.5 0 0 1-4.6 8.2"></path>
                    <path class="c-distributor" d="M10.3 17.5A7.5 7.5 0 0 1 7.2 3.05"></path>
                    <circle cx="10" cy="10" r="2.6"></circle>
                </svg>
                <span>"Tempo Topology Designer"</span>
            </h1>
            {name}
            <span class="sep"></span>
            {command("undo", "Undo", "M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7", no_undo)}
            {command("redo", "Redo", "M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H9", no_redo)}
            <span class="grow"></span>
            <button type="button" class="b i" data-command="theme" aria-label=theme title=theme>
                <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">
                    <circle cx="8" cy="8" r="6.2"></circle>
                    <path class="half" d="M8 1.8a6.2 6.2 0 0 1 0 12.4z"></path>
                </svg>
            </button>
            <button type="button" class="b p" data-command="download-zip" title="Download the bundle as a zip">{icon("M8 2v8M4.5 7 8 10.500 11.500 7M2.500 13.500h11")} "Bundle"</button>
        </header>
    }
    .into_any()
}

pub fn icon(shape: &'static str) -> AnyView {
    view! { <svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d=shape></path></svg> }.into_any()
}

/// What a press on an element does: the innermost of its ancestors that names something to do decides.
pub fn act(store: Store, mark: &Mark) {
    let Some(mark) = mark.closest("[data-figure],[data-command],[data-goto],[data-step],[data-select],[data-mend]") else {
        return;
    };
    if let Some(figure) = mark.attribute("data-figure") {
        explain::open(store, figure, mark);
    } else if let Some(path) = mark.attribute("data-goto") {
        go_to(store, &path);
    } else if let (Some(path), Some(steps)) = (mark.attribute("data-path"), mark.attribute("data-step")) {
        if let (Some(row), Ok(steps)) = (store.row(&path), steps.parse()) {
            store.begin(row);
            store.step(row, steps);
        }
    } else if let Some(name) = mark.attribute("data-select") {
        if let Some(role) = Role::ALL.into_iter().find(|role| role.target() == name) {
            store.select(role);
            browser::soon(move || {
                if let Some(open) = Mark::find(&format!("[data-open='{name}']")) {
                    open.show_nearest();
                }
            });
        }
    } else if let Some(id) = mark.attribute("data-mend") {
        findings::mend(store, &id);
    } else if let Some(name) = mark.attribute("data-command")
        && !mark.is("[aria-disabled='true']")
    {
        command(store, &name);
    }
}

fn command(store: Store, name: &str) {
    match name {
        "undo" => store.undo(),
        "redo" => store.redo(),
        "theme" => store.next_theme(),
        "show-change" => {
            if let Some(line) = Mark::find(".code .changed") {
                line.show_nearest();
            }
        }
        "findings" => findings::show(store),
        "mend-all" => findings::mend_all(store),
        "download-zip" => bundle::download(store),
        _ => {}
    }
}

/// Brings a field's control into view and puts the focus there.
fn go_to(store: Store, path: &str) {
    explain::close();
    let role = Role::ALL.into_iter().find(|role| path.starts_with(&format!("components.{}.", role.key())));
    if let Some(role) = role {
        store.selected.set(Some(role));
    }
    let selector = format!(".field[data-field='{path}'] :is(input:not([type=range]), select)");
    // After the popover has given the focus back, and the component has opened.
    browser::soon(move || {
        if let Some(control) = Mark::find(&selector) {
            control.unfold();
            control.focus();
            control.select_text();
        }
    });
}

/// Undo and redo by keys, unless a text field has words of its own to undo.
fn shortcut(store: Store, event: &web::Event) {
    let Some(key) = Key::of(event) else { return };
    if !key.command || key.alt || key.composing {
        return;
    }
    let redo = match (key.name.to_ascii_lowercase().as_str(), key.shift) {
        ("z", shift) => shift,
        ("y", false) => true,
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
