#!/bin/sh
# Makes targets/NAME.c after the file of a relative, and adds it to TARGETS in Makefile.am.
#
# Usage: targets/new-target.sh NAME LIKE     (coff-nimbus coff-m68k)
# What is left to do stands in targets/README.md: magic numbers, record sizes, flags, relocations.
set -eu
cd "$(dirname "$0")/.."
[ $# -eq 2 ] || { sed -n '2,5s/^# //p' "targets/new-target.sh" >&2; exit 2; }
name=$1 like=$2
new=targets/$name.c old=targets/$like.c
case $name in *[!a-z0-9-]* | '') echo "new-target.sh: $name: not a name (a-z, 0-9, -)" >&2; exit 2 ;; esac
[ -f "$old" ] || { echo "new-target.sh: there is no $old" >&2; exit 1; }
[ ! -e "$new" ] || { echo "new-target.sh: $new is there already" >&2; exit 1; }
grep -q '^TARGETS = ' Makefile.am || { echo "new-target.sh: no TARGETS in Makefile.am" >&2; exit 1; }

# The array that the registry looks for, and the names of the targets: they must differ from LIKE's. Until
# real files were seen, the facts are assumed, and others that share the magic number come first.
identifier=$(printf %s "$name" | tr - _)
sed -e "s/coff_targets_$(printf %s "$like" | tr - _)\[/coff_targets_$identifier[/" \
  -e "s/^\(    \.name = \)\"[^\"]*\"/\1\"$name\"/" \
  -e '/^    \.aliases = /d' -e '/^    \.priority = /d' -e '/^    \.assumed = /d' \
  -e "s/^    \.address_bits = .*/&\n    .priority = COFF_PRIORITY_ASSUMED,\n    .assumed = true,/" \
  "$old" >"$new"
if [ "$(grep -c '^    \.name = ' "$new")" -gt 1 ]; then
  echo "new-target.sh: $old has several targets: give each in $new a name of its own" >&2
fi
sed -i "s|^TARGETS = |TARGETS = targets/$name.c \\\\\n  |" Makefile.am
echo "wrote $new and its line in Makefile.am"
