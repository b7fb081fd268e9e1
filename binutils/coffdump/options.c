// The command line: which options there are, and what they say of themselves.
//
// Skip it unless you add an option; man/coffdump.1 has them too.
#include "coffdump/options.h"
#include "coff/certificates.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifdef HAVE_CAPSTONE
#include <capstone/capstone.h>
#endif
#include <zlib.h>

enum { // values of options that stand for no part
  OPTION_TARGET = 0x10000000,
  OPTION_LIST_TARGETS,
  OPTION_DEMANGLE,
  OPTION_COLOR,
  OPTION_JSON,
  OPTION_MEMBER,
  OPTION_OUTPUT,
  OPTION_HELP,
  OPTION_VERSION
};

static const struct {
  const char *name;
  int has_arg, value; // value: enum part bits, or one of the above
  const char *arg, *words;
} table[] = {
    {"headers", no_argument, PART_HEADERS, "", "file header, optional header, data directories"},
    {"sections", no_argument, PART_SECTIONS, "", "section table, every flag by its name"},
    {"symbols", no_argument, PART_SYMBOLS, "", "symbol table with auxiliary entries"},
    {"relocs", no_argument, PART_RELOCS, "", "relocations, with symbols and addends"},
    {"lines", no_argument, PART_LINES, "", "line numbers, with functions and files"},
    {"strings", no_argument, PART_STRINGS, "", "string table"},
    {"directives", no_argument, PART_DIRECTIVES, "", "options that the object has for the linker"},
    {"comdat", no_argument, PART_COMDAT, "", "COMDAT sections, their symbols and parents"},
    {"debug-sections", no_argument, PART_DEBUG, "",
     "debug and unwind sections, by subsection and record"},
    {"contents", optional_argument, PART_CONTENTS, "[=SECTION]",
     "bytes of all sections, or of one (decompressed)"},
    {"disassemble", optional_argument, PART_DISASSEMBLY, "[=SYMBOL]",
     "code of all sections, or of one symbol"},
    {"map", no_argument, PART_MAP, "", "what each byte of the file is"},
    {"imports", no_argument, PART_IMPORTS, "", "imports: by name or ordinal, delayed, bound"},
    {"exports", no_argument, PART_EXPORTS, "", "exports: names, ordinals, forwarders"},
    {"resources", optional_argument, PART_RESOURCES, "[=PATH]",
     "resources; PATH is TYPE/NAME/LANG, or the first of them"},
    {"output", required_argument, OPTION_OUTPUT, "=FILE",
     "with --resources=TYPE/NAME/LANG: write the resource there"},
    {"unwind", no_argument, PART_UNWIND, "", "function table and unwind codes"},
    {"base-relocs", no_argument, PART_BASE_RELOCS, "", "base relocations"},
    {"debug", no_argument, PART_DEBUG_DIR, "", "debug directory"},
    {"tls", no_argument, PART_TLS, "", "thread-local storage: template and callbacks"},
    {"load-config", no_argument, PART_LOAD_CONFIG, "", "load configuration and its tables"},
    {"clr", no_argument, PART_CLR, "", "CLR header and metadata"},
    {"rich", no_argument, PART_RICH, "", "Rich header: the tools that made the objects"},
    {"certificates", no_argument, PART_CERTIFICATES, "", "certificates, digest, checksum"},
    {"overlay", no_argument, PART_OVERLAY, "", "the stub before and the bytes behind the image"},
    {"loader", no_argument, PART_LOADER, "", "loader section of XCOFF modules"},
    {"archive-index", no_argument, PART_ARCHIVE_INDEX, "",
     "members and symbol index of an archive, compared"},
    {"member", required_argument, OPTION_MEMBER, "=GLOB", "only members of archives so named"},
    {"all", no_argument, PART_ALL, "", "all of the above, and the summary"},
    {"target", required_argument, OPTION_TARGET, "=NAME", "read the files as this flavour"},
    {"list-targets", no_argument, OPTION_LIST_TARGETS, "", "list the flavours and exit"},
    {"demangle", no_argument, OPTION_DEMANGLE, "", "C++, Rust and D names as in the source"},
    {"color", optional_argument, OPTION_COLOR, "[=WHEN]",
     "auto, always or never; always if not said"},
    {"json", optional_argument, OPTION_JSON, "[=pretty]",
     "everything as JSON, one document a file; one a line unless pretty"},
    {"help", no_argument, OPTION_HELP, "", "print this and exit"},
    {"version", no_argument, OPTION_VERSION, "", "print the version and the libraries and exit"},
};
enum { OPTIONS = sizeof table / sizeof table[0] };

