//! A file that somebody opens -> the design in it. A document as it is, or the bundle's zip with the document inside. With
//! limits, since the file may be anybody's.

use super::archive::CRC;
use crate::design::{Design, document};
use crate::problem::Problem;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// Larger files are not looked at: a bundle has some hundred kilobytes.
pub const MOST_BYTES: usize = 10_000_000;
/// The bytes that a document may unpack to.
const MOST_TEXT: usize = 1_000_000;
/// The entries of a zip that are looked at.
const MOST_ENTRIES: usize = 2_000;
const DOCUMENT: &str = "design.yaml";
const REMEDY: &str = "Open a design.yaml, or the zip of a bundle as it was downloaded.";

/// The design in a file. Its name is used for messages alone.
///
/// # Errors
/// What is wrong with the file: the first problem of its document, too.
pub fn opened(name: &str, bytes: &[u8]) -> Result<Design, Problem> {
    let problem = |what: &str| Problem::new(name, what, REMEDY);
    if bytes.len() > MOST_BYTES {
        return Err(too_large(name, bytes.len()));
    }
    let (inside, text) = match bytes.starts_with(b"PK") {
        true => (format!("{name}, {DOCUMENT}"), unpacked(bytes).map_err(problem)?),
        false => (name.to_owned(), bytes.to_vec()),
    };
    let text = String::from_utf8(text).map_err(|_| problem("This is no text, and no zip of a bundle."))?;
    document::whole(&text).map_err(|why| {
        let key = if why.key.is_empty() { inside } else { format!("{inside}, {}", why.key) };
        Problem { key, ..why }
    })
}

/// Said of a file that is not even read.
#[must_use]
pub fn too_large(name: &str, bytes: usize) -> Problem {
    Problem::new(name, format!("The file has {bytes} bytes, more than any bundle."), REMEDY)
}

/// The document in a zip: the one that lies least deep.
fn unpacked(zip: &[u8]) -> Result<Vec<u8>, &'static str> {
    const CUT: &str = "The zip is damaged, or its end is missing.";
    // The end of the directory is the last thing in the file, but for a comment of at most 64 kB.
    let from = zip.len().saturating_sub(22 + 65_535);
    let tail = zip.get(from..).unwrap_or_default();
    let end = from + tail.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or(CUT)?;
    let count = short(zip, end + 10).ok_or(CUT)?;
    let mut at = long(zip, end + 16).ok_or(CUT)?;
    if count > MOST_ENTRIES {
        return Err("The zip has far more files than a bundle.");
    }
    let mut found: Option<(usize, usize)> = None;
    for _ in 0..count {
        let name_end = at.saturating_add(46).saturating_add(short(zip, at.saturating_add(28)).ok_or(CUT)?);
        let name = zip.get(at.saturating_add(46)..name_end).ok_or(CUT)?;
        let folder = name.strip_suffix(DOCUMENT.as_bytes()).filter(|folder| folder.is_empty() || folder.ends_with(b"/"));
        let depth = folder.map(|folder| folder.iter().filter(|&&b| b == b'/').count());
        if let Some(depth) = depth
            && found.is_none_or(|(least, _)| depth < least)
        {
            found = Some((depth, at));
        }
        let more = short(zip, at + 30).ok_or(CUT)? + short(zip, at + 32).ok_or(CUT)?;
        at = name_end.saturating_add(more);
    }
    let (_, entry) = found.ok_or("The zip has no design.yaml.")?;
    let number = |offset| long(zip, entry + offset).ok_or(CUT);
    let (sum, packed, size, header) = (number(16)?, number(20)?, number(24)?, number(42)?);
    if size > MOST_TEXT {
        return Err("The design.yaml in the zip is larger than any design.");
    }
    if short(zip, entry + 8).ok_or(CUT)? & 1 == 1 {
        return Err("The zip is encrypted.");
    }
    let extra = |offset| short(zip, header.saturating_add(offset)).ok_or(CUT);
    let start = header.saturating_add(30) + extra(26)? + extra(28)?;
    let data = zip.get(start..start.saturating_add(packed)).ok_or(CUT)?;
    let text = match short(zip, entry + 10) {
        Some(0) => data.to_vec(),
        // What it says of its size is a claim: no more than that is unpacked.
        Some(8) => decompress_to_vec_with_limit(data, size).map_err(|_| "The design.yaml in the zip is damaged.")?,
        _ => return Err("The zip is packed in a way that is not read here."),
    };
    if text.len() != size || CRC.checksum(&text) as usize != sum {
        return Err("The design.yaml in the zip is damaged.");
    }
    Ok(text)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(|bytes| usize::from(u16::from_le_bytes(bytes)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(|bytes| u32::from_le_bytes(bytes) as usize)
}
