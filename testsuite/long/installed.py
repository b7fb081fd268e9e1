#!/usr/bin/python3
# coffdump over what is installed on this machine: objects, members of libraries, images.
#
# Skip this unless it fails. Part of `make check-long`. It looks below the folders given, by default
# /usr. Of a library a few members are taken, evenly spread. Whatever coffdump recognises is compared
# with llvm-readobj, or with the GNU objdump of its flavour; whatever it refuses must be no COFF of a
# flavour that is described.

import json
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import archive
import harness
import peers

SUFFIXES = (".o", ".obj", ".a", ".lib", ".dll", ".exe", ".efi", ".sys")
MEMBERS = 5  # of each library
SECONDS = 10  # for one file
OBJDUMP = {"coff-h8300": "h8300-hitachi-coff-objdump", "coff-z80": "z80-unknown-coff-objdump",
           "coff-go32": "i586-pc-msdosdjgpp-objdump", "coff-i386": "i586-pc-msdosdjgpp-objdump",
           "coff-go32-exe": "i586-pc-msdosdjgpp-objdump"}
# COFF machines of the targets, for telling that a refusal is wrong.
PE_MACHINES = {0x14c, 0x8664, 0x1c0, 0x1c2, 0x1c4, 0xaa64, 0xa641, 0xa64e}

# Files that are damaged: (pattern of the path, what coffdump says, why).
DEFECTS = []


def files(tops):
    for top in tops:
        for folder, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.lower().endswith(SUFFIXES) and not os.path.islink(path):
                    yield path


def spread(items, count):
    step = max(1, len(items) // count)
    return items[::step][:count]


def is_described(data):
    """The bytes are PE of a machine that is described."""
    if data[:2] == b"MZ" and len(data) >= 0x40:
        at = struct.unpack_from("<I", data, 0x3c)[0]
        if data[at:at + 4] == b"PE\0\0":
            data = data[at + 4:]
    return len(data) >= 20 and struct.unpack_from("<H", data)[0] in PE_MACHINES


class Sweep:
    def __init__(self):
        self.suite = harness.Suite()
        self.shown = self.refused = self.compared = self.facts = 0
        self.used = set()

    def defect(self, name):
        for i, (pattern, text, _) in enumerate(DEFECTS):
            if re.search(pattern, name):
                self.used.add(i)
                return text
        return None

    def run(self, name, *args):
        """coffdump's result, or None (and a failure) if it hung or died."""
        command = [*os.environ.get("COFFKIT_RUN", "").split(),
                   os.path.join(harness.BUILDDIR, "coffdump"), *args]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            self.suite.check(f"{name} {args[:-1]}: within {SECONDS} s", False)
            return None
        if not self.suite.check(f"{name} {args[:-1]}: exit status", done.returncode in (0, 1),
                                done.returncode, done.stderr[-500:]):
            return None
        return done

    def file(self, name, path, data):
        done = self.run(name, "--json", path)
        if done is None:
            return
        doc = json.loads(done.stdout)  # an error here fails the test
        if doc.get("target") is None:
            self.refused += 1
            self.suite.check(f"{name}: refused rightly", not is_described(data),
                             done.stderr[:300])
            return
        self.shown += 1
        self.sound(name, done)
        text = self.run(name, "--all", path)
        if text is not None:
            self.sound(name, text)
            self.suite.check(f"{name}: prints no control characters",
                             not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", text.stdout))
        self.compare(name, path, doc)

    def sound(self, name, done):
        text = self.defect(name)
        said = done.stderr.decode("utf-8", "replace")
        if text is None:
            self.suite.check(f"{name}: no error", done.returncode == 0, said[:400])
        else:
            self.suite.check(f"{name}: reports its defect",
                             done.returncode == 0 or text in said, said[:400])

    def compare(self, name, path, doc):
        if doc["target"] in OBJDUMP:
            peer = peers.run_gnu(OBJDUMP[doc["target"]], path)
            result = peer and peers.compare_gnu(doc, peer)
        elif doc["kind"] == "short import object":
            result = self.compare_import(doc, path)
        else:
            peer = peers.run_llvm(path)
            result = peer and peers.compare_llvm(doc, peer)
        if result:
            self.compared += 1
            self.facts += result.facts
            self.suite.check(f"{name} agrees with its peer", not result.problems,
                             *result.problems[:5])

    @staticmethod
    def compare_import(doc, path):
        status, text = peers.output("llvm-readobj-19", path)
        if status != 0:
            return None
        result = peers.Compare(doc)
        theirs = re.findall(r"^Symbol: (.*)$", text, re.M)
        result.same("symbol", doc["import"]["symbol"] in theirs, True)
        return result

    def library(self, path, data, folder):
        for ordinal, contents in spread(list(archive.members(data)), MEMBERS):
            member = os.path.join(folder, "member")
            with open(member, "wb") as f:
                f.write(contents)
            self.file(f"{path}({ordinal})", member, contents)

    def finish(self, everything):
        print(f"{self.shown} shown, {self.refused} refused, {self.compared} compared with a peer, "
              f"{self.facts} facts")
        if everything:
            for i, entry in enumerate(DEFECTS):
                self.suite.check(f"the exception {entry} is still needed", i in self.used)
        self.suite.check("COFF files were found", self.shown > 500, self.shown)
        self.suite.check("they were compared", self.compared * 10 > self.shown * 9, self.compared)
        self.suite.finish()


def main():
    sweep = Sweep()
    tops = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for path in files(tops or ["/usr"]):
            with open(path, "rb") as f:
                data = f.read()
            if data.startswith(archive.MAGIC):
                sweep.library(path, data, folder)
            elif not data.startswith(b"!<thin>\n"):
                sweep.file(path, path, data)
    sweep.finish(not tops)


main()
