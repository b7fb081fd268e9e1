#!/usr/bin/python3
# Branches of ARM64 and ARMNT that do not reach their targets: by way of a piece of code they do, as in lld-link's images.
#
# Skip this unless it fails.
#
# Between code there is a section of zeroes that takes no room in the files, or some MB of them; where a branch ends is
# read from the disassembly, or, of thousands of them, decoded here.

import re
import tempfile
from pathlib import Path

import pefile

import harness
import linkers

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
GAP = {"aarch64": 200 << 20, "armv7": 24 << 20}
LLD_MACHINES = {"aarch64": "arm64", "armv7": "arm"}
RETURN = {"aarch64": "ret", "armv7": "bx lr"}
# Branches: mnemonic, and what its target is.
FAR = {"aarch64": [("bl", "far"), ("bl", "far2"), ("b", "far"), ("cbz x0,", "far"), ("tbz x0, #0,", "far2"), ("bl", "near"),
                   ("bl", "imported")],
       "armv7": [("bl", "far"), ("bl", "far2"), ("b.w", "far"), ("beq.w", "far"), ("bl", "near"), ("bl", "imported")]}
BACK = {"aarch64": [("bl", "near"), ("b.eq", "near"), ("bl", "start")], "armv7": [("bl", "near"), ("bne.w", "near"), ("bl", "start")]}


def assembler(machine, text):
    head = ".syntax unified\n.thumb\n" if machine == "armv7" else ""
    for name in sorted(set(re.findall(r"^(\w+):", text, re.M))):
        head += f".globl {name}\n.def {name}; .scl 2; .type 32; .endef\n"
    return ".text\n" + head + text


def branches(machine, where, rows):
    return "".join(f"{where}{i}: {op} {to}\n" for i, (op, to) in enumerate(rows)) + RETURN[machine] + "\n"


class Image:
    def __init__(self, path):
        self.path = path
        rows = [line.split() for line in linkers.run("llvm-nm-19", path).splitlines()]
        self.symbols = {row[2]: int(row[0], 16) for row in rows if len(row) == 3}
        self.names = {address: name for name, address in self.symbols.items()
                      if re.fullmatch(r"start|near|far2?|f\d+", name)}  # others may be where a piece is
        self.pe = pefile.PE(str(path))
        self.base = self.pe.OPTIONAL_HEADER.ImageBase

    def code(self, at, size):
        text = linkers.run("llvm-objdump-19", "-d", "--no-show-raw-insn", f"--start-address={at:#x}",
                           f"--stop-address={at + size:#x}", self.path)
        return [re.sub(r"\s+", " ", l.split(":", 1)[1].strip()) for l in text.splitlines()
                if re.match(r"\s*[0-9a-f]+:\s", l)]

    def end_of(self, at):
        """Where the branch at AT ends; whether it takes a piece of code in between."""
        line = self.code(at, 4)[0]
        to = int(re.search(r"0x([0-9a-f]+)(?= <|$)", line)[1], 16)
        if to in self.names:
            return self.names[to], False
        piece = self.code(to, 12)
        numbers = [int(n, 0) for l in piece for n in re.findall(r"[ #](0x[0-9a-f]+|\d+)(?= |$)", re.sub(r" <.*", "", l))]
        if piece[0].startswith("adrp x16") and piece[1].startswith("ldr x16"):
            return "import", False
        if piece[0].startswith("adrp x16") and piece[2] == "br x16":
            return self.names.get(numbers[0] + (numbers[1] if len(numbers) > 1 else 0)), True
        if re.match(r"movw r12|movw ip", piece[0]) and piece[2].startswith("bx"):
            return self.names.get((numbers[0] | numbers[1] << 16) & ~1), True
        if re.match(r"movw r12|movw ip", piece[0]) and piece[2].startswith("add pc"):  # lld's
            return self.names.get((to + 12 + (numbers[0] | numbers[1] << 16)) & 0xfffffffe), True
        return ("import" if "ldr" in " ".join(piece) else f"? {piece}"), False


