#!/bin/sh
# Makes tour.dll: imports, delayed imports, exports, resources, TLS, load configuration, debug
# directory, base relocations, exception data, a signature. LLVM 19, osslsigncode 2.9, OpenSSL 3.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cp "$here"/tour.* "$work"
cd "$work"
library() {
  printf 'LIBRARY %s\nEXPORTS\n' "$1" >l.def
  shift
  out=$1
  shift
  printf '%s\n' "$@" >>l.def
  llvm-lib-19 /nologo /def:l.def /machine:x64 /out:"$out"
}
library KERNEL32.dll k.lib HeapAlloc GetProcessHeap Sleep
library USER32.dll u.lib MessageBoxW
library odd.dll o.lib 'by_ordinal @7 NONAME'
library player.dll p.lib play
clang-19 -target x86_64-pc-windows-msvc -O1 -gcodeview -w -ffile-prefix-map="$work"=/src \
  -Xclang -cfguard -c tour.c -o tour.obj
llvm-rc-19 /no-preprocess /fo tour.res tour.rc
lld-link-19 /nologo /dll /entry:start /nodefaultlib /timestamp:0x68e0c580 /debug \
  /pdbaltpath:tour.pdb /guard:cf,longjmp,ehcont /delayload:player.dll \
  /highentropyva /cetcompat /def:tour.def tour.obj tour.res k.lib u.lib o.lib p.lib \
  /include:_tls_used /include:_load_config_used /out:tour.dll
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 36500 \
  -subj '/O=coffkit/CN=coffkit test signer' 2>/dev/null
osslsigncode sign -certs cert.pem -key key.pem -h sha256 -n tour -i https://example.org/ \
  -time 1759561088 -in tour.dll -out signed.dll >/dev/null
mv signed.dll "$here/tour.dll"
lld-link-19 /nologo /dll /entry:start /nodefaultlib /timestamp:0x68e0c580 /debug /base:0x400000 \
  /pdbaltpath:tour.pdb /guard:cf,longjmp,ehcont /delayload:player.dll \
  /merge:.rdata=.text /merge:.pdata=.text /merge:.data=.text /merge:.tls=.text \
  /cetcompat /def:tour.def tour.obj tour.res k.lib u.lib o.lib p.lib \
  /include:_tls_used /include:_load_config_used /out:seed.dll 2>/dev/null
mkdir -p "$here/../../fuzz/seeds/fuzz-image"
/usr/bin/python3 "$here/seed.py" seed.dll "$here/../../fuzz/seeds/fuzz-image/tour"
rm -r "$work"
