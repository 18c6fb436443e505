#!/usr/bin/env bash
# Everything that is built and tested here, one function a step. `./build.sh help` lists them; each can be run alone.
# Needs Rust by rustup and Node 20 or later; fetches the rest. What is up to date is not made again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly TARGET=wasm32-unknown-unknown
readonly CACHE=$PWD/.cache             # tools that this script installs, and stamps of what is up to date
export PATH="$PATH:$HOME/.cargo/bin:$CACHE/tools/bin"

say() { printf '\n\033[1m▸ %s\033[0m\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# fresh NAME FILE… — true if the stamp NAME was made from these very files; stamp NAME FILE… makes it.
fingerprint() { cksum "$@" 2>/dev/null | cksum; }
fresh() { local name=$1; shift; [[ -f $CACHE/$name.stamp && $(<"$CACHE/$name.stamp") == "$(fingerprint "$@")" ]]; }
stamp() { local name=$1; shift; mkdir -p "$CACHE"; fingerprint "$@" >"$CACHE/$name.stamp"; }

# ---- what is needed ------------------------------------------------------------------------------------------------

need_rust() {
  has rustup || die 'Rust by rustup is needed: install it from https://rustup.rs, open a new terminal and run this again.'
  has cargo || die 'rustup is here but cargo is not: run `rustup default stable` and then this again.'
}

need_target() {
  need_rust
  [[ -d $(rustc --print sysroot)/lib/rustlib/$TARGET ]] && return
  say "Adding Rust's target $TARGET"
  rustup target add "$TARGET"
}

need_lints() {
  need_rust
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
  say 'Adding rustfmt and clippy'
  rustup component add rustfmt clippy
}

need_node() {
  has node && has npm || die 'Node 20 or later with npm is needed: https://nodejs.org, or your system'\''s packages nodejs and npm.'
  local major; major=$(node -p 'process.versions.node.split(".")[0]')
  ((major >= 20)) || die "Node 20 or later is needed, this is $(node --version): https://nodejs.org"
}

need_npm_packages() {
  need_node
  [[ -d node_modules ]] && fresh npm package.json package-lock.json && return
  say 'Fetching the tools from npm (nothing of them is shipped)'
  npm ci --no-fund --no-audit
  stamp npm package.json package-lock.json
}

# The wasm-bindgen program has to be of the library's version, to the last digit.
bindgen_version() { awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock; }

need_bindgen() {
  need_rust
  local want; want=$(bindgen_version)
  [[ $(wasm-bindgen --version 2>/dev/null) == "wasm-bindgen $want" ]] && return
  # One of another version may come first on PATH: ours then goes before it.
  if [[ $("$CACHE/tools/bin/wasm-bindgen" --version 2>/dev/null) != "wasm-bindgen $want" ]]; then
    say "Building wasm-bindgen $want (once, some minutes)"
    # Not --locked: its lock file may name versions that a registry no longer has.
    cargo install wasm-bindgen-cli --version "$want" --root "$CACHE/tools" --target-dir "$CACHE/build"
    rm -rf "$CACHE/build"
  fi
  export PATH="$CACHE/tools/bin:$PATH"
}

need_wasm_pack() {
  need_rust
  has wasm-pack && return
  say 'Building wasm-pack (once, about two minutes)'
  cargo install wasm-pack --locked --root "$CACHE/tools" --target-dir "$CACHE/build"
  rm -rf "$CACHE/build"
}

first_of() { local name; for name in "$@"; do has "$name" && command -v "$name" && return; done; return 1; }
find_chromium() {
  [[ -n ${CHROMIUM:-} ]] && echo "$CHROMIUM" && return
  first_of chromium chromium-browser google-chrome google-chrome-stable \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' '/Applications/Chromium.app/Contents/MacOS/Chromium'
}
find_firefox() {
  [[ -n ${FIREFOX:-} ]] && echo "$FIREFOX" && return
  first_of firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox
}

need_chromium() {
  if ! { find_chromium && has chromedriver; } >/dev/null; then
    if has apt-get && ((EUID == 0)); then
      say 'Installing Chromium and its driver'
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium chromium-driver fonts-liberation || true
    fi
    find_chromium >/dev/null || die 'The tests of the page need Chromium or Chrome. Debian, Ubuntu: sudo apt install chromium chromium-driver. macOS: brew install --cask google-chrome chromedriver. Or set CHROMIUM=/path/to/it.'
    # Without a chromedriver wasm-pack looks for one by itself, so that is left to it.
  fi
  CHROMIUM=$(find_chromium); export CHROMIUM
}

look_for_firefox() {
  FIREFOX=$(find_firefox || true); export FIREFOX
  [[ -n $FIREFOX ]] || echo 'Firefox is not here: its tests are skipped. (Debian: apt install firefox-esr. Or set FIREFOX=/path/to/it.)'
}

# ---- building ------------------------------------------------------------------------------------------------------

# What a panic says names files, and those of crates lie in somebody's home: the wasm is to be the same from any.
homeless() {
  cargo fetch --quiet --locked --target "$TARGET" # unpacks them, on a new machine
  local folder flags=''
  for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do flags+="\"--remap-path-prefix=$folder=\","; done
  printf 'target.%s.rustflags=[%s]' "$TARGET" "$flags"
}

# bind_wasm NAME [cargo's arguments] — builds the library, and binds and optimises its wasm into www/pkg/NAME.js.
bind_wasm() {
  # A folder for each: in one, either would be built anew after the other.
  local name=$1 built=target/$1 out=www/pkg; shift
  local raw=$built/$TARGET/release/skipscape.wasm
  # --lib: the program of the same name would overwrite the library's wasm.
  cargo build --release --lib --target "$TARGET" --target-dir "$built" --config "$(homeless)" "$@"
  [[ -f $out/${name}_bg.wasm && -f $out/$name.js ]] && fresh "wasm-$name" "$raw" build.sh Cargo.lock package-lock.json && return
  say "Binding and optimising the wasm: $name"
  rm -rf "$out/$name"[._]* "$CACHE/wasm-$name.stamp"
  wasm-bindgen --target web --out-dir "$out" --out-name "$name" "$raw"
  node_modules/.bin/wasm-opt -O3 --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$out/${name}_bg.wasm" -o "$out/${name}_bg.wasm"
  stamp "wasm-$name" "$raw" build.sh Cargo.lock package-lock.json
}

step_wasm() { # build the optimised wasm and its JavaScript into www/pkg
  need_target; need_bindgen; need_npm_packages
  bind_wasm skipscape
  bind_wasm trainer --no-default-features # what the first view loads: it trains, and measures nothing else
}

step_dist() { # make dist/, the page as it is put on a server, as single files, and as packages for learning platforms
  step_wasm
  node tools/dist.mjs
  node tools/single.mjs >/dev/null
  node tools/packages.mjs >/dev/null
}

step_cli() { # build the command line: target/release/skipscape
  need_rust
  cargo build --release --bin skipscape
}

step_sizes() { # print what the page weighs; fails above the ceiling
  step_dist
  node tools/sizes.mjs
}

step_serve() { # build all and serve the page on a free port of this machine
  step_dist
  node tools/sizes.mjs || echo 'Above the ceiling: `./build.sh test` will fail on it.'
  say 'Serving the page (Ctrl+C ends it)'
  exec node tools/serve.mjs www --open "$@"
}

# ---- testing -------------------------------------------------------------------------------------------------------

step_lint() { # Rust: format and clippy, for this machine and for wasm; no entropy comes into the wasm
  need_lints; need_target
  cargo fmt --check
  cargo clippy --all-targets -- -D warnings
  cargo clippy --all-targets --target "$TARGET" -- -D warnings
  local entropy
  entropy=$(cargo tree -q --prefix none --target "$TARGET" -e normal -p skipscape | grep '^getrandom ' || true)
  [[ -z $entropy ]] || die "$entropy comes into the wasm: a run has to repeat, so nothing in it may draw entropy."
}

step_rust() { # Rust: unit, reference, property and golden tests
  need_rust
  # Property tests draw the same cases every time, so that what was green stays green; another number looks elsewhere.
  PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-1} cargo test --no-fail-fast "$@"
}

