#!/usr/bin/env bash
# The wasm32 standard library for the rustc on PATH. `cargo xtask` runs this before it builds the page.
#
# In order: it is there already; `rustup target add` brings it; Debian's `rust-src` of exactly this rustc version
# (signature checked by apt) is compiled and laid where rustup would have put it. The last is for machines that
# reach a Debian mirror but not rustup's server.
#
# Safe to repeat. `--check` only reports; `--force-source` goes straight to the last way, to test it.
set -euo pipefail

target=wasm32-unknown-unknown
say() { printf 'wasm-target: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

mode=${1-}
case "$mode" in '' | --check | --force-source) ;; *) die "usage: $0 [--check|--force-source]" ;; esac

command -v rustc >/dev/null || die "no rustc on PATH; install Rust first."
version=$(rustc --version | awk '{print $2}')
sysroot=$(rustc --print sysroot)
libdir=$sysroot/lib/rustlib/$target/lib

# Compile a trivial program instead of looking for files: only that proves that std fits this rustc.
probe() {
    local d rc=0
    d=$(mktemp -d)
    echo 'fn main() { println!("{}", std::env::args().count()); }' >"$d/p.rs"
    rustc --target $target -O -o "$d/p.wasm" "$d/p.rs" >"$d/log" 2>&1 || rc=$?
    rm -rf "$d"
    return $rc
}

if [ "$mode" != --force-source ]; then
    if probe; then
        say "std for $target is there for rustc $version."
        exit 0
    fi
    [ "$mode" = --check ] && die "std for $target is missing for rustc $version."
    if command -v rustup >/dev/null; then
        say "trying: rustup target add $target"
        if timeout 180 rustup target add $target >&2 && probe; then
            say "done by rustup."
            exit 0
        fi
        say "rustup could not do it (no network to its server?); falling back to Debian's rust-src."
    fi
fi

for tool in apt-get apt-cache dpkg-deb cargo; do
    command -v $tool >/dev/null || die "the fallback needs $tool (a Debian-like system). Please run 'rustup target add $target' where its server can be reached."
done
[ -w "$sysroot/lib/rustlib" ] || die "$sysroot/lib/rustlib is not writable; run as its owner."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# The machine's own Debian mirror and keyring, with another suite. No host name is written here.
uri= key=
for f in /etc/apt/sources.list.d/*.sources; do
    [ -f "$f" ] || continue
    u=$(awk '/^URIs:/ {print $2; exit}' "$f")
    case "$u" in *security*) continue ;; */debian | */debian/) ;; *) continue ;; esac
    uri=$u
    key=$(awk '/^Signed-By:/ {print $2; exit}' "$f")
    break
done
if [ -z "$uri" ] && [ -f /etc/apt/sources.list ]; then
    uri=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /:\/\/.*\/debian\/?$/) { print $i; exit } }' /etc/apt/sources.list)
fi
[ -n "$uri" ] || die "no Debian mirror found in /etc/apt. Please run 'rustup target add $target' where its server can be reached."
[ -n "$key" ] || key=/usr/share/keyrings/debian-archive-keyring.gpg

mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
apt_opts=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Get::List-Cleanup=0
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=3)

found=
for suite in ${WASM_TARGET_SUITES:-stable stable-backports trixie-backports testing unstable}; do
    printf 'deb [signed-by=%s] %s %s main\n' "$key" "$uri" "$suite" >"$work/sources.list"
    say "looking for rust-src $version in Debian $suite"
    apt-get "${apt_opts[@]}" -qq update >"$work/apt.log" 2>&1 || { say "  $suite: apt-get update failed: $(tail -1 "$work/apt.log")"; continue; }
    # `apt-cache madison` prints: package | version | source
    found=$(apt-cache "${apt_opts[@]}" madison rust-src 2>/dev/null | awk -v v="$version" '$3 == v || index($3, v "+") == 1 || index($3, v "-") == 1 || index($3, v "~") == 1 {print $3; exit}')
    [ -n "$found" ] && break
done
[ -n "$found" ] || die "no suite of Debian has rust-src $version. Please run 'rustup target add $target' where its server can be reached, or use a rustc whose rust-src Debian has."

say "downloading rust-src $found (about 45 MB)"
(cd "$work" && apt-get "${apt_opts[@]}" -q download "rust-src=$found" >"$work/apt.log" 2>&1) || { cat "$work/apt.log" >&2; die "download failed."; }
dpkg-deb --fsys-tarfile "$work"/rust-src_*.deb | tar -x -C "$work" --wildcards './usr/src/rustc-*/library'
library=$(echo "$work"/usr/src/rustc-*/library)
[ -f "$library/std/Cargo.toml" ] || die "the package has no library/std; please report this."

say "building std for $target (about half a minute on two cores)"
mkdir -p "$work/empty/src"
: >"$work/empty/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[profile.release]\ndebug = 0\ncodegen-units = 1\n' >"$work/empty/Cargo.toml"
# embed-bitcode: without it a later `lto = "fat"` cannot take std along.
(cd "$work/empty" && env -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET -u CARGO_ENCODED_RUSTFLAGS \
    RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT="$library" RUSTFLAGS="-C embed-bitcode=yes" \
    cargo build -q --release --target $target -Zbuild-std=std,panic_abort,test) >&2 || die "std did not build."

stage=$sysroot/lib/rustlib/.$target.new.$$
mkdir -p "$stage/lib"
cp "$work/empty/target/$target/release/deps/"*.rlib "$stage/lib/"
rm -f "$stage/lib/"libempty-*.rlib
rm -rf "${sysroot:?}/lib/rustlib/$target"
mv "$stage" "$sysroot/lib/rustlib/$target"

probe || die "std was built but a trivial program does not link; please report this with 'rustc -vV'."
say "done: std for $target from rust-src $found."
