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

/// Answers one request after another until the browser has no more.
fn answer(mut stream: TcpStream, folder: &Path) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_nodelay(true)?;
    let mut from = BufReader::new(stream.try_clone()?);
    loop {
        // A request line and headers; this server takes no bodies.
        let mut reader = (&mut from).take(64 * 1024);
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let (mut header, mut accepted) = (String::new(), String::new());
        while reader.read_line(&mut header)? > 2 {
            header.make_ascii_lowercase();
            if let Some(codings) = header.strip_prefix("accept-encoding:") {
                accepted = codings.to_owned();
            }
            header.clear();
        }
        stream.write_all(&response(&request, &accepted, folder))?;
        stream.flush()?;
    }
}

fn response(request: &str, accepted: &str, folder: &Path) -> Vec<u8> {
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut coding = String::new();
    let (status, kind, body) = if !matches!(method, "GET" | "HEAD") {
        ("405 Method Not Allowed", "text/plain; charset=utf-8", b"Only GET and HEAD.\n".to_vec())
    } else {
        let read = |path: PathBuf| {
            let smaller = packed(&path, accepted, |path| folder.join(path).is_file());
            let file = smaller.as_ref().map_or(&path, |(file, _)| file);
            std::fs::read(folder.join(file)).ok().map(|body| (media_type(&path), smaller.map(|(_, coding)| coding), body))
        };
        match resolve(target).and_then(read) {
            Some((kind, with, body)) => {
                if let Some(with) = with {
                    coding = format!("Content-Encoding: {with}\r\nVary: Accept-Encoding\r\n");
                }
                ("200 OK", kind, body)
            }
            None => ("404 Not Found", "text/plain; charset=utf-8", b"No such file.\n".to_vec()),
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{coding}Cache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), if method == "HEAD" { &[] } else { &body }].concat()
}

/// The compressed file beside the one asked for, with its coding, if the browser reads it and the folder has it.
pub fn packed(path: &Path, accepted: &str, has: impl Fn(&Path) -> bool) -> Option<(PathBuf, &'static str)> {
    let reads = |coding| accepted.split(',').any(|item| item.split(';').next().is_some_and(|name| name.trim() == coding));
    [("br", "br"), ("gz", "gzip")].into_iter().filter(|(_, coding)| reads(*coding)).find_map(|(ending, coding)| {
        let file = PathBuf::from(format!("{}.{ending}", path.display()));
        has(&file).then_some((file, coding))
    })
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
