//! The strip of tiles above everything.

use super::app::icon;
use super::store::Store;
use leptos::prelude::*;
use tempo_designer::topology::Survival;
use tempo_designer::verdict::{Kind, Tile, losses, next, promise, tiles};

pub fn verdict(store: Store) -> AnyView {
    let all = Memo::new(move |_| store.assessment.with(|a| tiles(a)));
    let lost = Memo::new(move |_| store.assessment.with(|a| losses(a)));
    let tile = |at: usize| {
        let this = Memo::new(move |_| all.with(|all| all[at].clone()));
        numbers(store, this)
    };
    let loss = |at: usize| {
        let this = move || lost.with(|lost| (lost.each[at].0, lost.each[at].1));
        let survival = Memo::new(move |_| this());
        move || {
            let (name, survival) = survival.get();
            let (class, shape) = match survival {
                Survival::Yes => ("c-ok", "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.2 8.2 7.2 10.2 10.9 6"),
                Survival::NotPromised => ("c-warn no", "M5.2 8h5.6"),
                Survival::No => {
                    ("c-err no", "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4")
                }
            };
            let ring = (survival == Survival::NotPromised)
                .then(|| view! { <circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.27"></circle> });
            view! {
                <span class=if survival == Survival::Yes { "loss" } else { "loss lost" }>
                    <span class=class>
                        <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">{ring}<path d=shape></path></svg>
                    </span>
                    {name}
                    <span class="vh">{format!(" {}", promise(survival))}</span>
                </span>
            }
        }
    };
    view! {
        <section id="verdict" class="verdict" aria-labelledby="verdict-title" tabindex="-1">
            <h2 id="verdict-title" class="vh">"Verdict"</h2>
            {tile(0)}
            {tile(1)}
            <button type="button" class="tile" data-figure="survivals">
                <span class="l">"Survives"<span class="cap">" the loss of"</span></span>
                <span class="tile-value losses">{loss(0)} {loss(1)} {loss(2)}</span>
                <span class="r">
                    {move || lost.with(|lost| lost.caption.0.clone())}
                    <span class="cap">{move || lost.with(|lost| lost.caption.1.clone())}</span>
                </span>
            </button>
            {tile(2)}
            {tile(3)}
            {super::findings::tile(store)}
        </section>
    }
    .into_any()
}

fn numbers(store: Store, tile: Memo<Tile>) -> AnyView {
    let (figure, label) = tile.with_untracked(|tile| (tile.figure, tile.label));
    let next = Memo::new(move |_| (figure == "capacity.headroom").then(|| store.assessment.with(|a| next(a))).flatten());
    let caption = move || {
        let piece = |(kind, text): (Kind, String)| match kind {
            Kind::Range => view! { <span>{text}</span> }.into_any(),
            Kind::Rest => view! { <span class="cap">{text}</span> }.into_any(),
            Kind::Bottleneck => view! { <b class="cap">{text}</b> }.into_any(),
        };
        tile.get().caption.into_iter().map(piece).collect_view()
    };
    view! {
        <button type="button" class="tile" data-figure=figure>
            <span class="l">{label[0]}<span class="cap">{label[1]}</span></span>
            <span class="tile-value">
                {move || tile.with(|tile| tile.value.clone())} " " <span class="u">{move || tile.with(|tile| tile.unit.clone())}</span>
            </span>
            <span class="r">
                {caption} {move || next.get().map(|next| view! { <span class="then">", then " {next}</span> })}
            </span>
        </button>
    }
    .into_any()
}

/// What stands in the explanation of the three losses.
pub fn explain_losses(store: Store) -> AnyView {
    let lost = store.assessment.with(|a| losses(a));
    let rows = lost
        .each
        .into_iter()
        .map(
            |(name, survival, why)| view! { <dt>{format!("One {name}")}</dt> <dd>{format!("{}: {why}", promise(survival))}</dd> },
        )
        .collect_view();
    view! {
        <p>"Whether the cluster goes on taking writes and answering queries after the loss of one thing, from replica counts, the write quorum and where copies may lie."</p>
        <dl>{rows}</dl>
    }
    .into_any()
}

/// The verdict as it changes, for screen readers: once the hand rests, and only what is new.
pub fn announce(store: Store) -> AnyView {
    let said = RwSignal::new(String::new());
    let timer = StoredValue::new_local(None);
    let before = StoredValue::new(store.assessment.with_untracked(|a| tempo_designer::verdict::sentences(a)));
    Effect::new(move |first: Option<()>| {
        let assessment = store.assessment.get();
        if first.is_some() {
            timer.set_value(Some(super::browser::after(500, move || {
                let now = tempo_designer::verdict::sentences(&assessment);
                let new: Vec<_> = before.with_value(|before| now.iter().filter(|text| !before.contains(text)).cloned().collect());
                before.set_value(now);
                if !new.is_empty() {
                    said.set(new.join(" "));
                }
            })));
        }
    });
    view! { <p class="vh" role="status" aria-live="polite">{said}</p> }.into_any()
}

/// The bar that offers to take the last edit back.
pub fn undo_bar(store: Store) -> AnyView {
    let bar = move || {
        store.undo_bar.get().map(|text| {
            view! {
                <div
                    class="toast"
                    on:pointerenter=move |_| store.hold_undo_bar()
                    on:pointerleave=move |_| store.let_undo_bar_go()
                    on:focusin=move |_| store.hold_undo_bar()
                    on:focusout=move |_| store.let_undo_bar_go()
                >
                    <span>{text}</span>
                    <button type="button" class="b" on:click=move |_| store.undo()>{icon("M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7")} "Undo"</button>
                </div>
            }
        })
    };
    bar.into_any()
}
