#!/usr/bin/python3
# Archives and import libraries, made on the spot by every tool at hand, entry by entry against ar, nm
# and the objects that went in.
#
# Skip this unless it fails. llvm-ar and llvm-nm name the members and read every index that they
# write; GNU ar and nm theirs. What a peer has wrong stands where it is compared.

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile

import harness
import jsondoc
from archives import compare_index, compare_members, ordinary

suite = harness.Suite()
DATA = harness.fixture("archives")
GNU = "x86_64-w64-mingw32-"
OBJECTS = ["m1.obj", "m2.obj", "member_with_a_long_file_name.obj", "sub/member_in_a_folder.obj"]


def tool(folder, *command, env=None, status=0):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=120, check=False, env={**os.environ, **(env or {})})
    suite.check(f"{' '.join(command[:3])}: works", done.returncode == status or status is None,
                done.stderr[-500:])
    return done.stdout.decode("utf-8", "surrogateescape")


def documents(folder, path, *args, status=0):
    """The documents of an archive, validated: its own, and those of its members."""
    done = harness.coffdump("--json", *args, path, cwd=folder)
    suite.check(f"{path} {args}: exit status {done.status}", done.status == status, done.err[:500])
    docs = [json.loads(line) for line in done.raw.split(b"\n") if line]
    for doc in docs:
        errors = [f"{list(e.path)}: {e.message[:200]}" for e in jsondoc.VALIDATOR.iter_errors(doc)]
        suite.check(f"{path} {doc['member']}: fits the schema", not errors, *errors[:5])
    suite.equal(f"{path}: the archive comes first", docs[0]["kind"], "archive")
    return docs


def compare_contents(folder, name, docs, files):
    """A member's bytes are those that went in, and its document is the file's own."""
    with open(os.path.join(folder, name), "rb") as f:
        data = f.read()
    members = ordinary(docs[0])
    suite.equal(f"{name}: number of members", len(members), len(files))
    for m, doc, path in zip(members, docs[1:], files):
        with open(os.path.join(folder, path), "rb") as f:
            wanted = f.read()
        if m["data_offset"] is not None:
            got = data[m["data_offset"]:m["data_offset"] + m["size"]]
            # llvm-ar fills Darwin's members up to 8 bytes, and counts that.
            suite.check(f"{name}({m['name']}): bytes", got[:len(wanted)] == wanted and
                        got[len(wanted):].strip(b"\n") == b"" and len(got) - len(wanted) < 8)
        own = json.loads(harness.coffdump("--json", path, cwd=folder).raw)
        for d in (own, doc):
            for key in ("file", "member", "size", "map", "overlay"):
                d.pop(key, None)
        suite.check(f"{name}({m['name']}): shown as the file is", own == doc)


def everything(folder, name, ar, nm, files=OBJECTS, dialect=None, thin=False):
    docs = documents(folder, name)
    doc = docs[0]
    suite.equal(f"{name}: dialect", (doc["archive"]["dialect"], doc["archive"]["thin"]),
                (dialect, thin))
    compare_members(suite, name, doc, tool(folder, ar, "tv", name), thin)
    short = (lambda m: os.path.basename(m["name"])) if thin else (lambda m: m["name"])
    text = tool(folder, nm, "--print-armap", name)
    if thin:
        text = re.sub(r"(?m)^(\S+) in .*/", r"\1 in ", text)
    suite.check(f"{name}: there are symbols", compare_index(suite, name, doc, text, short))
    compare_contents(folder, name, docs, files)
    return doc


# ---- Dialects -----------------------------------------------------------------------------------


def objects(folder):
    os.makedirs(os.path.join(folder, "sub"))
    for name in [*OBJECTS, "odd.obj"]:
        shutil.copy(os.path.join(DATA, name), os.path.join(folder, name))


