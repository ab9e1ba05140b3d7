//! Compresses files by gzip -9 and brotli 11.
//!
//! `weigh LIMIT FOLDER FILE...` prints raw and compressed bytes of each and their sum, and fails if the brotli sum is above
//! LIMIT bytes. `weigh pack FOLDER FILE...` writes FILE.br and FILE.gz.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use flate2::{Compression, write::GzEncoder};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, files @ ..] = arguments.as_slice() else {
        eprintln!("weigh: too few arguments; call it as `weigh LIMIT FOLDER FILE...` or `weigh pack FOLDER FILE...`.");
        return ExitCode::FAILURE;
    };
    let folder = Path::new(folder);
    match if what == "pack" { pack(folder, files) } else { weigh(what, folder, files) } {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("weigh: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn weigh(limit: &str, folder: &Path, files: &[String]) -> Result<bool, String> {
    let limit: usize = limit.parse().map_err(|_| format!("{limit} is not a number of bytes."))?;
    println!("{:<44} {:>10} {:>10} {:>10}", "file", "raw B", "gzip B", "brotli B");
    let mut sum = [0; 3];
    for file in files {
        let bytes = read(folder, file)?;
        let sizes = [bytes.len(), gzip(&bytes)?.len(), brotli(&bytes)?.len()];
        row(file, sizes);
        for (sum, size) in sum.iter_mut().zip(sizes) {
            *sum += size;
        }
    }
    row("first view", sum);
    let fits = sum[2] <= limit;
    if !fits {
        println!("The first view is {} B of brotli, {} B above its limit of {limit} B.", sum[2], sum[2] - limit);
    }
    Ok(fits)
}

fn row(name: &str, [raw, gzip, brotli]: [usize; 3]) {
    println!("{name:<44} {raw:>10} {gzip:>10} {brotli:>10}");
}

/// Writes both beside each file. One that hardly shrinks is left as it is.
fn pack(folder: &Path, files: &[String]) -> Result<bool, String> {
    for file in files {
        let bytes = read(folder, file)?;
        for (ending, packed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            if packed.len() * 10 < bytes.len() * 9 {
                let name = format!("{file}.{ending}");
                std::fs::write(folder.join(&name), packed).map_err(|error| format!("{name} cannot be written: {error}."))?;
            }
        }
    }
    Ok(true)
}

fn read(folder: &Path, file: &str) -> Result<Vec<u8>, String> {
    std::fs::read(folder.join(file)).map_err(|error| format!("{file} cannot be read: {error}."))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}."))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut packed = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &options).map_err(|error| format!("brotli: {error}."))?;
    Ok(packed)
}
