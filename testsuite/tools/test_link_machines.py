#!/usr/bin/python3
# i386, ARM64 and ARMNT: what coff-ld links is, symbol by symbol, what lld links (i386: and GNU ld).
#
# Skip this unless it fails, or a machine is added. Layouts differ, so everything is named: an address is the
# symbol before it and the distance.
#
# Programs for x86-64 run, in test_link_run.py.

import bisect
import re
import tempfile
from pathlib import Path

import pefile

import harness
import linking
import peers

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
# By the compiler's name of the machine: GNU's emulation, llvm-dlltool's name, prefix of C names, other linkers.
MACHINES = {"i686": ("i386pe", "i386", "_", {"lld": "ld.lld-19", "gnu": "i686-w64-mingw32-ld"}),
            "aarch64": ("arm64pe", "arm64", "", {"lld": "ld.lld-19"}),
            "armv7": ("thumb2pe", "arm", "", {"lld": "ld.lld-19"})}
SYMBOLS = ("exported", "start", "other", "big", "data", "common", "table", "inside", "text", "real")


class Image:
    def __init__(self, path, prefix):
        self.path, self.prefix, self.bytes = path, prefix, pefile.PE(str(path))
        tree = peers.llvm_tree(linking.tool("llvm-readobj-19", "--file-headers", "--coff-imports", "--coff-exports",
                                            "--coff-basereloc", path).stdout)
        self.tree = tree
        header = dict(self.find(tree, "ImageOptionalHeader"))
        self.base, self.entry = int(header["ImageBase"], 0), int(header["AddressOfEntryPoint"], 0)
        self.symbols = {}
        for line in linking.tool("llvm-nm-19", path).stdout.splitlines():
            address, _, name = line.split()[-3:] if len(line.split()) > 2 else ("0", "", "")
            if name in [prefix + s for s in SYMBOLS] + [prefix + "local"]:
                self.symbols[int(address, 16) - self.base] = name
        self.places = sorted(self.symbols)

    def find(self, node, key):
        for k, v in node:
            if k == key:
                return v
            if isinstance(v, peers.Node):
                found = self.find(v, key)
                if found is not None:
                    return found
        return None

    def all(self, node, key):
        for k, v in node:
            if k == key:
                yield v
            elif isinstance(v, peers.Node):
                yield from self.all(v, key)

    def where(self, rva):
        """Symbol and distance; what is not near one of ours is None."""
        i = bisect.bisect_right(self.places, rva) - 1
        if i < 0 or rva - self.places[i] > 0x200:
            return None
        return self.symbols[self.places[i]], rva - self.places[i]

    def base_relocs(self):
        """Those in what a symbol names; all others by type and number."""
        rows = [(int(dict(e)["Address"], 0), dict(e)["Type"]) for e in self.all(self.tree, "Entry")]
        rows = [(address, kind) for address, kind in rows if kind.split()[0] != "ABSOLUTE"]
        return len(rows), sorted((*self.where(a), kind) for a, kind in rows if self.where(a) is not None and
                                 self.where(a)[0] in ("table", "inside", "text", "_table", "_inside", "_text"))

    def imports(self):
        return [(dict(i).get("Name"), [v for k, v in i if k == "Symbol"]) for i in self.all(self.tree, "Import")]

    def exports(self):
        return [(dict(e)["Ordinal"], dict(e)["Name"], self.where(int(dict(e)["RVA"], 0)))
                for e in self.all(self.tree, "Export")]

    def word(self, name, offset, size):
        """The number at a symbol."""
        rva = next(a for a, s in self.symbols.items() if s == self.prefix + name) + offset
        return int.from_bytes(self.bytes.get_data(rva, size), "little")

    def code(self, name):
        """Instructions of a function. Branches have names; other addresses are the layout's."""
        text = linking.tool("llvm-objdump-19", "-d", "--no-show-raw-insn", "--no-leading-addr", self.path).stdout
        body = re.search(rf"^<{self.prefix}?{name}>:\n((?:[ \t]+.*\n)*)", text, re.M)
        lines = []
        for line in body[1].splitlines() if body else []:
            line = re.sub(r"(//|@|##?) .*", "", line.strip())
            line = re.sub(r"0x[0-9a-f]+ <(.*?)>", self.target_of, line)
            line = re.sub(r"(adrp \w+,) .*", r"\1", re.sub(r"\s+", " ", line))
            line = re.sub(r"#?-?0x[0-9a-f]+|#-?[0-9]+", "NUMBER", line)
            line = re.sub(r"\[(\w+), NUMBER\]", r"[\1]", line)  # an offset of 0 is not shown
            lines.append(re.sub(r"\s+", " ", line).strip())
        ends = [i for i, line in enumerate(lines) if re.match(r"ret|pop.*pc", line)]
        if name != "exported" and ends:
            del lines[ends[0] + 1:]  # padding, and what has no symbol
        while lines and not re.match(r"ret|jmp|b(\.w)? |pop.*pc", lines[-1]):
            lines.pop()
        return lines

    def target_of(self, m):
        name = m[1].split("+")[0]
        return m[1] if name in self.symbols.values() else "ELSEWHERE"


