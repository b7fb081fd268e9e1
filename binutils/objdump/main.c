// coff-objdump: the command line.
//
// Skip it unless you change what the options do together; options.c has each.
#include "objdump/options.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

// ---- Files ------------------------------------------------------------------------------------

static void show(struct tool *t, const struct tool_item *item, void *user)
{
  if (item->file != NULL) {
    dump_file(user, t, item);
    return;
  }
  tool_say(t, item->path, item->member, "file format not recognized");
  t->failed = true;
}

static void title(struct tool *t, const struct tool_item *item, void *user)
{
  (void)user;
  out_text(&t->out, item->member == NULL ? "In archive " : "In nested archive ");
  out_text(&t->out, item->member == NULL ? item->path : item->member);
  out_text(&t->out, ":\n");
}

// ---- The command line -------------------------------------------------------------------------

static const char usage[] =
    "Usage: coff-objdump OPTION... [FILE]...\n"
    "Shows what files hold (a.out if none is named), archives member by member.\n"
    "\n"
    "What (at least one of these):\n"
    "  -a, --archive-headers          headers of an archive's members\n"
    "  -f, --file-headers             file headers\n"
    "  -p, --private-headers          the flavour's own headers, directories and their tables\n"
    "  -P, --private=PART,...         parts of them\n"
    "  -h, --headers                  sections (also --section-headers)\n"
    "  -x, --all-headers              the same as -a -f -p -h -t -r\n"
    "  -t, --syms                     symbols\n"
    "  -T, --dynamic-syms             symbols of the loader section\n"
    "  -r, --reloc                    relocations\n"
    "  -R, --dynamic-reloc            relocations of the loader section\n"
    "  -s, --full-contents            contents of sections\n"
    "  -G, --stabs                    stabs\n"
    "  -d, --disassemble[=SYMBOL]     instructions of sections with code, or of a symbol\n"
    "  -D, --disassemble-all          ... of all sections\n"
    "  -S, --source                   ... with the lines of the source\n"
    "      --source-comment[=TEXT]    ... which begin with TEXT\n"
    "  -i, --info                     flavours and processors\n"
    "  -H, --help; -V, -v, --version  this, or the version\n"
    "\n"
    "How:\n"
    "  -b, --target=NAME              read the files as this flavour\n"
    "  -m, --architecture=NAME        disassemble for this processor\n"
    "  -j, --section=NAME             only this section (may be repeated)\n"
    "  -M, --disassembler-options=X   intel, att, ...\n"
    "      --start-address=N, --stop-address=N, --adjust-vma=N\n"
    "  -C, --demangle[=STYLE]         names as in the source\n"
    "  -l, --line-numbers             lines of the source, from COFF line numbers\n"
    "  -F, --file-offsets             offsets in the file\n"
    "  -I, --include=FOLDER           where sources are, too\n"
    "  -w, --wide                     more than 80 columns\n"
    "  -z, --disassemble-zeroes       blocks of zeroes, too\n"
    "      --prefix-addresses, --[no-]show-raw-insn, --no-addresses, --insn-width=N\n"
    "  -U, --unicode=default|show|invalid|hex|escape|highlight  how UTF-8 in names is shown\n"
    "      --prefix=FOLDER, --prefix-strip=N, --show-all-symbols\n"
    "      --special-syms, --inlines, --file-start-context, -EB, -EL, --[no-]recurse-limit\n"
    "                                 accepted; see the manual page\n"
    "  @FILE                          the words in FILE as arguments\n";

static void say_sections(const struct objdump *d, struct tool *t)
{
  for (size_t i = 0; i < d->nsections; i++) {
    if (d->found[i])
      continue;
    t->failed = true;
    fprintf(
        stderr,
        "coff-objdump: section '%s' mentioned in a -j option, but not found in any input file\n",
        d->sections[i]);
  }
}

static int run(struct objdump *d, int argc, char **argv)
{
  struct tool *t = tool_begin("coff-objdump");
  if (t == NULL)
    return 1;
  tool_all(t, argc, argv, d->target, title, show, d);
  out_flush(&t->out);
  say_sections(d, t);
  return tool_end(t);
}

static int start(struct objdump *d, int argc, char **argv)
{
  switch (options_parse(d, argc, argv)) {
  case PARSED_HELP: return fputs(usage, stdout) < 0;
  case PARSED_VERSION: return printf("coff-objdump (coffkit) %s\n", PACKAGE_VERSION) < 0;
  case PARSED_NOTHING: fputs(usage, stderr); return 2;
  case PARSED_WRONG: fputs(usage, stderr); return 1;
  case PARSED_RUN: break;
  }
  if ((d->show & SHOW_INFO) != 0)
    return dump_info();
  d->names.terminal = isatty(STDOUT_FILENO);
  return run(d, argc - d->first, argv + d->first);
}

int main(int argc, char **argv)
{
  char program[] = "coff-objdump"; // getopt's messages begin with it, wherever the program lies
  struct tool_words w;
  struct objdump d = {0};
  int status = 1;
  if (argc > 0)
    argv[0] = program;
  bool ok = tool_expand(&w, argc, argv);
  size_t room = (size_t)w.words.count + 1;
  d.sections = calloc(room, sizeof *d.sections);
  d.include = calloc(room, sizeof *d.include);
  d.found = calloc(room, sizeof *d.found);
  if (ok && d.sections != NULL && d.include != NULL && d.found != NULL)
    status = start(&d, w.words.count, w.words.all);
  else
    fprintf(stderr, "coff-objdump: too many arguments\n");
  free(d.sections);
  free(d.include);
  free(d.found);
  tool_words_free(&w);
  return status;
}
