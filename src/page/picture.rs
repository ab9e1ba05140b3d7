//! A scene on the page: laid out for the room it has, drawn anew as what it shows changes.

use super::browser::{self, Mark, web};
use super::diagram::{self, Painter};
use super::store::{Row, Store};
use leptos::prelude::*;
use tempo_designer::Assessment;
use tempo_designer::design::{Role, edit};
use tempo_designer::diagram::{Scene, Size};

/// The room a picture has, once it stands on the page.
pub type Room = RwSignal<Option<Size>>;

/// A picture of the assessment whose parts can be pressed and gone through by keys.
pub fn parts(store: Store, id: &'static str, draw: fn(&Assessment, Size) -> Scene) -> AnyView {
    let room = Room::new(None);
    let scene = Memo::new(move |_| {
        let size = room.get()?;
        Some(store.assessment.with(|a| draw(a, size)))
    });
    let node = NodeRef::new();
    let painter = paint(node, room, scene);
    Effect::new(move |_| {
        let chosen = store.selected.get();
        scene.track();
        painter.with_value(|painter| painter.iter().for_each(|painter| painter.choose(chosen)));
    });
    let of = move |pick: fn(&Scene) -> String| move || scene.with(|scene| scene.as_ref().map(pick));
    let says = format!("{id}-says");
    let hint = if id == "flow" {
        " Arrow keys go from part to part, Enter opens one, plus and minus change its replicas."
    } else {
        " Arrow keys go from part to part, Enter explains one."
    };
    view! {
        <svg
            node_ref=node
            id=id
            class="d"
            role="group"
            aria-roledescription="diagram"
            aria-label=of(|scene| scene.title.clone())
            aria-describedby=says.clone()
            style:--ratio=move || ratio(scene)
            on:keydown=move |event| key(store, &event)
            on:focusin=move |event| diagram::focused(&event)
        ></svg>
        <p id=says class="vh">{of(|scene| scene.description.clone())} {hint}</p>
    }
    .into_any()
}

/// A picture that is looked at as a whole.
pub fn still(id: &'static str, room: Room, scene: Memo<Option<Scene>>) -> AnyView {
    let node = NodeRef::new();
    paint(node, room, scene);
    let says = move || scene.with(|scene| scene.as_ref().map(|scene| format!("{}. {}", scene.title, scene.description)));
    view! { <svg node_ref=node id=id class="d" role="img" aria-label=says style:--ratio=move || ratio(scene)></svg> }.into_any()
}

/// The shape of the drawing by CSS, so that the element has its height before the next frame.
fn ratio(scene: Memo<Option<Scene>>) -> String {
    scene.with(|scene| scene.as_ref().map_or(2.0, |scene| scene.size.width / scene.size.height)).to_string()
}

fn paint(node: NodeRef<leptos::svg::Svg>, room: Room, scene: Memo<Option<Scene>>) -> StoredValue<Option<Painter>, LocalStorage> {
    let painter = StoredValue::new_local(None::<Painter>);
    Effect::new(move |_| {
        let Some(root) = node.get().map(Mark::element) else { return };
        if let Some(within) = root.closest(".room, .panel") {
            browser::on_resize(&within, move |width, height| {
                // A pixel less, so that rounding never brings a scroll bar.
                room.try_set(Some(Size { width, height: (height - 1.0).max(0.0) }));
            });
        }
        painter.set_value(Some(Painter::new(root)));
    });
    Effect::new(move |_| {
        scene.with(|scene| {
            painter.update_value(|painter| {
                if let (Some(painter), Some(scene)) = (painter, scene) {
                    painter.paint(scene);
                }
            });
        });
    });
    painter
}

fn key(store: Store, event: &web::Event) {
    let press = |mark: &Mark| super::app::act(store, mark);
    let step = |mark: &Mark, steps: f64| {
        if let Some(row) = stepped(store, mark) {
            store.begin(row);
            store.step(row, steps);
        }
    };
    diagram::key(event, press, step);
}

/// The replicas of the node that has the focus.
fn stepped(store: Store, mark: &Mark) -> Option<Row> {
    let name = mark.attribute("data-component")?;
    let role = Role::ALL.into_iter().find(|role| role.target() == name)?;
    store.row(edit::replicas(role)?.path)
}
