#!/bin/sh
# Makes targets/NAME.c after the file of a relative, and adds it to TARGETS in Makefile.am.
#
# Usage: targets/new-target.sh [--assumed] NAME LIKE     (coff-nimbus coff-m68k)
# --assumed: no real file of the flavour is at hand, so that what the table says is assumed.
# What is left to do stands in targets/README.md: magic numbers, record sizes, flags, relocations.
set -eu
cd "$(dirname "$0")/.."
assumed=
[ "${1-}" != --assumed ] || { assumed=1 && shift; }
[ $# -eq 2 ] || { sed -n '2,6s/^# \{0,1\}//p' targets/new-target.sh >&2; exit 2; }
name=$1 like=$2
new=targets/$name.c old=targets/$like.c
case $name in *[!a-z0-9-]* | '' | [!a-z]*) echo "new-target.sh: $name: not a name (a-z, 0-9, -)" >&2; exit 2 ;; esac
[ -f "$old" ] || { echo "new-target.sh: there is no $old" >&2; exit 1; }
[ ! -e "$new" ] || { echo "new-target.sh: $new is there already" >&2; exit 1; }
grep -q '^TARGETS = ' Makefile.am || { echo "new-target.sh: no TARGETS in Makefile.am" >&2; exit 1; }

# What the file exports, the targets in it and their C names must be NAME's. The comment at its head is
# about LIKE, down to the first line that is none; aliases, priority, GNU ld's name and layout are LIKE's too.
array=$(printf %s "$name" | tr - _)
short=$(printf %s "${name#*-}" | tr - _)
case $short in [0-9]*) short=$array ;; esac
rank=
[ -z "$assumed" ] || rank="\n    .priority = COFF_PRIORITY_ASSUMED,\n    .assumed = true,"
{
  printf '// %s: which processor and whose tools.\n//\n// Skip it unless you work on this processor.\n' "$name"
  sed -e '1,/^[^/]/{/^\/\//d;}' -e '/^    \.aliases = /d' -e '/^    \.priority = /d' \
    -e '/^    \.emulation = /d' -e "s/coff_link_${like#*-}\([^a-z0-9_]\)/coff_link_plain\1/" \
    -e '/^    \.assumed = /d' -e '/^    SYSV_ASSUMED,$/d' \
    -e "s/coff_targets_$(printf %s "$like" | tr - _)\[/coff_targets_$array[/" \
    -e "s/^\(    \.name = \)\"[^\"]*\"/\1\"$name\"/" \
    -e "s/^    \.address_bits = .*/&$rank/" "$old"
} >"$new"
targets=$(sed -n 's/^static const struct coff_target \([a-z0-9_]*\) = {$/\1/p' "$new")
if [ "$(printf '%s\n' "$targets" | wc -l)" -eq 1 ]; then
  sed -i "s/\([^a-z0-9_\"]\)$targets\([^a-z0-9_\"]\)/\1$short\2/g" "$new"
else
  echo "new-target.sh: $old has several targets: give each in $new a name of its own" >&2
fi

# The line goes where it sorts; the first and the last of the list look otherwise.
LC_ALL=C awk -v new="$new" '
  function flush(i) {
    if (!done) list[n++] = new
    for (i = 0; i < n; i++)
      print (i == 0 ? "TARGETS = " : "  ") list[i] (i < n - 1 ? " \\" : "")
  }
  /^TARGETS = / { inside = 1; sub(/^TARGETS = */, "") }
  inside {
    more = /\\$/
    sub(/ *\\$/, ""); sub(/^ */, "")
    if (!done && new < $0) { list[n++] = new; done = 1 }
    list[n++] = $0
    if (!more) { flush(); inside = 0 }
    next
  }
  { print }' Makefile.am >Makefile.am.new
cat Makefile.am.new >Makefile.am
rm Makefile.am.new
echo "wrote $new and its line in Makefile.am"
