//! A design as the end of an address: `d1=` and the packed document. A link is for ever, so that the version stands before it
//! and every version ever given out goes on being read: `tests/links/` holds some of each.

use super::{Design, document};
use crate::problem::Problem;
use base64ct::{Base64UrlUnpadded, Encoding};
use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

/// The version that links are written in.
const VERSION: u32 = 1;
/// The characters of a fragment that are sure to arrive. Browsers take more; what lies between (proxies, shorteners, ticket
/// systems, chats) often stops at 8 kB for a whole address, as servers do by default.
pub const LONGEST: usize = 8_000;
/// The characters that are looked at. A design with a hundred tenants of the longest names has half as many.
const MOST_CHARACTERS: usize = 100_000;
/// The bytes that a link may unpack to: a thousand times as many as it has would be possible.
const MOST_BYTES: usize = 400_000;
/// Best, since every character counts and a document is small.
const EFFORT: u8 = 9;
/// Of the text before it is packed: a link that lost a letter could unpack to another design without it.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

const DAMAGED: &str = "Copy the link again, whole, or ask for the design.yaml.";

/// What stands behind the `#` of a link to this design: same design, same characters.
#[must_use]
pub fn encode(design: &Design) -> String {
    let text = document::write(design);
    let mut bytes = CRC.checksum(text.as_bytes()).to_le_bytes().to_vec();
    bytes.extend_from_slice(&compress_to_vec(text.as_bytes(), EFFORT));
    format!("d{VERSION}={}", Base64UrlUnpadded::encode_string(&bytes))
}

/// Version and packed part of a link, or of what stands behind its `#`; `None` for an address that is none.
fn parts(text: &str) -> Option<(&str, &str)> {
    let fragment = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment).trim();
    let (version, packed) = fragment.strip_prefix('d')?.split_once('=')?;
    (!version.is_empty() && version.bytes().all(|b| b.is_ascii_digit())).then_some((version, packed))
}

/// The design that a link holds.
///
/// # Errors
/// A sentence for each kind of damage, and for a link of a newer program.
pub fn decode(text: &str) -> Result<Design, Problem> {
    let problem = |what: &str, remedy: &str| Problem::new("link", what, remedy);
    if text.len() > MOST_CHARACTERS {
        let what = format!("It has {} characters, more than any design needs.", text.len());
        return Err(problem(&what, "Open the design.yaml instead."));
    }
    let Some((version, packed)) = parts(text) else {
        return Err(problem("It holds no design.", "A link to a design has #d1= in it, and some thousand letters behind that."));
    };
    match version.parse() {
        Ok(VERSION) => unpack(packed)
            .map_err(|what| problem(what, DAMAGED))
            .and_then(|text| document::whole(&text).map_err(|why| Problem { key: format!("link, {}", why.key), ..why })),
        Ok(newer) if newer > VERSION => {
            let what = format!("Its version {newer} is newer than this program, which reads up to {VERSION}.");
            Err(problem(&what, "Open it with a newer release."))
        }
        _ => Err(problem(&format!("There is no version {version} of links."), DAMAGED)),
    }
}

fn unpack(packed: &str) -> Result<String, &'static str> {
    // Mail and chat break long lines.
    let packed: String = packed.split_ascii_whitespace().collect();
    let bytes = Base64UrlUnpadded::decode_vec(&packed)
        .map_err(|_| "It has characters that do not belong there, or its last ones are missing.")?;
    let (sum, deflated) = bytes.split_first_chunk::<4>().ok_or("Nearly all of it is missing.")?;
    let text = decompress_to_vec_with_limit(deflated, MOST_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => "It unpacks to more than any design needs.",
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => "Its end is missing.",
        _ => "It is damaged.",
    })?;
    if CRC.checksum(&text) != u32::from_le_bytes(*sum) {
        return Err("A part of it was changed on the way.");
    }
    String::from_utf8(text).map_err(|_| "It holds no text.")
}