step_pack() { # Rust: the tests that run inside a browser
  need_target; need_bindgen; need_wasm_pack; need_chromium
  wasm-pack test --headless --chrome crate
}

step_web() { # JavaScript: types, format and lint
  step_wasm
  node_modules/.bin/tsc --project tsconfig.json
  node_modules/.bin/biome check --error-on-warnings
}

step_page() { # the page in real browsers (./build.sh page NAME runs tests/page/NAME.test.mjs alone)
  step_dist; step_cli; need_chromium; look_for_firefox
  local files=(tests/page/)
  if (($#)); then files=("${@/#/tests/page/}"); files=("${files[@]/%/.test.mjs}"); fi
  node --test --test-reporter=spec "${files[@]}"
}

step_screens() { # pictures of the page to look at: ./build.sh screens FOLDER
  step_dist; need_chromium
  node tools/screenshots.mjs "$@"
}

step_test() { # everything above that can fail, to the end, with a summary
  local name began status=0 report=''
  for name in lint rust sizes web pack page; do
    say "$name"
    began=$SECONDS
    if "./build.sh" "$name"; then report+=$(printf '  passed  %-6s %4d s' "$name" $((SECONDS - began)))$'\n'
    else status=1; report+=$(printf '  FAILED  %-6s %4d s' "$name" $((SECONDS - began)))$'\n'; fi
  done
  say "All tests, $SECONDS s"
  printf '%s' "$report"
  return $status
}

step_claims() { # measure the note's claims natively: ./build.sh claims --seeds 10
  step_cli
  target/release/skipscape claims "$@"
}

step_notes() { # build the course notes of docs/notes into dist/notes: ./build.sh notes https://your.site/skipscape/
  step_cli; need_node
  node tools/notes.mjs "$@"
}

step_bench() { # the engine in Chromium and natively, beside other libraries, in turn: ./build.sh bench [ROUNDS]
  need_rust; need_chromium; step_wasm
  cargo build --release --example steps
  npm ci --silent --ignore-scripts --prefix tools/bench
  node tools/bench/run.mjs "$@"
}

step_clean() { # remove all that was built or fetched here
  rm -rf target www/pkg node_modules tools/bench/node_modules .cache dist
}

step_help() { # this list
  echo 'usage: ./build.sh STEP [arguments]'
  sed -nE 's/^step_([a-z]+)\(\) \{ # (.*)/  \1\t\2/p' build.sh | awk -F'\t' '{ printf "%-10s %s\n", $1, $2 }'
}

main() {
  local name=${1:-help}
  (($#)) && shift
  [[ $name == -h || $name == --help ]] && name=help
  declare -F "step_$name" >/dev/null || { step_help >&2; die "There is no step '$name'."; }
  "step_$name" "$@"
}

main "$@"
