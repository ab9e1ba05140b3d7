//! Links and opened files: what was given out is read for ever, and nothing that arrives does harm.

#[path = "random/mod.rs"]
mod random;

use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use tempo_designer::assess;
use tempo_designer::bundle::opening::opened;
use tempo_designer::bundle::{archive, bundle};
use tempo_designer::design::share::{LONGEST, decode, encode};
use tempo_designer::design::{Design, document, edit};

/// The links of a file, each with its name and with what it must decode to, line by line as a design is kept. Fields that
/// a later release adds have no line here and may be anything.
fn links(file: &str) -> Vec<(String, String, Vec<String>)> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links").join(file)).expect("the file of links");
    let blocks = text.split("\n## ").skip(1);
    let read = |block: &str| {
        let mut lines = block.lines().filter(|line| !line.is_empty()).map(str::to_owned);
        (lines.next().expect("a name"), lines.next().expect("a link"), lines.collect())
    };
    blocks.map(read).collect()
}

#[test]
fn issue_5_links_of_version_1_open_for_ever() {
    let links = links("v1.txt");
    assert!(links.len() >= 6, "Links were taken out of tests/links/v1.txt; they must stay.");
    for (name, link, lines) in links {
        let design = decode(&link).unwrap_or_else(|why| panic!("{name}: {why}"));
        let kept = edit::kept(&design);
        assert!(lines.len() > 60, "{name} states {} lines", lines.len());
        for line in lines {
            assert!(kept.lines().any(|known| known == line), "{name} no longer decodes to {line}");
        }
    }
}

#[test]
fn issue_5_a_damaged_link_is_refused_with_a_sentence() {
    let link = encode(&Design::default());
    assert!(link.starts_with("d1=") && link.len() < 3_000, "{} characters", link.len());
    let packed = &link[3..];
    let flipped = format!("d1={}{}{}", &packed[..700], if &packed[700..701] == "A" { "B" } else { "A" }, &packed[701..]);
    for (damaged, said) in [
        ("", "holds no design"),
        ("https://example.org/#controls", "holds no design"),
        ("d1=", "Nearly all of it is missing"),
        ("d1=ä", "do not belong"),
        (&link[..link.len() / 4 * 3 - 1], "missing"),
        (flipped.as_str(), "."),
        ("d2=AAAA", "newer than this program"),
        ("d0=AAAA", "no version 0"),
        ("d99999999999=AAAA", "no version"),
        (&format!("d1={}", "A".repeat(200_000)), "more than any design needs"),
    ] {
        let why = decode(damaged).expect_err(damaged).to_string();
        assert!(why.starts_with("link: ") && why.contains(said), "{why}");
        assert!(why.ends_with('.'), "{why}");
    }
    // Mail breaks lines, and an address goes before.
    let broken = format!("https://example.org/page/#{}\r\n {}\n", &link[..900], &link[900..]);
    assert_eq!(decode(&broken), Ok(Design::default()));
}

#[test]
fn issue_5_a_link_never_unpacks_to_more_than_a_design() {
    let text = "#".repeat(50_000_000);
    let mut bytes = vec![0; 4];
    bytes.extend(miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9));
    let link = format!("d1={}", <base64ct::Base64UrlUnpadded as base64ct::Encoding>::encode_string(&bytes));
    assert!(link.len() < 100_000);
    assert!(decode(&link).unwrap_err().to_string().contains("unpacks to more"), "{:?}", decode(&link));
}

#[test]
fn issue_5_only_long_lists_of_tenants_are_too_long_for_a_link() {
    let mut design = Design::default();
    design.workload.tenants = 100;
    let mut seed = 7_u32;
    for at in 0..100 {
        let id: String = (0..140)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(b'a' + (seed >> 27) as u8 % 26)
            })
            .collect();
        design.tenants.push(tempo_designer::design::Tenant { id: format!("{at}{id}"), ..Default::default() });
    }
    let link = encode(&design);
    assert!(link.len() > LONGEST, "{}", link.len());
    assert_eq!(decode(&link), Ok(design), "and it opens all the same");
}

#[test]
fn issue_5_a_bundle_and_its_document_open() {
    let mut design = Design { name: "shop: “checkout”".to_owned(), ..Design::default() };
    design.ingester.replicas = 7;
    // The region's provider asks for more than is said yet: that is no fault of the file.
    design.platform.secret_mode = "irsa".to_owned();
    let made = bundle(&assess(&design));
    for root in ["", "tempo/"] {
        assert_eq!(opened("a.zip", &archive::zip(&made, root)), Ok(design.clone()));
    }
    assert_eq!(opened("design.yaml", document::write(&design).as_bytes()), Ok(design.clone()));
    // Packed by another program, not compressed, beside a document of the same name that lies deeper.
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (path, text) in
        [("x/old/design.yaml", String::new()), ("x/design.yaml", document::write(&design)), ("x/a", String::new())]
    {
        other.start_file(path, stored).unwrap();
        other.write_all(text.as_bytes()).unwrap();
    }
    assert_eq!(opened("b.zip", &other.finish().unwrap().into_inner()), Ok(design));
}

#[test]
fn issue_5_garbage_is_refused_with_its_name_and_a_remedy() {
    let zip_of = |path: &str, text: &[u8]| {
        let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
        made.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(text).unwrap();
        made.finish().unwrap().into_inner()
    };
    let bundle = archive::zip(&bundle(&assess(&Design::default())), "");
    let mut broken = bundle.clone();
    let at = broken.windows(11).position(|window| window == b"design.yaml").unwrap() + 60;
    broken[at] ^= 0x55;
    for (bytes, said) in [
        (vec![0xff, 0xfe, 0, 1], "no text, and no zip"),
        (b"PK".to_vec(), "its end is missing"),
        (bundle[..bundle.len() - 30].to_vec(), "its end is missing"),
        (broken, "damaged"),
        (zip_of("other.yaml", b"version: 1"), "has no design.yaml"),
        (zip_of("design.yaml", &vec![b'#'; 40_000_000]), "larger than any design"),
        (vec![b' '; 11_000_000], "more than any bundle"),
        (Vec::new(), "The document is empty"),
        (b"auth_enabled: true\nserver:\n  http_listen_port: 3200\n".to_vec(), "more problem"),
    ] {
        let why = opened("from a friend.zip", &bytes).unwrap_err().to_string();
        assert!(why.contains("from a friend.zip") && why.contains(said) && why.ends_with('.'), "{why}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn issue_5_a_link_opens_to_the_same_design(listed in proptest::collection::vec(random::listed(), 0..5), replicas in 1_u32..500, name in "[^\\p{C}\\s][^\\p{C}]{0,40}[^\\p{C}\\s]") {
        let mut design = Design::default();
        random::list(&mut design, listed);
        design.ingester.replicas = replicas;
        design.name = name;
        let link = encode(&design);
        prop_assert_eq!(decode(&link), Ok(design));
    }

    #[test]
    fn issue_5_no_text_and_no_file_brings_it_down(text in ".{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..2_000, flip in 1_u8..) {
        let _ = (decode(&text), decode(&format!("d1={text}")), opened("x", text.as_bytes()), opened("x", &bytes));
        let _ = opened("x", &[b"PK", bytes.as_slice(), b"PK\x05\x06", bytes.as_slice()].concat());
        let mut link = encode(&Design::default()).into_bytes();
        let at = at % link.len();
        link[at] = link[at].wrapping_add(flip);
        // One letter changed is never another design.
        if let Ok(design) = decode(&String::from_utf8_lossy(&link)) {
            prop_assert_eq!(design, Design::default());
        }
    }
}
