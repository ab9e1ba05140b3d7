//! A bundle as one file: a zip, or one YAML of many documents.

use super::Bundle;
use super::line::{self, Line, TokenKind};
use super::yaml;
use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

/// Without a table: a fast one is 16 kB in the page, and a bundle has 80 kB.
pub(super) const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// The container that `unzip` and Explorer open. Same bundle, same bytes: every entry bears the first date that zip knows.
///
/// `root` goes before every path: `""` to unpack here, `"tempo/"` to unpack into a folder.
#[must_use]
pub fn zip(bundle: &Bundle, root: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut entries: u16 = 0;
    for file in &bundle.files {
        let name = format!("{root}{}", file.path);
        let text = file.text();
        let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 6);
        let offset = out.len();
        let header = Header { name: &name, crc: CRC.checksum(text.as_bytes()), packed: packed.len(), size: text.len() };
        header.local(&mut out);
        out.extend_from_slice(&packed);
        header.central(&mut directory, offset);
        entries = entries.saturating_add(1);
    }
    let start = out.len();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    short(&mut out, entries);
    short(&mut out, entries);
    long(&mut out, directory.len());
    long(&mut out, start);
    short(&mut out, 0);
    out
}

struct Header<'a> {
    name: &'a str,
    crc: u32,
    packed: usize,
    size: usize,
}

impl Header<'_> {
    fn local(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"PK\x03\x04");
        self.common(out);
        out.extend_from_slice(self.name.as_bytes());
    }

    fn central(&self, out: &mut Vec<u8>, offset: usize) {
        out.extend_from_slice(b"PK\x01\x02");
        // Made by Unix, so that the upper half of the attributes is a mode.
        short(out, 0x031e);
        self.common(out);
        // Comment, disk, internal attributes: none.
        out.extend_from_slice(&[0; 6]);
        let mode: u32 = if self.name.ends_with(".sh") { 0o100_755 } else { 0o100_644 };
        out.extend_from_slice(&(mode << 16).to_le_bytes());
        long(out, offset);
        out.extend_from_slice(self.name.as_bytes());
    }

    fn common(&self, out: &mut Vec<u8>) {
        short(out, 20); // needs version 2.0: deflate
        short(out, 0x0800); // names are UTF-8
        short(out, 8); // deflate
        short(out, 0); // 00:00:00
        short(out, 0x0021); // 1980-01-01
        out.extend_from_slice(&self.crc.to_le_bytes());
        long(out, self.packed);
        long(out, self.size);
        short(out, u16::try_from(self.name.len()).unwrap_or(u16::MAX));
        short(out, 0); // no extra field
    }
}

fn short(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// A bundle stays below 4 GiB by six orders of magnitude.
fn long(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

/// All that `kubectl apply -k` would apply, as one file for `kubectl apply -f`: the ConfigMaps are written out.
#[must_use]
pub fn multi_document(bundle: &Bundle) -> String {
    line::text(&multi_document_lines(bundle))
}

pub(super) fn multi_document_lines(bundle: &Bundle) -> Vec<Line> {
    let mut parts: Vec<Vec<Line>> = bundle.files.iter().filter(|file| file.applied).map(|file| file.lines.clone()).collect();
    // Behind namespace and service account, before the pods that mount them.
    let at = parts.len().min(2);
    parts.insert(at, yaml::documents(&bundle.config_maps));
    parts.join(&Line::of(TokenKind::Punctuation, "---"))
}
