# What the tests of coffdump --json share: documents checked against the schema, and comparison of
# a file with its peers.

import copy
import gzip
import json
import os

import jsonschema

import harness
import peers

with open(os.path.join(harness.SRCDIR, "share/coffdump.schema.json"), encoding="utf-8") as f:
    SCHEMA = json.load(f)


def strict(schema):
    """The schema, but that it knows all keys: what is not described is not shipped."""
    if isinstance(schema, dict):
        if schema.get("type") in ("object", ["object", "null"]):
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            strict(value)
    elif isinstance(schema, list):
        for value in schema:
            strict(value)
    return schema


VALIDATOR = jsonschema.Draft202012Validator(strict(copy.deepcopy(SCHEMA)))


def document(suite, path, *args, status=0):
    """The document of one file, validated; None if there is none."""
    done = harness.coffdump("--json", *args, path)
    suite.check(f"{path} {args}: exit status {done.status}", done.status == status, done.err[:500])
    try:
        doc = json.loads(done.raw)
    except ValueError as problem:
        suite.check(f"{path} {args}: is JSON", False, problem, done.out[:500])
        return None
    errors = [f"{list(e.path)}: {e.message[:200]}" for e in VALIDATOR.iter_errors(doc)]
    suite.check(f"{path} {args}: fits the schema", not errors, *errors[:5])
    return doc


# The objdump that reads a flavour, for the folders of testsuite/data.
OBJDUMP = {
    "coff-go32": "i586-pc-msdosdjgpp-objdump", "coff-h8300": "h8300-hitachi-coff-objdump",
    "coff-z80": "z80-unknown-coff-objdump", "pe-i386-gnu": "i686-w64-mingw32-objdump",
    "clang-x86-msvc": "i686-w64-mingw32-objdump", "pe-x86-64-gnu": "x86_64-w64-mingw32-objdump",
    "clang-x64-msvc": "x86_64-w64-mingw32-objdump", "clang-x64-mingw": "x86_64-w64-mingw32-objdump",
    "nasm": "x86_64-w64-mingw32-objdump", "yasm": "x86_64-w64-mingw32-objdump",
    "fasm": "x86_64-w64-mingw32-objdump", "images-lld": "x86_64-w64-mingw32-objdump",
}

# LLVM prints Microsoft's names for numbers that only GNU's assembler writes (targets/pe-x86-64.c).
OTHER_NAMES = {("R_X86_64_PC64", "IMAGE_REL_AMD64_SREL32")}


class Comparison:
    """Compares many files, and over all of them: one relocation type, one name."""

    def __init__(self, suite):
        self.suite = suite
        self.facts = 0
        self.names = {}

    def add(self, path, doc, peer, result):
        self.facts += result.facts
        self.suite.check(f"{path} agrees with {peer}", not result.problems, *result.problems[:8])
        target = doc["target"].replace("pei-", "pe-").replace("-bigobj", "")
        for key, names in result.types.items():
            self.names.setdefault((target, peer) + key, set()).update(names)

    def file(self, path, objdump=None):
        """Compares the file with every peer that reads it. False if none does."""
        doc = document(self.suite, path, "--sections", "--symbols", "--relocs", "--lines")
        if doc is None or doc["target"] is None:
            return False
        full = os.path.join(harness.DATA, path)
        found = False
        for suffix, opener in ((".ref.txt", open), (".ref.txt.gz", gzip.open)):
            if os.path.exists(full + suffix):
                with opener(full + suffix, "rt", encoding="utf-8", errors="replace") as f:
                    gnu = peers.Gnu(f.read())
                if gnu.target is not None:
                    found = True
                    self.add(path, doc, "GNU", peers.compare_gnu(doc, gnu))
        gnu = peers.run_gnu(objdump, full) if objdump else None
        if gnu is not None:
            found = True
            self.add(path, doc, "GNU", peers.compare_gnu(doc, gnu))
        llvm = peers.run_llvm(full) if doc["family"] in ("PE", "XCOFF") else None
        if llvm is not None:
            found = True
            self.add(path, doc, "LLVM", peers.compare_llvm(doc, llvm))
        return found

    def finish(self):
        """A type has one name with a peer; LLVM's are the specification's, and so are ours."""
        for (target, peer, number, size, ours), theirs in sorted(self.names.items(), key=str):
            what = f"{target} relocation type {number:#x} (size {size}), {ours}: {peer} {theirs}"
            if peer == "LLVM":
                self.suite.check(what, all((ours, t) in OTHER_NAMES for t in theirs))
            else:
                self.suite.check(what, len(theirs) == 1 and ours is not None)
