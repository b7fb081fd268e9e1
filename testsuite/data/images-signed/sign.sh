#!/bin/sh
# Makes signed-x64.dll and appended-x86.exe: keys that are thrown away, osslsigncode, no network.
#
# signed-x64.dll: SHA-256 with page hashes, name, URL and an RFC 3161 timestamp; in it a SHA-1
# signature. appended-x86.exe: bytes behind the sections, signed with the rest.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
printf '%s\n' '[req]' 'distinguished_name=dn' 'x509_extensions=usage' '[dn]' '[usage]' \
  'extendedKeyUsage=critical,timeStamping' 'keyUsage=critical,digitalSignature' \
  'basicConstraints=critical,CA:FALSE' >"$keys/tsa.cnf"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$keys/key" -out "$keys/cert" -days 9000 \
  -utf8 -subj '/C=NL/O=Example, Ltd/CN=Signér'
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$keys/tsa-key" -out "$keys/tsa" -days 9000 \
  -subj '/CN=Time' -config "$keys/tsa.cnf"
sign="osslsigncode sign -certs $keys/cert -key $keys/key -time 1700000000"
$sign -h sha256 -ph -n 'Prögram' -i http://example.org/ -comm -TSA-certs "$keys/tsa" \
  -TSA-key "$keys/tsa-key" -TSA-time 1700000100 -in "$here/../images-lld/dll-x64.dll" \
  -out "$keys/one.dll"
rm -f "$here/signed-x64.dll" "$here/appended-x86.exe"
$sign -nest -h sha1 -in "$keys/one.dll" -out "$here/signed-x64.dll"
cp "$here/../images-lld/opts-x86.exe" "$keys/plain.exe"
printf 'Rar!\032\007\000 no archive' >>"$keys/plain.exe"
$sign -h sha256 -in "$keys/plain.exe" -out "$here/appended-x86.exe"
