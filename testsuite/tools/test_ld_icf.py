#!/usr/bin/python3
# Identical code folding by coff-ld: what becomes one, compared with lld; programs that notice, run under wine.
#
# Skip this unless it fails.

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../bench"))
import harness
import linkers
import pathological
import wine

# Each pair a, b is the same up to what stands in its name.
ASSEMBLER = """
.macro FUNCTION name
.section .text$TAIL,"xr",one_only,\\name
.globl \\name
\\name:
.endm
FUNCTION same_a
 mov $1, %eax; ret
FUNCTION same_b
 mov $1, %eax; ret
FUNCTION other
 mov $2, %eax; ret
FUNCTION calls_a
 call same_a; ret
FUNCTION calls_b
 call same_b; ret
FUNCTION calls_other
 call other; ret
FUNCTION recursive_a
 call recursive_a; ret
FUNCTION recursive_b
 call recursive_b; ret
FUNCTION ping_a
 call pong_a; ret
FUNCTION pong_a
 call ping_a; nop; ret
FUNCTION ping_b
 call pong_b; ret
FUNCTION pong_b
 call ping_b; nop; ret
FUNCTION ping_c
 call pong_c; ret
FUNCTION pong_c
 call ping_c; leave; ret
FUNCTION offset_a
 call same_a+1; ret
FUNCTION offset_b
 call same_b; ret
FUNCTION unwind_a
.seh_proc unwind_a
 push %rbx
.seh_pushreg %rbx
.seh_endprologue
 pop %rbx; ret
.seh_endproc
FUNCTION unwind_b
.seh_proc unwind_b
 push %rbx
.seh_pushreg %rbx
.seh_endprologue
 pop %rbx; ret
.seh_endproc
FUNCTION unwind_c
.seh_proc unwind_c
 push %rbx
.seh_stackalloc 8
.seh_endprologue
 pop %rbx; ret
.seh_endproc
FUNCTION data_a
 lea number_a(%rip), %rax; ret
FUNCTION data_b
 lea number_b(%rip), %rax; ret
.section .text,"xr"
.globl start
start:
 call same_a; call same_b; call other; call calls_a; call calls_b; call calls_other; call recursive_a; call recursive_b
 call ping_a; call pong_a; call ping_b; call pong_b; call ping_c; call pong_c; call offset_a; call offset_b
 call unwind_a; call unwind_b; call unwind_c; call data_a; call data_b; ret
.data
number_a: .long 1
number_b: .long 1
"""

# lld folds unwind data by itself first; here it is a part of its function.
GROUPS = [{"same_a", "same_b"}, {"calls_a", "calls_b", "offset_b"}, {"recursive_a", "recursive_b"},
          {"ping_a", "ping_b"}, {"pong_a", "pong_b"}, {"unwind_a", "unwind_b"}]

TEMPLATES = """
template<class T, int N> struct Box { T all[N]; T sum() const; void set(T v) { for (T &a : all) a = v; } };
template<class T, int N> __attribute__((noinline)) T Box<T, N>::sum() const
{ T r = 0; for (T a : all) r += a; return r; }
template<class T> __attribute__((noinline)) T twice(T v) { return v + v; }
template<class T> __attribute__((noinline)) T four(T v) { return twice(v) + twice(v); }
static int by_address(int v) { return v * 3; }
static int by_address_too(int v) { return v * 3; }
typedef int (*call)(int);
extern "C" { call table[] = {by_address, by_address_too}; int x; }
template<class T> int use(T v) { Box<T, 7> b; b.set(v); return (int)(b.sum() + four(v)); }
extern "C" int start()
{ return use<int>(x) + use<unsigned>(x) + use<long long>(x) + use<unsigned long long>(x) + use<short>(x) +
  use<unsigned short>(x) + use<char>(x) + use<signed char>(x) + table[x](1); }
"""

PROGRAM = """
extern "C" int printf(const char *, ...);
#define NOINLINE __attribute__((noinline))
static int count;
struct A { A() { count++; } NOINLINE int virtual kind() { return 1; } };
struct B { B() { count++; } NOINLINE int virtual kind() { return 1; } };
static A a; static B b;
template<class T> NOINLINE int caught(int (*f)(int), int v) { try { return f(v); } catch (T) { return 7; } }
NOINLINE int throws(int v) { if (v > 1) throw v; return v; }
NOINLINE int throws_too(int v) { if (v > 1) throw v; return v; }
NOINLINE int once(int v) { static int calls; return v + ++calls; }
NOINLINE int once_too(int v) { static int calls; return v + ++calls; }
template<class T> NOINLINE T twice(T v) { static volatile T last; last = v; return last + v; }
typedef int (*call)(int);
volatile call all[] = {throws, throws_too};
struct other { int x; };
int main()
{
  int different = all[0] != all[1];
  int outer;
  try { outer = caught<other>(throws, 5); } catch (int) { outer = 9; }
  int first = once(1), second = once_too(1), third = once(1);
  printf("%d %d %d %d %d %d %d %d %d\\n", count, a.kind() + b.kind(), caught<int>(throws, 5), caught<int>(throws_too, 1),
         outer, first, second, third, twice(3) + (int)twice(3u));
  return different;
}
"""
PRINTED = "2 2 7 1 9 2 2 3 12\n"


