#!/usr/bin/python3
# Checks the rules about C text: sizes, names, macros, typedefs, head comments, format.
#
# Skip this unless you change a rule; HACKING.md gives the reason of each.

import re
import shutil
import subprocess

import lib

FILE_LINES, FUNCTION_LINES = 600, 60
KEYWORDS = r"\b(return|goto|if|else|for|while|do|switch|case|break|continue)\b"


def functions(text):
    """(name, first line, last line) of each definition. The format check makes column 0 reliable:
    a body is what stands between a line `{` and a line `}`."""
    lines = lib.code(text).split("\n")
    found = []
    for number, line in enumerate(lines):
        if line.rstrip() != "{":
            continue
        first = number
        while first > 0 and re.match(r"\S|\s+\S", lines[first - 1]) and \
                not lines[first - 1].rstrip().endswith((";", "}")) and \
                not lines[first - 1].startswith("#"):
            first -= 1
        last = next((i for i in range(number, len(lines)) if lines[i].rstrip() == "}"),
                    len(lines) - 1)
        head = " ".join(lines[first:number])
        name = re.search(r"(\w+)\s*\(", head)
        if name and name.group(1) == "START_TEST":
            name = re.search(r"\((\w+)", head)
        found.append((name.group(1) if name else "?", first + 1, last + 1))
    return found


def sizes(path, text, allowed=()):
    lines = text.count("\n")
    found = []
    if lines > FILE_LINES and path not in allowed:
        found.append((lines, f"{lines} lines, more than {FILE_LINES}"))
    for name, first, last in functions(text):
        if last - first + 1 > FUNCTION_LINES and f"{path}:{name}" not in allowed:
            found.append((first, f"{name} has {last - first + 1} lines, more than "
                                 f"{FUNCTION_LINES}"))
    return found


def unused_exceptions(allowed):
    """Entries that name nothing too long, or that give no reason."""
    needed = {}
    for path in lib.files(lib.is_c):
        text = lib.read(path)
        needed[path] = text.count("\n") > FILE_LINES
        for name, first, last in functions(text):
            needed[f"{path}:{name}"] = last - first + 1 > FUNCTION_LINES
    return [f"exceptions.txt: {key}: " + ("gives no reason" if needed.get(key) else "not needed")
            for key, reason in allowed.items() if not needed.get(key) or not reason]


def each_line(text, pattern, words):
    return [(i, words.format(*m.groups())) for i, line in enumerate(lib.code(text).split("\n"), 1)
            for m in [re.search(pattern, line)] if m]


def statics(path, text):
    """Names with external linkage are prefixed; a prefix on a static says something untrue."""
    if path.endswith(".h"):
        return []
    return each_line(text, r"^\s*static\b[^;{=(]*\b(coff_\w+)\s*[(\[=;]",
                     "static {0}: a static has no prefix")


def public_names(path, text):
    """What include/coff declares at file scope is coff_ or COFF_; only the on-disk constants, in
    enums and #defines, keep the spelling of their specification."""
    if not path.startswith("include/"):
        return []
    found = each_line(text, r"^(?:typedef )?(?:struct|union|enum) (?!coff_)(\w+) \{",
                      "{0}: a public tag begins with coff_")
    found += each_line(text, r"^(?:COFF_API|static inline|extern)\b[^(=;]*?\b(?!coff_)(\w+)\s*[(\[;]",
                       "{0}: a public name begins with coff_")
    return found


def pointer_typedefs(path, text):
    del path
    flat = lib.code(text)
    found = []
    for m in re.finditer(r"\btypedef\b[^;{]*?(?:\*\s*(?:const\s+)?\w+\s*;|\(\s*\*\s*\w+\s*\)\s*\()"
                         r"|^\}\s*\*+\s*\w+\s*;", flat, re.M):
        found.append((flat.count("\n", 0, m.start()) + 1, "a typedef hides a pointer"))
    return found


def logical_lines(text):
    """(number of the first line, text) with continued lines joined."""
    number = 1
    for line in re.split(r"(?<!\\)\n", lib.code(text)):
        yield number, line.replace("\\\n", " ")
        number += line.count("\n") + 1


def macros(path, text):
    """No macro returns, declares, or contains control flow."""
    del path
    found = []
    for number, line in logical_lines(text):
        m = re.match(r"\s*#\s*define\s+(\w+)(?:\([^)]*\))?(.*)", line)
        if not m:
            continue
        name, body = m.groups()
        hit = re.search(KEYWORDS, body)
        if hit:
            found.append((number, f"macro {name} contains {hit.group(1)}"))
        elif ";" in body:
            found.append((number, f"macro {name} holds a statement or a declaration"))
    return found


def head_comment(path, text):
    lines = text.split("\n")
    if lib.is_c(path):
        return [] if text.startswith("// ") else [(1, "does not begin with a comment that says what it is")]
    first = 1 if lines[0].startswith("#!") else 0
    mark = "dnl" if lines[first].startswith("dnl") else "#"
    if path.endswith((".map", ".1")):
        mark = "/*" if path.endswith(".map") else '.\\"'
    marks = (mark, '"""') if path.endswith(".py") else mark
    if len(lines) <= first or not lines[first].startswith(marks):
        return [(first + 1, "does not begin with a comment that says what it is")]
    return []


