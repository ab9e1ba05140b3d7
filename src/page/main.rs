//! The page: views over the library's figures. It computes nothing itself.

mod app;
mod bill;
mod board;
mod browser;
mod bundle;
mod compare;
mod controls;
mod day;
mod designs;
mod diagram;
mod drag;
mod edits;
mod element;
mod evidence;
mod explain;
mod findings;
mod keep;
mod lab;
mod later;
mod measured;
mod moves;
mod notice;
mod opening;
mod own;
mod palette;
mod picture;
mod ring;
mod scenarios;
mod sizing;
mod stage;
mod store;
mod tenants;
mod verdict;
mod views;

fn main() {
    std::panic::set_hook(Box::new(|fault| browser::report(&fault.to_string())));
    // In a turn of its own, as all that follows: see app.rs. Elements come from element.rs; Leptos is handed none, and owns
    // all that is reactive.
    browser::soon(Box::new(|| leptos::mount::mount_to_body(|| app::app(store::Store::new()))));
}