def groups(image, names=None):
    """Sets of functions at one address. Symbols of the linker itself are at the ends of what is there."""
    at = {}
    for address, name in pairs(image):
        if names is None or name in names:
            at.setdefault(address, set()).add(name)
    return sorted((g for g in at.values() if len(g) > 1), key=min)


def pairs(image):
    text = linkers.run("llvm-nm-19", image)
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and words[1] in "Tt":
            yield int(words[0], 16), words[2]


def assemble(lab, target, tail):
    """Clang makes unwind data associative for Microsoft's linker, and for GNU's a COMDAT with a name of the same tail:
    such names lld does not fold."""
    source, obj = lab.write("icf.s", ASSEMBLER.replace("$TAIL", tail)), lab.path(target + ".o")
    linkers.run("clang-19", f"--target=x86_64-{target}", "-c", source, "-o", obj)
    return obj


def small(suite, lab):
    gnu = lab.link("ours", "gnu.exe", "-e", "start", assemble(lab, "w64-mingw32", "$\\name"), "--icf=all")
    obj = assemble(lab, "pc-windows-msvc", "")
    options = ("-e", "start", obj)
    names = {name for _, name in pairs(obj)}
    images = {how: lab.link("ours", f"{how}.exe", *options, f"--icf={how}") for how in ("none", "safe", "all")}
    suite.equal("nothing is folded without --icf", groups(images["none"], names), [])
    for how in ("safe", "all"):
        suite.equal(f"--icf={how}: what becomes one", groups(images[how], names), sorted(GROUPS, key=min))
    suite.equal("the same with names for GNU's linker", groups(gnu, names), sorted(GROUPS, key=min))
    lld = groups(lab.link("lld", "lld.exe", *options, "--icf=all"), names)
    suite.check("lld folds nothing that stays apart here", all(any(g <= ours for ours in GROUPS) for g in lld), lld)
    said = linkers.run(*lab.linker("ours"), *options, "--icf=all", "--print-icf-sections", "-o",
                       lab.path("said.exe"))
    suite.has("--print-icf-sections names what stays and what goes", said, "selected section ",
              "  removing identical section ")
    suite.equal("... each section that goes", said.count("removing"), sum(len(g) - 1 for g in GROUPS))
    many = {n: lab.link("ours", f"t{n}.exe", *options, "--icf=all", f"--threads={n}").read_bytes() for n in (1, 2, 8)}
    suite.check("the same image with 1, 2 and 8 threads", len(set(many.values())) == 1)


def templates(suite, lab):
    """Objects that say which addresses matter, and the same with that list gone."""
    source, obj = lab.write("templates.cc", TEMPLATES), lab.path("templates.o")
    linkers.run("clang-19", f"--target={lab.clang.replace('w64-mingw32', 'pc-windows-msvc')}", "-O2",
                "-ffunction-sections", "-c", source, "-o", obj)
    for how in ("safe", "all"):
        ours, lld = (groups(lab.link(which, f"{which}-{how}.exe", "-e", "start", obj, f"--icf={how}"))
                     for which in ("ours", "lld"))
        suite.check(f"{lab.machine}: --icf={how} folds all that lld does", lld and all(any(g <= o for o in ours) for g in lld),
                    ours, lld)
        together = any(sum("by_address" in name for name in g) > 1 for g in ours)
        suite.equal(f"{lab.machine}: --icf={how}: functions in a table are one", together, how == "all")
        suite.check(f"{lab.machine}: --icf={how} folds templates", sum(len(g) - 1 for g in ours) >= 6, ours)
    bare = lab.path("bare.o")
    linkers.run(os.path.join(harness.BUILDDIR, "coff-objcopy"), "-R", ".llvm_addrsig", obj, bare)
    with_list, without = (groups(lab.link("ours", f"{o.stem}.exe", "-e", "start", o, "--icf=safe")) for o in (obj, bare))
    suite.equal(f"{lab.machine}: --icf=safe finds branches as the compiler lists addresses", without, with_list)


def programs(suite, lab, queue):
    for clang in (False, True):
        for flags in (("-O2", "-ffunction-sections"), ("-O1", "-g")):
            name = f"{'clang' if clang else 'gcc'} {' '.join(flags)}"
            obj = lab.compile(f"p{clang}{flags[0]}", PROGRAM, *flags, clang=clang)
            for how in ("none", "safe", "all"):
                exe = lab.program("ours", "p.exe", obj, f"-Wl,--icf={how}", "-static", driver="g++")
                split = "-ffunction-sections" in flags
                queue.add(f"{name} --icf={how}", exe, status=0 if how == "all" and split else 1, out=PRINTED)


def chains(suite, lab):
    """Long ones, for which a round for each function (lld: minutes for the first one) would show. What calls the next
    one in a ring, of which all are the same, is all one."""
    for name, folded in (("same", 9999), ("almost", 0)):
        words = pathological.make(lab.folder, name, 10 if name == "same" else 1)
        said = linkers.run(*lab.linker("ours"), *words, "--print-icf-sections", "-o", lab.path(f"{name}.exe"))
        suite.equal(f"two chains ({name}): sections that go", said.count("removing"), folded)


def main():
    suite = harness.Suite()
    queue = wine.Programs(suite)
    with tempfile.TemporaryDirectory() as folder:
        for machine in linkers.MACHINES:
            lab = linkers.Lab(os.path.join(folder, machine), machine)
            if machine == "x86_64":
                small(suite, lab)
                chains(suite, lab)
                programs(suite, lab, queue)
            templates(suite, lab)
        queue.run()
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
