# The porting guide: the flavour of its example, taken from the page and added to an unpacked tarball as one
# file and one line, is green.
#
# Skip this unless the guide and the tree have come apart. tarball.py calls it with a tree that is built: to
# build another would take most of a minute.

import os
import re
import subprocess

from installed import lib, run

# What looks at every registered flavour.
SUITE = ("test-targets", "test-records", "test-reloc", "test-conformance")


def blocks(text):
    """The code blocks of a page, with their language."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)


def example(guide):
    """Name and text of the example's file, and the line for Makefile.am."""
    for language, text in blocks(guide):
        name = re.match(r"// (targets/[\w-]+\.c)\n", text)
        if language == "c" and name:
            line = next(t for _, t in blocks(guide) if t.strip().startswith(name[1]))
            return name[1], text.split("\n", 1)[1], line
    raise SystemExit("targets/README.md has no example")


def add(tree, name, text, line):
    """One file and one line."""
    with open(f"{tree}/{name}", "w") as f:
        f.write(text)
    with open(f"{tree}/Makefile.am") as f:
        makefile = f.read()
    with open(f"{tree}/Makefile.am", "w") as f:
        f.write(re.sub(r"^TARGETS = ", lambda m: m[0] + line.strip() + "\n  ", makefile,
                       flags=re.M))


# Made by new-target.sh: name, relative, options; the relative's words, its magic number, and another.
RELATIVES = (("coff-cumulus", "coff-z8k", [], r"\bz8k\b|Zilog", "0x8000", "0x4c43"),
             ("coff-stratus", "coff-h8300", ["--assumed"], r"\bh8300\b|Hitachi", "0x83", "0x4d"))


def after_a_relative(tree):
    """What new-target.sh makes: a file that says nothing of the relative but in its tables, and one line
    where it sorts. The flavours stay in the tree, with a magic number of their own, and must build."""
    wrong = []
    with open(f"{tree}/Makefile.am") as f:
        before = f.read().split("\n")
    for name, relative, options, words, magic, other in RELATIVES:
        wrong += run([f"{tree}/targets/new-target.sh", *options, name, relative])[0]
        with open(f"{tree}/targets/{name}.c") as f:
            text = f.read()
        with open(f"{tree}/targets/{name}.c", "w") as f:
            f.write(text.replace(magic, other))
        prose = [line for line in text.split("\n") if not line.lstrip().startswith("{")]
        if re.search(words, "\n".join(prose)):
            wrong.append(f"{name}: it speaks of {relative}")
        if (".assumed = true" in text) != ("--assumed" in options):
            wrong.append(f"{name}: assumed")
    with open(f"{tree}/Makefile.am") as f:
        after = f.read().split("\n")
    added = [line for line in after if line not in before]
    if added != [f"  targets/{r[0]}.c \\" for r in RELATIVES] or len(after) != len(before) + 2:
        wrong.append(f"lines added: {added}")
    listed = re.search(r"^TARGETS = ((?:.*\\\n)*.*)", "\n".join(after), re.M)[1]
    names = re.findall(r"[\w/.-]+", listed)
    if names != sorted(names):
        wrong.append("the list is not sorted")
    return wrong


def sample(tree, target):
    """A file of the flavour with everything that its table has, written and read back."""
    mkcoff, text, coff = f"{tree}/testsuite/tools/mkcoff", f"{tree}/sample.txt", f"{tree}/sample.o"
    wrong, words = run([mkcoff, "--sample", target])
    with open(text, "w") as f:
        f.write(words)
    wrong += run([mkcoff, text, coff])[0]
    shown = subprocess.run([f"{tree}/coffdump", "--relocs", coff], capture_output=True, text=True)
    if shown.returncode != 0 or shown.stderr:
        wrong.append(shown.stderr)
    return wrong, shown.stdout


def check(report, tree, env):
    """TREE is configured and built; ENV is the environment for make."""
    with open(f"{lib.SRCDIR}/targets/README.md") as f:
        name, text, line = example(f.read())
    target = os.path.basename(name)[:-2]
    report.result("new-target.sh", after_a_relative(tree))
    add(tree, name, text, line)
    programs = ["coffdump", "testsuite/tools/mkcoff"] + [f"testsuite/unit/{t}" for t in SUITE]
    wrong, _ = run(["make", "-s", "-j2", *programs], cwd=tree, env=env)
    report.result("it builds with flavours added", wrong)
    env = {**env, "srcdir": tree}
    for test in SUITE:
        wrong, _ = run([f"{tree}/testsuite/unit/{test}"], cwd=tree, env=env)
        report.result(f"{test} with {target}", wrong)
    wrong, shown = run([f"{tree}/coffdump", "--list-targets"], env=env)
    report.result("it is listed", wrong or ([] if target in shown else [shown]))
    report.result("so are those after a relative",
                  [r[0] for r in RELATIVES if r[0] not in shown])
    wrong, shown = sample(tree, target)
    report.result("a sample reads back", wrong)
    howtos = re.findall(r'"(R_N\w+)"', text)
    missing = [h for h in howtos if h not in shown]
    report.result("with all its relocations", missing or ([] if howtos else ["no relocation"]))