def dialects(folder):
    tool(folder, GNU + "ar", "rcs", "gnu.a", *OBJECTS)
    everything(folder, "gnu.a", GNU + "ar", GNU + "nm", dialect="GNU/System V")
    tool(folder, GNU + "ar", "rcsT", "thin.a", *OBJECTS)
    everything(folder, "thin.a", GNU + "ar", GNU + "nm", dialect="GNU/System V", thin=True)
    for form, dialect in (("gnu", "GNU/System V"), ("bsd", "BSD"), ("darwin", "BSD"),
                          ("coff", "Microsoft")):
        tool(folder, "llvm-ar-19", f"--format={form}", "rcs", f"llvm-{form}.a", *OBJECTS, "odd.obj")
        everything(folder, f"llvm-{form}.a", "llvm-ar-19", "llvm-nm-19", [*OBJECTS, "odd.obj"],
                   dialect)
    # Offsets past 4 GiB have an index of their own, which llvm-ar writes sooner if told to.
    for form, kind in (("gnu", "symbol index, 64-bit offsets"),
                       ("darwin", "symbol index (BSD), 64-bit offsets")):
        tool(folder, "llvm-ar-19", f"--format={form}", "rcs", f"llvm-{form}-64.a", *OBJECTS,
             env={"SYM64_THRESHOLD": "1"})
        doc = everything(folder, f"llvm-{form}-64.a", "llvm-ar-19", "llvm-nm-19",
                         dialect="BSD" if form == "darwin" else "GNU/System V")
        suite.equal(f"llvm-{form}-64.a: 64 bits", [t["kind"] for t in doc["archive"]["index"]], [kind])
    tool(folder, "llvm-ar-19", "--thin", "--format=gnu", "rcs", "llvm-thin.a", *OBJECTS)
    everything(folder, "llvm-thin.a", "llvm-ar-19", "llvm-nm-19", dialect="GNU/System V", thin=True)
    tool(folder, "llvm-lib-19", "/out:ms.lib", *OBJECTS)
    # llvm-lib puts the last member first.
    everything(folder, "ms.lib", "llvm-ar-19", "llvm-nm-19", OBJECTS[::-1], "Microsoft")
    for path in glob.glob(harness.fixture("xcoff-llvm/x*-c.o")):
        shutil.copy(path, folder)
    tool(folder, "llvm-ar-19", "--format=bigarchive", "rcs", "aix.a", "x32-c.o", "x64-c.o")
    everything(folder, "aix.a", "llvm-ar-19", "llvm-nm-19", ["x32-c.o", "x64-c.o"], "AIX big")


# ---- Import libraries ---------------------------------------------------------------------------

DEF = """LIBRARY first.dll
EXPORTS
  fn_a
  fn_b @4 NONAME
  data_c DATA
  fn_std@8
"""


def short_imports(folder):
    with open(os.path.join(folder, "x.def"), "w", encoding="ascii") as f:
        f.write(DEF)
    for machine in ("i386", "i386:x86-64", "arm", "arm64", "arm64ec"):
        name = f"short-{machine.replace(':', '-')}.lib"
        tool(folder, "llvm-dlltool-19", "-m", machine, "-d", "x.def", "-l", name)
        doc = documents(folder, name)[0]
        compare_index(suite, name, doc, tool(folder, "llvm-nm-19", "--print-armap", name))
        suite.equal(f"{name}: imports", doc["archive"]["imports"],
                    [{"dll": "first.dll", "short": 4, "long": 0, "by_ordinal": 1}])
        kinds = [m["import"]["kind"] for m in ordinary(doc)]
        suite.equal(f"{name}: kinds", kinds, ["import descriptor", "null import descriptor",
                                              "null thunk", *["short import"] * 4])
        text = tool(folder, "llvm-readobj-19", name)
        theirs = re.findall(r"^Symbol: (.*)$", text, re.M)
        for m in ordinary(doc):
            if m["import"]["kind"] == "short import":
                symbol = ("" if m["import"]["has_code"] else "__imp_") + m["import"]["symbol"]
                suite.check(f"{name}: {symbol}", symbol in theirs, theirs)


def long_imports(folder):
    for machine, nm in (("i386:x86-64", GNU), ("i386", "i686-w64-mingw32-")):
        for delay in (False, True):
            name = f"long-{machine.replace(':', '-')}{'-delay' if delay else ''}.a"
            tool(folder, nm + "dlltool", "-m", machine, "-d", "x.def", "-y" if delay else "-l", name)
            doc = documents(folder, name)[0]
            compare_index(suite, name, doc, tool(folder, nm + "nm", "--print-armap", name))
            suite.equal(f"{name}: imports", doc["archive"]["imports"],
                        [{"dll": "first.dll", "short": 0, "long": 4, "by_ordinal": 1}])
            found = {}
            for m in ordinary(doc):
                i = m["import"]
                suite.equal(f"{name}({m['name']}): delayed",
                            i["delayed"], delay and i["kind"] != "import tail")
                found.setdefault(i["kind"], []).append(i)
            suite.equal(f"{name}: kinds", {k: len(v) for k, v in found.items()},
                        {"import head": 1, "import tail": 1, "long import": 4})
            suite.equal(f"{name}: DLL", found["import tail"][0]["dll"], "first.dll")
            u = "_" if machine == "i386" else ""
            longs = {i["symbol"]: i for i in found["long import"]}
            suite.equal(f"{name}: symbols", sorted(longs),
                        sorted(u + s for s in ("fn_a", "fn_b", "data_c", "fn_std@8")))
            suite.equal(f"{name}: ordinal", longs[u + "fn_b"].get("ordinal"), 4)
            suite.equal(f"{name}: name", longs[u + "fn_a"]["name"], "fn_a")
            suite.equal(f"{name}: data has no jump",
                        (longs[u + "data_c"]["has_code"], longs[u + "fn_a"]["has_code"]), (False, True))


