//! A static file server for one machine: what a plain host of static files does, and nothing else.
//!
//! `cargo xtask serve` and the browser tests (tests/browser.rs takes this file by path) show the same page.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// Port 0 takes any free one.
pub fn bind(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// Answers until the process ends.
pub fn serve(listener: TcpListener, folder: PathBuf) {
    for stream in listener.incoming().flatten() {
        let folder = folder.clone();
        // A browser that goes away mid-answer is its own business.
        std::thread::spawn(move || _ = answer(stream, &folder));
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // A request line and headers; this server takes no bodies.
    let mut reader = BufReader::new(stream.try_clone()?.take(64 * 1024));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }

    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, kind, body) = if !matches!(method, "GET" | "HEAD") {
        ("405 Method Not Allowed", "text/plain; charset=utf-8", b"Only GET and HEAD.\n".to_vec())
    } else {
        match resolve(target).and_then(|path| std::fs::read(folder.join(&path)).ok().map(|body| (path, body))) {
            Some((path, body)) => ("200 OK", media_type(&path), body),
            None => ("404 Not Found", "text/plain; charset=utf-8", b"No such file.\n".to_vec()),
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method == "GET" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file a request means, relative to the folder; None for anything that could lead out of it.
///
/// Names in dist need no percent-encoding, so an encoded one is simply not found.
pub fn resolve(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| path.to_owned())
}

pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "yaml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
