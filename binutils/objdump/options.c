// The options of coff-objdump.
//
// Skip it unless you add one.
#include "objdump/options.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
  START = 0x100,
  STOP,
  ADJUST,
  PREFIX_ADDRESSES,
  RAW,
  NO_RAW,
  NO_ADDRESSES,
  INSN_WIDTH,
  SOURCE_COMMENT,
  PREFIX,
  PREFIX_STRIP,
  ALL_SYMBOLS,
  ENDIAN,
  WITHOUT_EFFECT // options of GNU's that change nothing here: the man page says why
};

static const struct option all_options[] = {
    {"adjust-vma", required_argument, NULL, ADJUST},
    {"all-headers", no_argument, NULL, 'x'},
    {"private-headers", no_argument, NULL, 'p'},
    {"private", required_argument, NULL, 'P'},
    {"architecture", required_argument, NULL, 'm'},
    {"archive-headers", no_argument, NULL, 'a'},
    {"info", no_argument, NULL, 'i'},
    {"demangle", optional_argument, NULL, 'C'},
    {"disassemble", optional_argument, NULL, 'd'},
    {"disassemble-all", no_argument, NULL, 'D'},
    {"disassembler-options", required_argument, NULL, 'M'},
    {"disassemble-zeroes", no_argument, NULL, 'z'},
    {"dynamic-reloc", no_argument, NULL, 'R'},
    {"dynamic-syms", no_argument, NULL, 'T'},
    {"endian", required_argument, NULL, ENDIAN},
    {"file-headers", no_argument, NULL, 'f'},
    {"file-offsets", no_argument, NULL, 'F'},
    {"file-start-context", no_argument, NULL, WITHOUT_EFFECT},
    {"full-contents", no_argument, NULL, 's'},
    {"headers", no_argument, NULL, 'h'},
    {"help", no_argument, NULL, 'H'},
    {"include", required_argument, NULL, 'I'},
    {"inlines", no_argument, NULL, WITHOUT_EFFECT},
    {"insn-width", required_argument, NULL, INSN_WIDTH},
    {"line-numbers", no_argument, NULL, 'l'},
    {"no-addresses", no_argument, NULL, NO_ADDRESSES},
    {"no-recurse-limit", no_argument, NULL, WITHOUT_EFFECT},
    {"no-recursion-limit", no_argument, NULL, WITHOUT_EFFECT},
    {"no-show-raw-insn", no_argument, NULL, NO_RAW},
    {"prefix", required_argument, NULL, PREFIX},
    {"prefix-addresses", no_argument, NULL, PREFIX_ADDRESSES},
    {"prefix-strip", required_argument, NULL, PREFIX_STRIP},
    {"recurse-limit", no_argument, NULL, WITHOUT_EFFECT},
    {"recursion-limit", no_argument, NULL, WITHOUT_EFFECT},
    {"reloc", no_argument, NULL, 'r'},
    {"section", required_argument, NULL, 'j'},
    {"section-headers", no_argument, NULL, 'h'},
    {"show-all-symbols", no_argument, NULL, ALL_SYMBOLS},
    {"show-raw-insn", no_argument, NULL, RAW},
    {"source", no_argument, NULL, 'S'},
    {"source-comment", optional_argument, NULL, SOURCE_COMMENT},
    {"special-syms", no_argument, NULL, WITHOUT_EFFECT},
    {"stabs", no_argument, NULL, 'G'},
    {"start-address", required_argument, NULL, START},
    {"stop-address", required_argument, NULL, STOP},
    {"syms", no_argument, NULL, 't'},
    {"target", required_argument, NULL, 'b'},
    {"unicode", required_argument, NULL, 'U'},
    {"version", no_argument, NULL, 'V'},
    {"wide", no_argument, NULL, 'w'},
    {NULL, 0, NULL, 0}};

// ---- Values -----------------------------------------------------------------------------------

static bool number(const char *name, const char *text, uint64_t *v)
{
  char *end;
  *v = strtoull(text, &end, 0);
  if (*text != 0 && *end == 0)
    return true;
  fprintf(stderr, "coff-objdump: %s: bad number: %s\n", name, text);
  return false;
}

static bool width(struct objdump *d, const char *text)
{
  uint64_t v;
  if (!number("--insn-width", text, &v))
    return false;
  d->insn_width = (unsigned)v;
  if (v != 0 && v <= 64)
    return true;
  fprintf(stderr, "coff-objdump: --insn-width: %s is not between 1 and 64\n", text);
  return false;
}

static bool style(struct objdump *d, const char *name)
{
  static const char *const all[] = {"auto", "gnu-v3", "java", "gnat", "dlang", "rust"};
  d->demangle = name == NULL || strcmp(name, "none") != 0;
  for (size_t i = 0; name != NULL && d->demangle; i++) {
    if (i == COFF_COUNT(all)) {
      fprintf(stderr, "coff-objdump: unknown demangling style `%s'\n", name);
      return false;
    }
    if (strcmp(name, all[i]) == 0)
      break;
  }
  return true;
}

