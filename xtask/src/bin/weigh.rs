//! Prints raw, gzip -9 and brotli 11 bytes of each file named, and their sum.
//!
//! `weigh LIMIT FOLDER FILE...` fails if the brotli sum is above LIMIT bytes.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use flate2::{Compression, write::GzEncoder};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [limit, folder, files @ ..] = arguments.as_slice() else {
        eprintln!("weigh: too few arguments; call it as `weigh LIMIT FOLDER FILE...`.");
        return ExitCode::FAILURE;
    };
    match weigh(limit, Path::new(folder), files) {
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
        let bytes = std::fs::read(folder.join(file)).map_err(|error| format!("{file} cannot be read: {error}."))?;
        let sizes = [bytes.len(), gzip(&bytes)?, brotli(&bytes)?];
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

fn gzip(bytes: &[u8]) -> Result<usize, String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.map(|packed| packed.len()).map_err(|error| format!("gzip: {error}."))
}

fn brotli(bytes: &[u8]) -> Result<usize, String> {
    let mut packed = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &options).map_err(|error| format!("brotli: {error}."))?;
    Ok(packed.len())
}
