#!/usr/bin/python3
# The target tables against tables of facts about each flavour: record sizes, magic numbers, byte
# orders, policies, and every relocation type.
#
# Skip this unless it fails. Part of `make check-long`; COFFKIT_FLAVOURS says where flavours.tsv (a row a
# flavour; its columns are those that Tables.flavour reads) and relocs.tsv (a row a type; Tables.relocation)
# are. Where a target differs on purpose, the reason stands in the lists below.
#
# Usage: tables.py [TARGET...]: only these, and nothing of the lists.

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness

FLAVOURS = os.path.realpath(os.environ.get("COFFKIT_FLAVOURS")
                            or os.path.join(harness.SRCDIR, "../shared/flavours"))

TARGET = ("name", "byteorder_headers", "byteorder_data", "FILHSZ", "SCNHSZ", "SYMESZ", "AUXESZ",
          "RELSZ", "LINESZ", "E_FILNMLEN", "long_section_names", "default_section_align_power",
          "long_filenames")
HOWTO = ("type", "rsize", "name", "size_octets", "bits", "rightshift", "bitpos", "pc_relative",
         "dst_mask")
LONG_NAMES = {"none": 0, "default off": 1, "default on": 2, "on": 2, "no": 0, "off": 1,
              "COFF2": 2}

# Targets that are two or more for one flavour there: by word size, or by whose relocations they have.
ONE_OF = {"pei-unknown": "pei-tricore", "pei-unknown64": "pei-riscv64", "pei-ebc32": "pei-ebc",
          "pe-sh3": "pe-sh4", "pei-sh3": "pei-sh4"}

