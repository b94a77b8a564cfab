# Shared by ./run, ./test and ./bench: where things are and how they are built. Sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -x "$root/build/node/node_modules/node/bin/node" ] && export PATH="$root/build/node/node_modules/node/bin:$PATH"
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# install_web: the packages of the lock file, when they are not there yet.
install_web() {
    local web="$root/web"
    if [ ! -f "$web/node_modules/.package-lock.json" ] || [ "$web/package-lock.json" -nt "$web/node_modules/.package-lock.json" ]; then
        (cd "$web" && npm ci --no-audit --no-fund --silent)
        touch "$web/node_modules/.package-lock.json"
    fi
}

# build_web: web/dist is made anew only when a source is newer.
build_web() {
    local web="$root/web"
    install_web
    if [ ! -f "$web/dist/index.html" ] || [ -n "$(find "$web/src" "$web/index.html" "$web/vite.config.ts" "$web/package-lock.json" -newer "$web/dist/index.html" -print -quit)" ]; then
        (cd "$web" && npm run --silent build)
    fi
}

# build_native KIND TARGET…: KIND release or sanitize; into build/KIND.
build_native() {
    local kind=$1 folder="$root/build/$1" options=()
    shift
    case $kind in
        release) options=(-DCMAKE_BUILD_TYPE=Release) ;;
        sanitize) options=(-DCMAKE_BUILD_TYPE=Debug -DTECZKA_SANITIZE=ON -DCMAKE_CXX_FLAGS=-g1) ;;
    esac
    [ -f "$folder/build.ninja" ] || cmake -S "$root" -B "$folder" -G Ninja "${options[@]}" -DTECZKA_WEB_DIST="$root/web/dist" >/dev/null
    ninja -C "$folder" --quiet "$@"
}