static bool unicode(struct objdump *d, const char *word)
{
  if (tool_unicode_find(word, &d->names.unicode))
    return true;
  fprintf(stderr, "coff-objdump: there is no way '%s' to show UTF-8\n", word);
  return false;
}

static bool endian(const char *name)
{
  static const char *const all[] = {"B", "L", "big", "little"};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(name, all[i]) == 0)
      return true;
  fprintf(stderr, "coff-objdump: unrecognized -E option: %s\n", name);
  return false;
}

// ---- Options ----------------------------------------------------------------------------------

static bool what_to_show(struct objdump *d, int c)
{
  const unsigned x =
      SHOW_MEMBER | SHOW_FILE_HEADER | SHOW_SECTIONS | SHOW_PRIVATE | SHOW_RELOCS | SHOW_SYMBOLS;
  switch (c) {
  case 'a': d->show |= SHOW_MEMBER; return true;
  case 'D': d->show |= SHOW_DISASSEMBLY | SHOW_ALL_CODE; return true;
  case 'f': d->show |= SHOW_FILE_HEADER; return true;
  case 'G': d->show |= SHOW_STABS; return true;
  case 'h': d->show |= SHOW_SECTIONS; return true;
  case 'i': d->show |= SHOW_INFO; return true;
  case 'p': d->show |= SHOW_PRIVATE; return true;
  case 'r': d->show |= SHOW_RELOCS; return true;
  case 'R': d->show |= SHOW_DYNAMIC_RELOCS; return true;
  case 's': d->show |= SHOW_CONTENTS; return true;
  case 'S': d->show |= SHOW_DISASSEMBLY | SHOW_SOURCE; return true;
  case 't': d->show |= SHOW_SYMBOLS; return true;
  case 'T': d->show |= SHOW_DYNAMIC; return true;
  case 'x': d->show |= x; return true;
  default: return false;
  }
}

static bool how_to_show(struct objdump *d, int c, const char *argument)
{
  switch (c) {
  case 'C': return style(d, argument);
  case 'F': d->file_offsets = true; return true;
  case 'l': d->lines = true; return true;
  case 'M': d->modes = argument; return true;
  case 'U': return unicode(d, argument);
  case 'w': d->wide = true; return true;
  case 'z': d->zeroes = true; return true;
  case 'E':
  case ENDIAN: return endian(argument);
  case PREFIX_ADDRESSES: d->prefix_addresses = true; return true;
  case RAW: d->raw = 1; return true;
  case NO_RAW: d->raw = -1; return true;
  case NO_ADDRESSES: d->no_addresses = true; return true;
  case ALL_SYMBOLS: d->all_symbols = true; return true;
  case INSN_WIDTH: return width(d, argument);
  case PREFIX: d->prefix = argument; return true;
  case PREFIX_STRIP: return number("--prefix-strip", argument, &d->prefix_strip);
  default: return c == WITHOUT_EFFECT;
  }
}

static bool option(struct objdump *d, int c, const char *argument)
{
  switch (c) {
  case 'b': d->target = argument; return true;
  case 'd':
    d->show |= SHOW_DISASSEMBLY;
    d->disassemble = argument != NULL ? argument : d->disassemble;
    return true;
  case 'I': d->include[d->ninclude++] = argument; return true;
  case 'j': d->sections[d->nsections++] = argument; return true;
  case 'm': d->machine = argument; return true;
  case 'P': d->private_parts = argument; return true;
  case SOURCE_COMMENT:
    d->show |= SHOW_DISASSEMBLY | SHOW_SOURCE;
    d->source_comment = argument != NULL ? argument : "# ";
    return true;
  case START: d->has_start = true; return number("--start-address", argument, &d->start);
  case STOP: d->has_stop = true; return number("--stop-address", argument, &d->stop);
  case ADJUST: return number("--adjust-vma", argument, &d->adjust);
  default: return what_to_show(d, c) || how_to_show(d, c, argument);
  }
}

enum parsed options_parse(struct objdump *d, int argc, char **argv)
{
  int c;
  while ((c = getopt_long(argc, argv, "afpP:hxdDSsGtTrRvViHb:m:j:M:E:I:lFCwzU:", all_options,
                          NULL)) != -1) {
    if (c == 'H')
      return PARSED_HELP;
    if (c == 'V' || c == 'v')
      return PARSED_VERSION;
    if (!option(d, c, optarg))
      return PARSED_WRONG;
  }
  if (d->has_start && d->has_stop && d->stop <= d->start) {
    fprintf(stderr, "coff-objdump: the stop address should be after the start address\n");
    return PARSED_WRONG;
  }
  if (d->show == 0 && d->private_parts == NULL)
    return PARSED_NOTHING;
  d->first = optind;
  return PARSED_RUN;
}
