//! The bundle: its files as a tree, one of them shown, all of them to be downloaded.

use super::store::Store;
use leptos::prelude::*;

pub fn bundle(_store: Store) -> AnyView {
    view! {
        <section id="bundle" class="pane out" aria-labelledby="bundle-title" tabindex="-1">
            <h2 id="bundle-title">"Bundle"</h2>
        </section>
    }
    .into_any()
}