def who_can_skip(path, text):
    """The second paragraph of the head comment, or a later one, says who need not read on."""
    del path
    head = re.match(r"(?://.*\n)*", text).group()
    _, _, rest = head.partition("\n//\n")
    return [] if re.search(r"\b[Ss]kip", rest) else [(1, "does not say who can skip it")]


def has_head_comment(path):
    return lib.is_c(path) or path.endswith((".py", ".sh", ".am", ".ac", ".m4", ".map", ".1")) or \
        path in ("GNUmakefile", "packages.txt", ".clang-format", ".gitignore", ".ci/run",
                 "testsuite/run") or path.startswith("scripts/")


def format_breaches(paths):
    """None where clang-format is missing; the version is part of the rule."""
    tool = shutil.which("clang-format-14")
    if tool is None:
        return ["clang-format-14 is missing (Debian package: clang-format-14)"]
    if not paths:
        return []
    done = subprocess.run([tool, "--dry-run", "-Werror", "--ferror-limit=1", *paths],
                          cwd=lib.SRCDIR, capture_output=True, text=True, check=False)
    found = [line for line in done.stderr.splitlines() if ": error:" in line]
    return found or ([done.stderr] if done.returncode else [])


def format_itself():
    tool = shutil.which("clang-format-14")
    if tool is None:
        return ["clang-format-14 is missing (Debian package: clang-format-14)"]
    done = subprocess.run([tool, "--dry-run", "-Werror", "--assume-filename=x.c"],
                          input="int  f( void ){return 0;}\n", cwd=lib.SRCDIR, text=True,
                          capture_output=True, check=False)
    return [] if done.returncode else ["takes a badly formatted function for a good one"]


HEAD = "// A sample.\n//\n// Skip it.\n"


def main():
    report = lib.Report()
    ours = lib.files(lib.is_c)
    product = lib.files(lib.is_product_c)
    allowed = lib.exceptions()
    long_body = "int f(int a,\n      int b)\n{\n" + "  a++;\n" * 56 + "}\n"
    report.rule("files of 600 lines, functions of 60", lambda p, t: sizes(p, t, allowed), ours,
                bad=[("x.c", "\n" * 601), ("x.c", long_body.replace("{\n", "{\n  b++;\n"))],
                good=[("x.c", "\n" * 600), ("x.c", long_body)])
    report.result("every exception is needed and has a reason", unused_exceptions(allowed))
    report.rule("statics carry no prefix", statics, ours,
                bad=[("x.c", "static int coff_f(void)\n"), ("x.c", "static const int coff_a[] = {"),
                     ("x.c", "static struct coff_a *coff_f(void);\n")],
                good=[("x.c", "static int f(struct coff_file *coff_x)\n"),
                      ("x.c", "static const struct coff_target object = {"),
                      ("x.h", "static inline int coff_f(void)\n")])
    report.rule("public names begin with coff_", public_names, product,
                bad=[("include/coff/x.h", "struct thing {\n"),
                     ("include/coff/x.h", "COFF_API int open_it(struct coff_view v);\n")],
                good=[("include/coff/x.h", "struct coff_thing {\n"),
                      ("include/coff/x.h", "COFF_API const char *coff_name(int x);\n"),
                      ("include/coff/x.h", "static inline uint16_t coff_le16(const uint8_t *p)\n")])
    report.rule("no pointer typedefs", pointer_typedefs, ours,
                bad=[("x.h", "typedef struct coff_file *file;\n"),
                     ("x.h", "typedef void (*sink)(void *);\n"),
                     ("x.h", "typedef struct {\n  int a;\n} *thing;\n")],
                good=[("x.h", "typedef bool coff_visit(void *user);\n"),
                      ("x.h", "struct a {\n  int *b;\n};\n")])
    report.rule("no control flow in macros", macros, product,
                bad=[("x.c", "#define TRY(x) \\\n  if (!(x)) \\\n    return false\n"),
                     ("x.c", "#define VAR int x = 1;\n")],
                good=[("x.c", "#define COUNT(a) (sizeof(a) / sizeof((a)[0]))\n"),
                      ("x.c", "#define INLINE static inline __attribute__((always_inline))\n"),
                      ("x.c", "#define NAME(x) [x] = #x, // if it has one\n")])
    report.rule("files begin by saying what they are", head_comment, lib.files(has_head_comment),
                bad=[("x.c", "#include <a.h>\n"), ("x.py", "#!/usr/bin/python3\nimport re\n")],
                good=[("x.c", HEAD), ("x.py", "#!/usr/bin/python3\n# A sample.\n"),
                      ("x.py", '"""A sample."""\n')])
    report.rule("files say in a second paragraph who can skip them", who_can_skip, ours,
                bad=[("x.c", "// A sample.\nint x;\n"), ("x.c", "// Skip it.\n//\n// More.\n")],
                good=[("x.c", HEAD + "int x;\n")])
    report.result("clang-format 14: the check itself", format_itself())
    report.result("clang-format 14", format_breaches(ours))
    report.finish()


main()