static void wrong(struct command *c, const char *words, const char *value)
{
  fprintf(stderr, "coffdump: %s'%s'\n", words, value);
  c->action = ACTION_WRONG;
}

// See https://no-color.org for the variable.
static bool is_terminal(void)
{
  const char *no_color = getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (no_color == NULL || *no_color == 0);
}

static void set_color(struct command *c, const char *when)
{
  if (when == NULL || strcmp(when, "always") == 0)
    c->options.color = true;
  else if (strcmp(when, "never") == 0)
    c->options.color = false;
  else if (strcmp(when, "auto") == 0)
    c->options.color = is_terminal();
  else
    wrong(c, "--color is auto, always or never, not ", when);
}

static void set_json(struct command *c, const char *form)
{
  c->options.json = form == NULL ? JSON_LINE : JSON_PRETTY;
  if (form != NULL && strcmp(form, "pretty") != 0)
    wrong(c, "--json has one form more, pretty, not ", form);
}

static void apply(struct command *c, int value, const char *arg)
{
  switch (value) {
  case OPTION_TARGET:
    c->options.target = arg;
    if (coff_target_find(arg) == NULL)
      wrong(c, "--list-targets does not list ", arg);
    return;
  case OPTION_LIST_TARGETS: c->action = ACTION_LIST_TARGETS; return;
  case OPTION_DEMANGLE: c->options.demangle = true; return;
  case OPTION_COLOR: set_color(c, arg); return;
  case OPTION_JSON: set_json(c, arg); return;
  case OPTION_MEMBER: c->options.member = arg; return;
  case OPTION_OUTPUT: c->options.output = arg; return;
  case OPTION_HELP: c->action = ACTION_HELP; return;
  case OPTION_VERSION: c->action = ACTION_VERSION; return;
  default: break;
  }
  c->options.parts |= (unsigned)value;
  if (value == PART_CONTENTS)
    c->options.contents = arg;
  if (value == PART_DISASSEMBLY)
    c->options.disassemble = arg;
  if (value == PART_RESOURCES)
    c->options.resources = arg;
}

void options_parse(int argc, char **argv, struct command *c)
{
  struct option longs[OPTIONS + 1] = {{0}};
  int found;
  for (int i = 0; i < OPTIONS; i++)
    longs[i] = (struct option){table[i].name, table[i].has_arg, NULL, table[i].value};
  *c = (struct command){.action = ACTION_DUMP};
  c->options.color = is_terminal();
  while (c->action == ACTION_DUMP && (found = getopt_long(argc, argv, "", longs, NULL)) != -1) {
    if (found == '?')
      c->action = ACTION_WRONG;
    else
      apply(c, found, optarg);
  }
  if (c->options.parts == 0)
    c->options.parts = PART_SUMMARY;
  c->files = argv + optind;
  c->nfiles = argc - optind;
  if (c->action == ACTION_DUMP && c->options.output != NULL &&
      (c->options.resources == NULL || c->nfiles > 1)) {
    fputs("coffdump: --output needs --resources=TYPE/NAME/LANG and one file\n", stderr);
    c->action = ACTION_WRONG;
  }
  if (c->action == ACTION_DUMP && c->nfiles == 0) {
    fputs("coffdump: no file is given; try --help\n", stderr);
    c->action = ACTION_WRONG;
  }
}

void options_help(struct out *o)
{
  out_text(
      o,
      "Usage: coffdump [OPTION]... FILE...\n"
      "Show everything inside COFF objects, images and archives. Without options: a summary.\n\n");
  for (int i = 0; i < OPTIONS; i++) {
    out_text(o, "  --");
    out_text(o, table[i].name);
    out_text(o, table[i].arg);
    out_pad(o, 28);
    out_text(o, table[i].words);
    out_char(o, '\n');
  }
  out_text(o, "\nExit status: 0 if every file could be read whole, 1 if a file has a defect,\n"
              "2 if the command line is wrong.\n");
}

void options_version(struct out *o)
{
  const char *libcrypto = coff_libcrypto_version();
  out_text(o, "coffdump (" PACKAGE_STRING ")\n");
  out_printf(o, "  zlib       %s\n", zlibVersion());
#ifdef HAVE_CAPSTONE
  int major, minor;
  cs_version(&major, &minor);
  out_printf(o, "  Capstone   %d.%d\n", major, minor);
#else
  out_text(o, "  Capstone   no (--disassemble shows units without mnemonics)\n");
#endif
#ifdef HAVE_LIBIBERTY
  out_text(o, "  libiberty  yes\n");
#else
  out_text(o, "  libiberty  no (--demangle changes nothing)\n");
#endif
  out_printf(o, "  libcrypto  %s\n",
             libcrypto != NULL ? libcrypto : "no (--certificates does not decode signatures)");
}
