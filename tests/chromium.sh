#!/usr/bin/env bash
# Makes sure that Chromium and a Chinese font are there for the browser test; says loudly when they cannot be had.
set -euo pipefail

have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null | head -n 1)" ]; }
if command -v chromium >/dev/null && have_font; then exit 0; fi

root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "tests/chromium.sh: install chromium and fonts-noto-cjk, then run make test again" >&2; exit 1; }
  root=sudo
fi
command -v apt-get >/dev/null || { echo "tests/chromium.sh: no apt-get here; install chromium and a Chinese font, then run make test again" >&2; exit 1; }
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
command -v chromium >/dev/null || { echo "tests/chromium.sh: chromium could not be installed; the browser test cannot run" >&2; exit 1; }
