#!/usr/bin/env bash
# Makes sure that a Chinese font is there for the documents; says loudly when it cannot be had.
set -euo pipefail

have_font() { find /usr/share/fonts /usr/local/share/fonts -iname '*CJK*' -print -quit 2>/dev/null | grep -q .; }
if have_font; then exit 0; fi

root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "tests/fonts.sh: install fonts-noto-cjk, then run make test again" >&2; exit 1; }
  root=sudo
fi
command -v apt-get >/dev/null || { echo "tests/fonts.sh: no apt-get here; install Noto Serif CJK and Noto Sans CJK, then run make test again" >&2; exit 1; }
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends fonts-noto-cjk >/dev/null
have_font || { echo "tests/fonts.sh: fonts-noto-cjk could not be installed; letters and bulletins cannot be set" >&2; exit 1; }