# ---- Members of all kinds -----------------------------------------------------------------------


def foreign(folder):
    with open(os.path.join(folder, "x.c"), "w", encoding="ascii") as f:
        f.write("int x(void) { return 1; }\n")
    tool(folder, "clang-19", "-target", "x86_64-linux-gnu", "-c", "x.c", "-o", "elf.o")
    tool(folder, "clang-19", "-emit-llvm", "-c", "x.c", "-o", "bitcode.o")
    tool(folder, "clang-19", "-target", "x86_64-apple-darwin", "-c", "x.c", "-o", "macho.o")
    with open(os.path.join(folder, "nothing"), "wb"):
        pass
    with open(os.path.join(folder, "bytes"), "wb") as f:
        f.write(bytes(range(1, 32)))
    tool(folder, GNU + "ar", "rcS", "inner.a", "m1.obj", "x.c")
    files = ["elf.o", "bitcode.o", "macho.o", "x.c", "nothing", "bytes", "m2.obj", "inner.a"]
    tool(folder, GNU + "ar", "qcS", "mixed.a", *files)
    docs = documents(folder, "mixed.a")
    kinds = [m.get("foreign") or m["kind"] for m in ordinary(docs[0])]
    suite.equal("mixed.a: kinds", kinds, ["ELF object", "LLVM bitcode", "Mach-O object", "text", "empty",
                                          "unknown", "object", "archive"])
    suite.equal("mixed.a: documents", [d["member"] for d in docs],
                [None, *files[:-1], "inner.a", "inner.a)(m1.obj", "inner.a)(x.c"])
    done = harness.coffdump("--sections", "mixed.a", cwd=folder)
    suite.equal("mixed.a: status", (done.status, done.err), (0, ""))
    suite.equal("mixed.a: titles", re.findall(r"^==> (.*) <==$", done.out, re.M),
                [f"mixed.a({m})" for m in (*files[:-1], "inner.a)(m1.obj", "inner.a)(x.c")])
    for glob_, wanted in (("m?.obj", ["m2.obj", "inner.a)(m1.obj"]),
                          ("inner.a", ["inner.a)(m1.obj", "inner.a)(x.c"]), ("[ab]*.o", ["bitcode.o"])):
        done = harness.coffdump("--headers", f"--member={glob_}", "mixed.a", cwd=folder)
        suite.equal(f"--member={glob_}", re.findall(r"^==> mixed.a\((.*)\) <==$", done.out, re.M), wanted)
    done = harness.coffdump("--member=absent", "mixed.a", cwd=folder)
    suite.equal("--member that is not there", (done.status, done.err),
                (1, "coffdump: mixed.a: no member is called 'absent'\n"))
    done = harness.coffdump("mixed.a", "gnu.a", cwd=folder)
    suite.has("summary", done.out, "==> mixed.a <==", "mixed.a: GNU/System V archive",
              "ELF object (1)", "gnu.a: GNU/System V archive", "5 symbols, agrees with the members")