# (pattern of the target, column): why it differs.
FLAVOUR_DIFFERS = [
    ("coff-(i386|go32|go32-exe)", "magics_accepted",
     "the four with an operating system mixed in are .NET images: PE"),
    ("coff-shl?(-small)?", "magics_accepted", "0x1a2 is PE for SH3"),
    ("pei?-arm-wince-(little|big)", "magics_accepted",
     "0xa00 is GNU's own PE for ARM, with relocations of 14 bytes: another flavour"),
    ("pe-rom-image", "magics_accepted", "any, it says; here they are listed"),
    ("pe-rom-image|(epoc-)?pei-.*|efi-.*", "long_section_names",
     "read in every PE image, written only if asked: loaders do not read string tables"),
    ("pei-unknown(64)?|pei?-sh3", "magics_accepted|magic_written",
     "those of the row that they are compared with"),
    ("(epoc-)?pei?-.*|efi-.*", "long_filenames",
     "the format has them in all PE (auxiliary entries in a row); the table has BFD's switch"),
    ("te-image.*", "SYMESZ|AUXESZ|RELSZ|LINESZ|E_FILNMLEN",
     "no header leads to symbols or relocations; the records are those of other images"),
    ("coff2-(beh-)?(c54x|tic4x)", "long_section_names",
     "TI's tools write them, and the table has the GNU tools' word"),
    ("te-image.*", "magics_accepted|magic_written", "the signature is the container's here"),
    ("coff-(i386-lynx|x86-64)", "magics_accepted",
     "those with an operating system mixed in are .NET images: PE"),
    ("coff-(basic16|mips-sysv)", "byteorder_(headers|data)", "big here, and a variant is little"),
    ("coff-(m56k|m96k|m16k|m56[3678]|sc1)", "byteorder_data", "that of the headers, of both variants"),
    ("coff-(m56k|m96k|m16k|m56[3678]|sc1)", "long_filenames", "x_foff leads to them"),
    ("coff-(adsp21k|apollo-a88k|avr)", "relset",
     "unknown, or none; here those that other ports have, or R_ABS"),
    ("apollo-m68k", "magic_written", "libbfd writes a 1 by mistake; files have 0x197"),
    ("coff-sx64", "magics_accepted", "0x425 is SX-9's, as the table says in its notes"),
]
# (pattern of the target, pattern of the type's name, columns): why they differ.
HOWTO_DIFFERS = [
    ("coff-(a29k|or32)-big", "R_IHCONST", "bits", "nothing is stored: its index is an addend"),
    ("coff-i860", "COFF860_R_PAIR", "size_octets|bits|dst_mask",
     "nothing is stored: its index is an addend"),
    ("coff-i860", "COFF860_R_SPLIT[12]", "bitpos", "the mask leaves out as many low bits"),
    ("coff-pic-v[12]", "RELOCT_(P|MOVLR|ACCESS)", "rightshift|bitpos", "the mask says where they go"),
    ("coff-pic30", "R_PIC30_PADDR", "bits", "24, as the mask says"),
    ("coff-pic30", r"R_PIC30_(\w+_)?(PSVPTR|ACCESS|EDSPAGE|EDSOFFSET)", "type",
     "their numbers are published nowhere"),
    ("coff-maxq", "SHORT_JMP.*", "rightshift|bitpos|dst_mask",
     "the assembler's own jumps count words in the low byte (coff-maxq/relocs.o)"),
    ("coff-sx64", "R_SX_ABS", "size_octets|bits", "nothing is stored, and there is no field"),
    ("coff-tic30", "R_TIC30_(ABS24|LDP)", "size_octets|bits|bitpos|dst_mask",
     "the bytes that r_vaddr leads to (coff-tic30/relocs.o); libbfd's field begins there and is longer"),
    ("coff-z8k", "R_(DISP7|CALLR)", "pc_relative", "it is, but counts backwards"),
    ("coff-sparc(-lynx)?", "R_SPARC_(PC10|PC22|WPLT30|COPY|GLOB_DAT|JMP_SLOT|RELATIVE|UA32)", ".*",
     "as the System V ABI's SPARC supplement has them; COFF tools never write them"),
    ("coff-x86-64", r"R_\w+ \(GNU.*\)", "name", "as objdump prints them"),
    ("coff2-c5500(plus)?", "R_LD3_SP_K9", "bits|rightshift|dst_mask",
     "TI's header: the constant of 9 bits is stored halved"),
    ("coff-tic80", "R_PPLN16B", "bits", "its mask has 16, as its name says"),
    ("coff2-c8plus", "R_HIBYTE", "rightshift", "TI's header: the high byte of 24 bits"),
    ("coff-h8300", "R_JMPL1", "bits", "24 of the 32 bits are stored, as the mask says"),
    ("coff-h8300", "R_JMP_DEL", "bits|dst_mask", "the jump is gone: nothing is stored"),
    ("coff-shl?(-small)?", "R_SH_PCDISP8BY2|R_SH_PCRELIMM8BY[24]", "rightshift",
     "the assembler has resolved it; only a relaxing linker shifts"),
    ("pei?-arm-wince-(little|big)", "ARM_26D", "size_octets|bits|rightshift|name",
     "type 0 stores nothing, and has Microsoft's name"),
    ("pei?-arm-wince-(little|big)", r"ARM_\w+", "name", "Microsoft's names, which say the same"),
    ("pei?-(bigobj-)?x86-64|efi-.*-x86_64", r"R_\w+ \(GNU.*\)", "name", "as objdump prints them"),
    ("pei?-(bigobj-)?x86-64|efi-.*-x86_64",
     "IMAGE_REL_AMD64_(SREL32|PAIR|SSPAN32|EHANDLER|IMPORT_BR|IMPORT_CALL|CFG_BR)", ".*",
     "0xe to 0x14 are GNU's, whose assembler writes them; targets/pe-x86-64.c"),
    ("pei?-(bigobj-)?x86-64|efi-.*-x86_64", "IMAGE_REL_AMD64_(CFG|INDIR)_.*", "size_octets|bits",
     "they mark places for the loader: the bytes there are an instruction's own"),
    (".*", "ARM_26D", "dst_mask", "the field is there, and stays as it is"),
    ("pei?-.*", "IMAGE_REL_.*_(PAIR|ABSOLUTE)|COFF860_R_PAIR", "size_octets|bits|dst_mask",
     "nothing is stored, and there is no field"),
    ("pei?-i860", "COFF860_R_SPLIT[12]", "bitpos", "so many low bits are left as they are"),
    ("pei?-sh.*", "IMAGE_REL_SHM_.*", "bitpos",
     "no mask is stated; SHmedia has 16-bit immediates at bit 10"),
    ("pei?-m32r", "IMAGE_REL_M32R_REFHALF", "rightshift",
     "the specification has the high half, as the table's words do"),
    ("pei?-mips.*|pei?-r.000.*|pei?-wce.*", "IMAGE_REL_MIPS_SECRELHI", "rightshift",
     "the high half, as the table's words say"),
    ("pei?-mips.*|pei?-r.*000|pei?-wce.*", "IMAGE_REL_MIPS_JMPADDR16", "dst_mask",
     "the bits of the two half words"),
    ("pei?-powerpc.*", r"IMAGE_REL_PPC_TOCREL16 \| TOCDEFN", "name", "names are unique here"),
    ("aix.*|xcoff-powermac", "R_TRL", "name", "4 is R_RTB in the format; R_TRL is 0x12"),
    ("ecoff-.*", "(MIPS|ALPHA)_R_IGNORE|ALPHA_R_LITUSE", "size_octets|bits",
     "nothing is stored, and there is no field"),
    ("aix.*|xcoff-powermac", "R_REF", "size_octets|bits", "nothing is stored, and there is no field"),
    ("aix(5)?coff64-rs6000", r"R_NEG \(r_size 31: 32 bits\)", "dst_mask",
     "a mask of 64 bits does not fit the field of 32"),
]


