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

/// Serves dist for as long as this process runs, and says where.
pub fn in_background() -> Outcome<String> {
    let listener = server::bind(0).map_err(|error| format!("no free port: {error}."))?;
    let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}."))?;
    std::thread::spawn(move || server::serve(listener, root().join("dist")));
    Ok(format!("http://{address}/"))
}

fn first_free() -> Option<TcpListener> {
    (FIRST..FIRST + 100).find_map(|port| server::bind(port).ok())
}

// Here and not in server.rs: the browser tests compile that file too, and would count these twice.
#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::server::{media_type, packed, resolve};

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
    fn sends_the_smallest_that_the_browser_reads_and_the_folder_has() {
        let has = |name: &'static str| move |path: &Path| path == Path::new(name);
        let file = Path::new("page.js");
        let found = |accepted, name| packed(file, accepted, has(name)).map(|(path, coding)| (path.display().to_string(), coding));
        assert_eq!(found("gzip, deflate, br, zstd", "page.js.br"), Some(("page.js.br".to_owned(), "br")));
        assert_eq!(found("gzip, deflate", "page.js.br"), None);
        assert_eq!(found("gzip, br", "page.js.gz"), Some(("page.js.gz".to_owned(), "gzip")));
        assert_eq!(found("", "page.js.gz"), None);
    }

    #[test]
    fn wasm_has_its_own_type() {
        // Browsers compile while loading only under this type.
        assert_eq!(media_type(Path::new("page_bg.wasm")), "application/wasm");
    }
}