def thin_members(folder):
    """A member that is gone is its own error; an archive that holds itself is one."""
    os.makedirs(os.path.join(folder, "far"))
    tool(os.path.join(folder, "far"), GNU + "ar", "rcST", "t.a", "../m1.obj", "../m2.obj", "../odd.obj")
    done = harness.coffdump("--symbols", "far/t.a", cwd=folder)
    suite.equal("thin, from another folder", (done.status, done.err), (0, ""))
    os.rename(os.path.join(folder, "m2.obj"), os.path.join(folder, "away"))
    done = harness.coffdump("--symbols", "far/t.a", cwd=folder)
    suite.equal("thin, a member is gone", (done.status, done.err),
                (1, "coffdump: far/../m2.obj: No such file or directory\n"))
    suite.has("thin, the others are shown", done.out, "==> far/t.a(../m1.obj) <==",
              "==> far/t.a(../odd.obj) <==", "first_member")
    os.rename(os.path.join(folder, "away"), os.path.join(folder, "m2.obj"))
    with open(os.path.join(folder, "self.a"), "wb") as f:
        f.write(b"!<thin>\n%-48s%-10d`\n%-48s%-10d`\n" % (b"self.a/", 1, b"m1.obj/", 460))
    done = harness.coffdump("--symbols", "self.a", cwd=folder)
    suite.equal("an archive in itself", (done.status, done.err),
                (1, "coffdump: self.a: 0x0: the archive is a member of itself\n"))
    suite.has("... and its other member", done.out, "==> self.a(m1.obj) <==")
    with open(os.path.join(folder, "device.a"), "wb") as f:
        f.write(b"!<thin>\n%-48s%-10d`\n/dev/zero/\n\n%-48s%-10d`\n" % (b"//", 12, b"/0", 1))
    done = harness.coffdump("--symbols", "device.a", cwd=folder)
    suite.equal("a device in a thin archive", (done.status, done.err),
                (1, "coffdump: /dev/zero: member of a thin archive is no regular file\n"))


def stale_index(folder):
    """An index that was not renewed: what it says and what members say."""
    tool(folder, GNU + "ar", "rcs", "stale.a", "m1.obj", "m2.obj")
    with open(os.path.join(folder, "stale.a"), "rb") as f:
        data = bytearray(f.read())
    at = data.index(b"first_member")
    data[at:at + 5] = b"never"
    with open(os.path.join(folder, "stale.a"), "wb") as f:
        f.write(data)
    doc = documents(folder, "stale.a", "--archive-index")[0]
    found = {(p["symbol"], p["problem"]) for p in doc["archive"]["index_check"]["problems"]}
    suite.equal("stale.a: problems", found,
                {("never_member", "is not defined by its member"),
                 ("first_member", "is defined by a member, but not in the index")})
    done = harness.coffdump("stale.a", cwd=folder)
    suite.has("stale.a: summary", done.out, "2 disagreements with the members (--archive-index)")
    alone = harness.coffdump("--archive-index", "pe-x86-64-gnu/basic.o")
    suite.equal("no archive, no index", (alone.status, alone.out, alone.err),
                (0, "\nNo archive index: pe-x86-64-gnu/basic.o is no archive.\n", ""))
    suite.check("--all is silent about it",
                "archive index" not in harness.coffdump("--all", "pe-x86-64-gnu/basic.o").out)
    done = harness.coffdump("--archive-index", "stale.a", cwd=folder)
    suite.has("stale.a: text", done.out, "never_member is not defined by its member (symbol index)")


def thin_tree(folder):
    """Twelve small thin archives, each with the next one five times: 5 to the 12th members."""
    with open(os.path.join(folder, "leaf.txt"), "w", encoding="ascii") as f:
        f.write("ten bytes\n")
    for i in range(12):
        name = f"tree{i + 1}.a/" if i < 11 else "leaf.txt/"
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{10:<10}`\n"
        with open(os.path.join(folder, f"tree{i}.a"), "w", encoding="ascii") as f:
            f.write("!<thin>\n" + header * 5)
    done = harness.coffdump("--all", "tree0.a", cwd=folder)
    suite.equal("a tree of thin archives ends", done.status, 1)
    suite.has("... with a message", done.err, "more than 4096 archives in archives")


def installed():
    """Libraries of mingw-w64: members and index against GNU's tools."""
    for pattern in ("/usr/x86_64-w64-mingw32/lib/libmingwex.a", "/usr/i686-w64-mingw32/lib/libole32.a",
                    "/usr/x86_64-w64-mingw32/lib/crt*.a"):
        for path in sorted(glob.glob(pattern)):
            done = harness.coffdump("--json", "--archive-index", path)
            doc = json.loads(done.raw)
            suite.equal(f"{path}: status", (done.status, done.err), (0, ""))
            compare_members(suite, path, doc, tool("/", GNU + "ar", "tv", path))
            compare_index(suite, path, doc, tool("/", GNU + "nm", "--print-armap", path))


with tempfile.TemporaryDirectory() as top:
    objects(top)
    dialects(top)
    short_imports(top)
    long_imports(top)
    foreign(top)
    thin_members(top)
    stale_index(top)
    thin_tree(top)
installed()
suite.finish()