def table(name):
    path = os.path.join(FLAVOURS, name)
    try:
        with open(path, encoding="utf-8") as f:
            rows = [line.split("\t") for line in f.read().split("\n") if line]
    except OSError as problem:
        print(f"no {path}: set COFFKIT_FLAVOURS to its folder ({problem.strerror})")
        print("0 passed, 1 failed, 0 skipped")
        sys.exit(1)
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def targets():
    found = []
    for line in harness.run("testsuite/long/dump-tables").out.split("\n"):
        words = line.split("\t")
        if words[0] == "target":
            found.append({**dict(zip(TARGET, words[1:])), "aoutsz": [], "magics": [], "howtos": {}})
        elif words[0] == "target_id":
            found[-1]["target_id"] = int(words[1])
        elif words[0] == "aoutsz":
            found[-1]["aoutsz"].append(int(words[1]))
        elif words[0] == "magic":
            found[-1]["magics"].append(int(words[1]))
        elif words[0] == "howto":
            howto = dict(zip(HOWTO, words[1:]))
            found[-1]["howtos"][int(howto["type"]), int(howto["rsize"])] = howto
    return found


def leading(text):
    """The number that a cell begins with; notes follow it."""
    m = re.match(r"0x[0-9a-fA-F]+|\d+", text)
    return int(m.group(0), 0) if m else None


