//! What the first view does without. Its code and words are a second WebAssembly file, fetched when somebody first asks
//! for a part of it, or is about to. All that only [`made`] reaches is moved there by the build (xtask/src/bin/bindgen.rs).

use super::browser::{self, Mark};
use super::element::{button, el, say};
use super::lab::Lab;
use super::store::Store;
use super::{bundle, controls, designs, explain, notice, opening, palette, tenants, views};
use leptos::prelude::Owner;
use leptos::task::spawn_local;
use std::rc::Rc;
use tempo_designer::design::Role;
use tempo_designer::failure::Pod;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What can be asked for.
#[derive(Clone, Copy)]
pub enum Part {
    /// Nothing by itself: it is there.
    Arrived,
    View {
        tab: usize,
        table: bool,
    },
    Explanation,
    Tenants,
    Download,
    Palette,
    /// The tables of a view, on the clipboard.
    Copy {
        tab: usize,
    },
    /// The menu of the kept designs, with the focus on the button of this name.
    Designs(&'static str),
    /// In the failure lab, the ingester with this place in the ring: down, or back.
    TakeDown(u32),
    /// The design as a file.
    Save,
    /// The link in the address, to be opened.
    Link,
    /// The files dropped on the page, to be opened.
    Dropped,
    /// What to make of it that another tab has kept something.
    OtherTab,
    /// What is said when the browser keeps nothing.
    NotKept(browser::Refusal),
    /// What is said when the design goes on in another slot, because of another tab.
    Parted,
}

/// The style sheets of what comes later, which the first view need not wait for.
const STYLES: &[&str] = &[
    include_str!("../../style/tables.css"),
    include_str!("../../style/ring.css"),
    include_str!("../../style/bill.css"),
    include_str!("../../style/charts.css"),
    include_str!("../../style/compare.css"),
    include_str!("../../style/designs.css"),
    include_str!("../../style/evidence.css"),
    include_str!("../../style/measured.css"),
    include_str!("../../style/lab.css"),
    include_str!("../../style/own.css"),
    include_str!("../../style/palette.css"),
    include_str!("../../style/sizing.css"),
];

#[wasm_split(later, fallible, preload(fetched))]
fn made(store: Store, part: Part, owner: Option<Owner>) -> Result<Option<Mark>, SplitLoaderError> {
    if bundle::complete(store) {
        STYLES.iter().for_each(|rules| browser::take_style(rules));
        controls::explain_all(store);
    }
    let make = || {
        match part {
            Part::View { tab, table } => return views::view(store, tab, table),
            Part::Explanation => return Some(explain::contents(store)),
            Part::Tenants => return Some(tenants::list(store)),
            // What is nothing to look at is done once it has run.
            Part::Arrived => {}
            Part::Download => bundle::download(store),
            Part::Palette => palette::open(store),
            Part::Copy { tab } => views::copy(tab),
            Part::Designs(at) => designs::open(store, at),
            Part::TakeDown(number) => Lab::of(store).toggle(&[Pod { role: Role::Ingester, number }]),
            Part::Save => designs::download(store),
            Part::Link => opening::open_link(store),
            Part::Dropped => opening::open_files(store, &browser::dropped()),
            Part::OtherTab => designs::other_tabs(store),
            Part::NotKept(refusal) => notice::not_kept(store, refusal),
            Part::Parted => notice::parted(store),
        }
        None
    };
    Ok(owner.map_or_else(make, |owner| owner.with(make)))
}

/// Somebody is about to ask.
pub fn expect(store: Store) {
    spawn_local(async move {
        // What fails here is asked for again, and said then.
        let _ = made(store, Part::Arrived, None).await;
    });
}

/// Makes a part and puts it into `place`, unless that has been taken for another meanwhile. The part belongs to what runs
/// now, and goes when that is run again. `shown` runs once it stands, or what is said when it does not arrive.
pub fn put(store: Store, part: Part, place: &Mark, shown: Rc<dyn Fn()>) {
    let waits = say("p", "waits m", "On its way.").with("role", "status");
    place.append(&waits);
    let (place, owner) = (place.clone(), Owner::current());
    spawn_local(async move {
        let arrived = fetched().await.is_ok();
        if !waits.is("body *") {
            return;
        }
        if arrived && let Ok(Some(mark)) = made(store, part, owner.clone()).await {
            waits.replace(&mark);
            shown();
            return;
        }
        let again = button("b o", "Try again");
        let words = say("p", "", MISSING).with("role", "alert");
        let notice = el("div", "notice").holding(&[&words, &again]);
        waits.replace(&notice);
        shown();
        let old = notice.clone();
        let retry = move || {
            old.remove();
            put(store, part, &place, Rc::clone(&shown));
        };
        browser::on(
            &again,
            "click",
            Box::new(move |_| match &owner {
                Some(owner) => owner.with(&retry),
                None => retry(),
            }),
        );
    });
}

/// Does a part that is nothing to look at. A sentence at the foot of the page says that it did not arrive, until it does.
pub fn run(store: Store, part: Part) {
    spawn_local(async move {
        let arrived = made(store, part, None).await.is_ok();
        if let Some(old) = Mark::by_id("missing") {
            old.remove();
        }
        if !arrived && let Some(body) = Mark::body() {
            body.append(&say("p", "toast", MISSING).with("id", "missing").with("role", "alert"));
        }
    });
}

const MISSING: &str = "A part of the page did not arrive. Check the connection, then try again.";
