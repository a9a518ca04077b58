#!/usr/bin/env bash
# Runs a command beside a private PostgreSQL that lives as long as the command does.
#
#   tests/postgres.sh cargo test -p store
#
# The server stands in a temporary directory on a free port of this machine only. The command finds it in
# FENGSUI_TEST_POSTGRES_URL and, because FENGSUI_REQUIRE_POSTGRES=1 is set, tests fail that would skip it.
# The exit code is the command's own.
set -euo pipefail

say() { printf 'postgres.sh: %s\n' "$*" >&2; }

if [ $# -eq 0 ]; then
    say "name a command, for example: tests/postgres.sh cargo test -p store"
    exit 2
fi

# The folder that holds initdb, pg_ctl and postgres. Debian keeps it off PATH, one folder for each major version.
find_programs() {
    local folder
    if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
        dirname "$(readlink -f "$(command -v initdb)")"
        return
    fi
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(pg_config --bindir 2>/dev/null || true)"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            printf '%s\n' "$folder"
            return
        fi
    done
}

install_programs() {
    local become=()
    [ "$(id -u)" -eq 0 ] || become=(sudo -n)
    command -v apt-get >/dev/null || return 1
    [ ${#become[@]} -eq 0 ] || "${become[@]}" true 2>/dev/null || return 1
    say "PostgreSQL is not installed; installing it"
    "${become[@]}" apt-get update -q >&2 && "${become[@]}" apt-get install -qy postgresql >&2
}

programs=$(find_programs)
if [ -z "$programs" ]; then
    install_programs || true
    programs=$(find_programs)
fi
if [ -z "$programs" ]; then
    say "no PostgreSQL here; install it (apt-get install postgresql) or put initdb and pg_ctl on PATH"
    exit 3
fi

# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    owner=$(id -un postgres 2>/dev/null || id -un nobody)
    as_owner=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --clear-groups)
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/fengsui-postgres.XXXXXX")
stop() {
    "${as_owner[@]}" "$programs/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
[ ${#as_owner[@]} -eq 0 ] || chown "$owner" "$home"

in_home() { (cd "$home" && "${as_owner[@]}" "$@"); }
if ! in_home "$programs/initdb" -D "$home/data" -U fengsui --auth=trust --encoding=UTF8 --no-sync >"$home/log" 2>&1; then
    cat "$home/log" >&2
    say "initdb failed"
    exit 3
fi

# A port is free only until someone takes it, so a taken one is answered with another try. Nothing here is worth
# keeping: without fsync the suite runs several times faster, and the options stay on the command line.
started=
for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 30000))
    options="-h 127.0.0.1 -p $port -k $home -c fsync=off -c full_page_writes=off -c max_connections=400"
    if in_home "$programs/pg_ctl" -D "$home/data" -l "$home/server.log" -o "$options" -w start >"$home/log" 2>&1; then
        started=yes
        break
    fi
done
if [ -z "$started" ]; then
    cat "$home/log" "$home/server.log" >&2 || true
    say "PostgreSQL did not start"
    exit 3
fi

export FENGSUI_TEST_POSTGRES_URL="postgres://fengsui@127.0.0.1:$port/postgres"
export FENGSUI_REQUIRE_POSTGRES=1
code=0
"$@" || code=$?
exit "$code"
