//! The page: views over the library's figures. It computes nothing itself.

mod app;
mod browser;
mod bundle;
mod controls;
mod designs;
mod diagram;
mod element;
mod explain;
mod findings;
mod keep;
mod later;
mod notice;
mod opening;
mod picture;
mod ring;
mod stage;
mod store;
mod tenants;
mod verdict;
mod views;

fn main() {
    std::panic::set_hook(Box::new(|fault| browser::report(&fault.to_string())));
    // Elements come from element.rs; Leptos is handed none, and owns all that is reactive.
    leptos::mount::mount_to_body(|| app::app(store::Store::new()));
    browser::ready();
}