def link(machine, lab, title, *words):
    ours = lab.link("ours", title + ".exe", "-e", "start", *words)
    theirs = lab.path("lld-" + title + ".exe")
    linkers.run("lld-link-19", f"/machine:{LLD_MACHINES[machine]}", "/entry:start", "/subsystem:console", "/opt:noref",
                "/nodefaultlib", "/debug:symtab", f"/out:{theirs}", *words)
    return Image(ours), Image(theirs)


def gap(machine):
    """A section of zeroes between two with code."""
    lab = linkers.Lab(FOLDER / machine, machine)
    text = "start:\n" + branches(machine, "here", FAR[machine]) + f"near: {RETURN[machine]}\n" \
        + f".bss\n.globl zeroes\nzeroes: .space {GAP[machine]}\n.section .far, \"xr\"\n" \
        + branches(machine, "there", BACK[machine]) + f"far: {RETURN[machine]}\nfar2: {RETURN[machine]}\n"
    library = lab.short_library("soon", "LIBRARY soon.dll\nEXPORTS\nimported\n")
    mine, other = link(machine, lab, "gap", lab.compile("gap", assembler(machine, text), clang=True), library)
    for where, rows in (("here", FAR[machine]), ("there", BACK[machine])):
        for i, (op, to) in enumerate(rows):
            for title, image in (("ours", mine), ("lld's", other)):
                name, by_piece = image.end_of(image.symbols[f"{where}{i}"])
                suite.check(f"{machine}: {title}: {op} {to}", name == ("import" if to == "imported" else to), name, by_piece)
                if title == "ours" and to.startswith("far"):
                    suite.check(f"{machine}: {op} {to} takes a piece of code", by_piece)
    if machine == "armv7":
        relocated = {e.rva for b in mine.pe.DIRECTORY_ENTRY_BASERELOC for e in b.entries if e.type == 7}
        suite.check("armv7: pieces move with the image", len(relocated) >= 2, relocated)
    status, text = lab.link("ours", "wall.exe", "-e", "start", lab.compile("wall", assembler(
        machine, f"start:\nhere: {FAR[machine][0][0]} far\n.space {5 << 20}\n.bss\n.space {GAP[machine]}\n"
        f".section .far, \"xr\"\nfar: {RETURN[machine]}\n"), clang=True), ok=False)
    suite.check(f"{machine}: code behind a long section is reached", status == 0, text)


def many():
    """Thousands of short branches, each to another function of the same section: rounds until all reach."""
    n, step, size = 4000, 2000, 1000
    lab = linkers.Lab(FOLDER / "many", "aarch64")
    text = "start: ret\n"
    for i in range(n):
        text += f".section .text,\"xr\",one_only,f{i}\nf{i}: cbz x0, f{(i + step) % n}\nbl f{(i + 7) % n}\n.space {size}\n"
    image, _ = link("aarch64", lab, "many", lab.compile("many", assembler("aarch64", text), clang=True))
    data = image.pe.get_memory_mapped_image()
    wrong, pieces = [], set()
    for i in range(n):
        at = image.symbols[f"f{i}"]
        word = int.from_bytes(data[at - image.base:][:4], "little")
        distance = (word >> 5 & 0x7ffff) - (word >> 23 & 1) * (1 << 19)
        to = at + distance * 4
        if to not in image.names:
            pieces.add(to)
            adrp, add = (int.from_bytes(data[to - image.base + k:][:4], "little") for k in (0, 4))
            page = (adrp >> 5 & 0x7ffff) << 2 | adrp >> 29 & 3
            page -= (page >> 20) << 21
            to = (to & ~0xfff) + (page << 12) + (add >> 10 & 0xfff)
        if image.names.get(to) != f"f{(i + step) % n}":
            wrong.append((i, hex(to), image.names.get(to)))
    suite.check("many branches: all reach their targets", not wrong, wrong[:5])
    suite.check("many branches: pieces", step < len(pieces) <= n, len(pieces))


for which in GAP:
    gap(which)
many()
suite.finish()