def build(machine):
    emulation, dlltool, prefix, linkers = MACHINES[machine]
    objects = []
    for source in ("machine.c", "machine2.c"):
        obj = FOLDER / f"{machine}-{source}.o"
        done = linking.tool("clang-19", f"--target={machine}-w64-mingw32", "-O1", "-fcommon", "-fno-builtin", "-c",
                            linking.SOURCES / source, "-o", obj)
        suite.check(f"{machine}: {source} compiled", done.returncode == 0, done.stderr)
        objects.append(obj)
    definition, library = FOLDER / "imp.def", FOLDER / f"{machine}.a"
    definition.write_text("LIBRARY imp.dll\nEXPORTS\nimported\n", encoding="utf-8")
    linking.tool("llvm-dlltool-19", "-m", dlltool, "-d", definition, "-l", library)
    images = {}
    for name, linker in {"ours": harness.command("coff-ld").split(), **linkers}.items():
        for kind in ("exe", "dll"):
            image = FOLDER / f"{machine}-{name}.{kind}"
            done = linking.tool(*([linker] if isinstance(linker, str) else linker), "-m", emulation,
                                *(["--shared"] if kind == "dll" else []), "--dynamicbase", "-e", prefix + "start",
                                "-o", image, *objects, library)
            suite.check(f"{machine}: {name} links the {kind}", done.returncode == 0, done.stderr)
            images[name, kind] = Image(image, prefix)
    return images


def compare(machine, kind, name, mine, other):
    title, prefix = f"{machine} {kind} against {name}", mine.prefix
    thumb = machine == "armv7"
    suite.equal(f"{title}: symbols", sorted(mine.symbols.values()), sorted(other.symbols.values()))
    suite.equal(f"{title}: imports", mine.imports(), other.imports())
    suite.equal(f"{title}: exports", mine.exports(), other.exports())
    suite.equal(f"{title}: start", mine.where(mine.entry), other.where(other.entry))
    suite.equal(f"{title}: base relocations", mine.base_relocs()[1], other.base_relocs()[1])
    size = 8 if machine == "aarch64" else 4
    for symbol, what in (("table", "other"), ("inside", "data")):
        a, b = (i.where(i.word(symbol, 0, size) - i.base) for i in (mine, other))
        suite.equal(f"{title}: what {symbol} holds", a, b)
        suite.check(f"{title}: {symbol} leads to {what}", a and a[0] == prefix + what and
                    a[1] == (8 if what == "data" else int(thumb)), a)
    for function in ("exported", "start", "other", "big"):
        a, b = mine.code(function), other.code(function)
        wrong = [pair for pair in zip(a, b) if pair[0] != pair[1]]
        if function == "exported" and thumb:
            continue  # a table of jumps in the code is disassembled, or not, as what is before it
        suite.check(f"{title}: code of {function}", a and not wrong and len(a) == len(b), *wrong[:5], len(a), len(b))


for machine, (_, _, prefix, linkers) in MACHINES.items():
    images = build(machine)
    for name in linkers:
        for kind in ("exe", "dll"):
            compare(machine, kind, name, images["ours", kind], images[name, kind])
    count = {kind: images["ours", kind].base_relocs()[0] for kind in ("exe", "dll")}
    peer = {kind: images["lld", kind].base_relocs()[0] for kind in ("exe", "dll")}
    # The jump of an import is ours in .text where lld has it, so the numbers are the same.
    suite.equal(f"{machine}: number of base relocations", count["dll"], peer["dll"])
    path = images["ours", "dll"].path
    done = harness.run("coffdump", "--map", path)
    suite.check(f"{machine}: every byte has a meaning", done.status == 0 and "unclaimed" not in done.out and
                not done.err, done.out[-1500:], done.err)
suite.finish()
