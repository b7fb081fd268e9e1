#!/usr/bin/python3
# Checks who includes whom: a file sees the headers of its own layer and of those to its left.
#
# Skip this unless you add a layer or a public header. The layers, left to right:
# base <- codec <- object <- {symbols, reloc} <- {image, debug, archive} <- edit <- link <- binutils

import os
import re

import lib

RANK = {"base": 0, "codec": 1, "object": 2, "symbols": 3, "reloc": 3, "image": 4, "debug": 4,
        "archive": 4, "edit": 5, "link": 6, "binutils": 7}

# Public headers whose name is not that of their layer.
PUBLIC = {name: layer for layer, names in {
    "base": "bytes diag view",
    "codec": "conventions howto layout linkdefaults recognise swap target",
    "object": "ecoff map",
    "image": "baserelocs certificates clr debugdir def dynrelocs exports hardening imports "
            "loadconfig overlay resources rich tls xcoffloader",
    "debug": "unwind",
    "archive": "archive-build",
    "edit": "build implib shortimport",
}.items() for name in names.split()}
TARGETS_SEE = re.compile(r"^include/coff/(format[-\w]*|conventions|howto|layout|linkdefaults|target)\.h$|^targets/[-\w]+\.h$")
# Third parties' headers, and the layers that may use them.
GUESTS = {"libiberty": {"binutils"}, "capstone": {"binutils"},
          "openssl": {"image"},
          "xxhash": {"base"}}


def layer(path):
    """The layer that a file of the project belongs to, or None."""
    part = path.split("/")
    if part[0] == "include":
        name = part[-1].removesuffix(".h")
        return "codec" if name.startswith("format") else PUBLIC.get(name, name)
    if part[0] == "coffgen" and len(part) > 2:
        return part[1]
    return part[0]


def resolve(path, name):
    folders = [os.path.dirname(path), "include", "coffgen", "binutils", ""]
    if path.startswith("binutils/"):
        folders.append("binutils")
    for folder in folders:
        candidate = os.path.normpath(os.path.join(folder, name))
        if os.path.exists(os.path.join(lib.SRCDIR, candidate)):
            return candidate
    return None


def includes(text):
    for number, line in enumerate(text.split("\n"), 1):
        m = re.match(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', line)
        if m:
            yield number, m.group(1), m.group(2)


def guest(path, number, name):
    owner = name.split("/")[0].removesuffix(".h")
    if owner in GUESTS and layer(path) not in GUESTS[owner]:
        return [(number, f"<{name}> belongs to {', '.join(GUESTS[owner])}")]
    return []


def own(path, number, name, found):
    """One include of a header of the project."""
    if path.startswith("targets/"):
        return [] if TARGETS_SEE.match(found) else [
            (number, f"a target sees only the format, layout and target headers, not {name}")]
    mine, theirs = layer(path), layer(found)
    if mine not in RANK:
        return [(number, f"layers.py does not know the layer of {path}")]
    if theirs not in RANK:
        return [(number, f"layers.py does not know the layer of {found}")]
    if mine == theirs or RANK[theirs] < RANK[mine]:
        return []
    return [(number, f"{mine} must not see {theirs} ({name})")]


def layers(path, text):
    found = []
    for number, quoted, angled in includes(text):
        if angled:
            found += guest(path, number, angled)
            continue
        if quoted == "config.h":
            continue
        target = resolve(path, quoted)
        if target is None:
            found.append((number, f'"{quoted}" is nowhere'))
        else:
            found += own(path, number, quoted, target)
    return found


def main():
    report = lib.Report()
    report.rule("layers", layers, lib.files(lib.is_product_c),
                bad=[("coffgen/base/x.c", '#include "coff/target.h"\n'),
                     ("coffgen/codec/x.c", '#include "coff/object.h"\n'),
                     ("include/coff/layout.h", '#include "coff/object.h"\n'),
                     ("targets/x.c", '#include "coff/diag.h"\n'),
                     ("coffgen/debug/x.c", "#include <libiberty/demangle.h>\n"),
                     ("binutils/x.c", "#include <openssl/evp.h>\n"),
                     ("coffgen/codec/x.c", '#include "coff/nowhere.h"\n')],
                good=[("coffgen/object/x.c", '#include "coff/target.h"\n#include <zlib.h>\n'),
                      ("targets/x.c", '#include "coff/target.h"\n#include <stddef.h>\n'),
                      ("binutils/x.c", '#include "coff/object.h"\n'
                                       "#include <libiberty/demangle.h>\n")])
    report.finish()


main()
