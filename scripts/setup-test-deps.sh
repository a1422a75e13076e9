#!/usr/bin/env bash
# Installs the Debian packages that the tests need and the machine lacks: a browser, Chinese fonts, pseudo-terminals
# for serial lines, a QR reader. As root it installs them itself; otherwise it prints the one command to type.
set -u

have_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null | head -n 1)" ]; }
have_any() { for c in "$@"; do command -v "$c" >/dev/null 2>&1 && return 0; done; return 1; }

missing=()
# The headless build of Debian's Chromium: the same engine, half the work of the browser around it.
have_any chromium-headless-shell chromium chromium-browser google-chrome || missing+=(chromium-headless-shell)
have_font || missing+=(fonts-noto-cjk fontconfig)
have_any socat || missing+=(socat)
have_any zbarimg || missing+=(zbar-tools)
have_any ps || missing+=(procps)

if [ ${#missing[@]} -eq 0 ]; then
  echo "test packages: all there"
  exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need: ${missing[*]} (Debian's names). There is no apt-get here: install them in your system's way." >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "The tests need packages that are not installed. Type this, then run npm test again:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "test packages: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { timeout 600 apt-get -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1; }
for try in 1 2 3; do
  # A fresh machine has no package lists at all; an old one may have lists that name files long gone.
  apt update && apt install -y --no-install-recommends "${missing[@]}" && { echo "test packages: installed"; exit 0; }
  echo "  try $try of 3 failed: $(tail -n 1 "$log")" >&2
  sleep $((try * 3))
done
cat "$log" >&2
echo "The packages ${missing[*]} could not be installed; the tests can't run without them." >&2
exit 1