class Tables:
    def __init__(self):
        self.suite = harness.Suite()
        self.used = set()

    def excused(self, table_, name, *keys):
        for entry in table_:
            if re.fullmatch(entry[0], name) and all(
                    re.fullmatch(p, k) for p, k in zip(entry[1:-1], keys)):
                self.used.add(entry)
                return True
        return False

    def same(self, where, ours, theirs, excused):
        if ours == theirs:
            self.suite.check(where, True)
        else:
            self.suite.check(f"{where}: {ours!r} here, {theirs!r} in the table", excused())

    def flavour(self, t, row):
        name = t["name"]
        image = re.match("pei-|epoc-pei-|efi-", name)
        facts = {c: (int(t[c]), leading(row[c])) for c in TARGET[3:10]}
        facts["default_section_align_power"] = (int(t["default_section_align_power"]),
                                                leading(row["default_section_align_power"]))
        if image:  # the table counts the MZ program and the signature before the file header
            facts["FILHSZ"] = (int(t["FILHSZ"]) + 132, leading(row["FILHSZ"]))
        for column in ("byteorder_headers", "byteorder_data"):
            # What else its tools may write is variants of the target (test-ti).
            facts[column] = (t[column], re.match(r"\w+", row[column])[0])
        long_names = re.match(r"default \w+|\w+", row["long_section_names"])[0]
        facts["long_section_names"] = (int(t["long_section_names"]), LONG_NAMES.get(long_names))
        facts["long_filenames"] = (bool(int(t["long_filenames"])),
                                   row["long_filenames"].startswith("yes"))
        aoutsz = leading(row["AOUTSZ"])
        facts["AOUTSZ"] = (aoutsz if aoutsz in t["aoutsz"] or aoutsz == 0 else t["aoutsz"], aoutsz)
        # An anonymous object's first words are the same for all; its machine is another field.
        cells = re.sub("Sig1 (0x0000|0), Sig2 0xffff", "", row["magics_accepted"])
        target_id = re.search("with target id (0x[0-9a-f]+)", cells)
        if target_id:
            facts["target_id"] = (t["target_id"], int(target_id[1], 16))
            cells = cells.replace(target_id[0], "")
        accepted = {int(w, 16) for w in re.findall(r"0x[0-9a-f]+", cells)}
        if accepted:
            facts["magics_accepted"] = (sorted(set(t["magics"])), sorted(accepted))
            facts["magic_written"] = (t["magics"][0], leading(row["magic_written"]))
        for column, (ours, theirs) in facts.items():
            if theirs is None:  # the flavour has no such thing
                continue
            self.same(f"{name} {column}", ours, theirs,
                      lambda c=column: self.excused(FLAVOUR_DIFFERS, name, c))

    def relocation(self, t, row):
        name = row["name"]
        number = leading(row["type_hex"])
        # XCOFF has a row for a width where the width decides.
        width = re.search(r"\(r_size (\d+):", name)
        rows = [h for (type_, rsize), h in sorted(t["howtos"].items())
                if type_ == number and (not width or rsize == int(width[1]))]
        where = f"{t['name']} {row['type_hex']} {name}"
        if not rows:
            self.suite.check(f"{where}: no such howto",
                             self.excused(HOWTO_DIFFERS, t["name"], name, "type"))
            return
        howto = rows[0]
        facts = {c: (int(howto[c]), leading(row[c]))
                 for c in ("size_octets", "bits", "rightshift", "bitpos")}
        if howto["pc_relative"] != "-" and row["pc_relative"] in ("yes", "no"):
            facts["pc_relative"] = (howto["pc_relative"], row["pc_relative"])
        # Bits that are not one run of a number have their mask in words.
        if re.fullmatch(r"0x[0-9a-f]+", row["dst_mask"]):
            facts["dst_mask"] = (int(howto["dst_mask"], 16), leading(row["dst_mask"]))
        facts["name"] = (howto["name"], name.split(" ")[0])
        for column, (ours, theirs) in facts.items():
            if theirs is not None:
                self.same(f"{where} {column}", ours, theirs,
                          lambda c=column: self.excused(HOWTO_DIFFERS, t["name"], name, c))

    def finish(self, all_were_seen):
        for entry in [*FLAVOUR_DIFFERS, *HOWTO_DIFFERS] if all_were_seen else []:
            self.suite.check(f"the exception {entry} is still needed", entry in self.used)
        self.suite.finish()


def main(only):
    tables = Tables()
    rows = {row["name"]: row for row in table("flavours.tsv")}
    relocs = table("relocs.tsv")
    found = targets()
    tables.suite.check("targets were found", len(found) > 30, len(found))
    for name in set(only) - {t["name"] for t in found}:
        tables.suite.check(f"{name} is a target", False)
    for t in found:
        if only and t["name"] not in only:
            continue
        # Terse executables are one flavour there, and here as many as there are sets of relocations.
        row = rows.get(ONE_OF.get(t["name"], re.sub("^te-image-.*", "te-image", t["name"])))
        if not tables.suite.check(f"{t['name']} is in flavours.tsv", row is not None):
            continue
        tables.flavour(t, row)
        # pe-base are the base relocations of images, which are no howtos.
        of_target = [r for r in relocs if r["relset"] == row["relset"] != "pe-base"
                     and not r["name"].startswith("(")]
        tables.suite.check(f"{t['name']} has relocations if {row['relset']} has",
                           bool(of_target) == bool(t["howtos"])
                           or tables.excused(FLAVOUR_DIFFERS, t["name"], "relset"), len(of_target))
        for r in of_target:
            tables.relocation(t, r)
    tables.finish(not only)


main(sys.argv[1:])
