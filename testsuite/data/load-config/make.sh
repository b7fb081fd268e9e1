#!/bin/sh
# Makes the images of this folder from their sources. Needs clang-19 and lld-link-19.
set -e
out=${1:-.}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
link="lld-link-19 /nologo /dll /noentry /nodefaultlib /timestamp:0x5f000000"
clang-19 -target x86_64-pc-windows-msvc -c lc-x64.s -o $tmp/x64.obj
$link /machine:x64 $tmp/x64.obj /out:$out/lc-x64.dll
clang-19 -target i686-pc-windows-msvc -c lc-x86.s -o $tmp/x86.obj
$link /machine:x86 /safeseh $tmp/x86.obj /out:$out/lc-x86.dll
for f in plain ../images-lld/ecsup; do
  clang-19 -target arm64ec-pc-windows-msvc -O1 -c $f.c -o $tmp/${f##*/}.obj
done
clang-19 -target x86_64-pc-windows-msvc -O1 -c emulated.c -o $tmp/emulated.obj
clang-19 -target arm64ec-pc-windows-msvc -c lc-arm64ec.s -o $tmp/ec.obj
$link /machine:arm64ec $tmp/plain.obj $tmp/ecsup.obj $tmp/ec.obj $tmp/emulated.obj \
  /out:$out/lc-arm64ec.dll
clang-19 -target aarch64-pc-windows-msvc -c lc-arm64x.s -o $tmp/x.obj
$link /machine:arm64x $tmp/x.obj /out:$out/lc-arm64x.dll
rm -f $out/lc-*.lib
