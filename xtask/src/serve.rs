//! `cargo xtask serve`.

use std::net::TcpListener;

use crate::run::root;
use crate::{Outcome, page, server};

const FIRST: u16 = 8080;

pub fn serve(port: Option<u16>) -> Outcome {
    page::build()?;
    let listener = match port {
        Some(port) => server::bind(port).map_err(|error| {
            format!("port {port} cannot be used: {error}. Give another one, or none: then the first free one is taken.")
        })?,
        None => first_free().ok_or("no port from 8080 to 8179 is free. Give one with --port.")?,
    };
    let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}."))?;
    println!("The page is at http://{address}/ (Ctrl+C ends it)");
    server::serve(listener, root().join("dist"));
    Ok(())
}

fn first_free() -> Option<TcpListener> {
    (FIRST..FIRST + 100).find_map(|port| server::bind(port).ok())
}

// Here and not in server.rs: the browser tests compile that file too, and would count these twice.
#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::server::{media_type, resolve};

    #[test]
    fn requests_stay_in_the_folder() {
        let check = |target, file: Option<&str>| assert_eq!(resolve(target), file.map(PathBuf::from), "{target}");
        check("/", Some("index.html"));
        check("/boot.js?v=1", Some("boot.js"));
        check("/icons/a.svg", Some("icons/a.svg"));
        check("/../Cargo.toml", None);
        check("//etc/passwd", None);
        check("index.html", None);
    }

    #[test]
    fn wasm_has_its_own_type() {
        // Browsers compile while loading only under this type.
        assert_eq!(media_type(Path::new("page_bg.wasm")), "application/wasm");
    }
}
