// coffdump: shows everything inside COFF objects, images and archives.
//
// Skip it unless you change what happens between the command line and a dump.
#include "coffdump/archive.h"
#include "coffdump/coffdump.h"
#include "coffdump/diag.h"
#include "coffdump/names.h"
#include "coffdump/options.h"
#include "coffdump/shrink.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Everything that a run needs, in one allocation: the buffers are large.
struct run {
  struct command command;
  struct coff_context ctx;
  struct diag_sink diags;
  struct out out, err;
};

static uint64_t size_of(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static void title(struct run *r, const char *path, int i)
{
  struct out *o = &r->out;
  if (r->command.nfiles < 2)
    return;
  out_text(o, i == 0 ? "" : "\n");
  out_text(o, o->color ? "\033[1m==> " : "==> ");
  out_name(o, (struct coff_str){path, strlen(path)});
  out_text(o, o->color ? " <==\033[0m\n" : " <==\n");
}

static void dump_archive(struct run *r, const struct coff_archive *a, const char *path)
{
  const struct options *opt = &r->command.options;
  struct archive_dump d = {.opt = opt, .diags = &r->diags, .o = &r->out};
  d.begun = r->command.nfiles > 1;
  archive_dump(a, &d, false);
  if (opt->member != NULL && !d.matched)
    coff_fail(&r->ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "no member is called '%s'",
              opt->member);
}

// As text_dump says what a file has not, if that was asked for.
static void dump_as_text(struct run *r, const struct coff_file *f, const char *path)
{
  const struct options *opt = &r->command.options;
  text_dump(f, opt, &r->out);
  if ((opt->parts & PART_ARCHIVE_INDEX) == 0 || opt->parts == PART_ALL)
    return;
  out_text(&r->out, "\nNo archive index: ");
  out_name(&r->out, (struct coff_str){path, strlen(path)});
  out_text(&r->out, " is no archive.\n");
}

static void dump_file(struct run *r, const char *path, int i)
{
  const struct options *opt = &r->command.options;
  struct coff_open how = {.target = opt->target};
  struct coff_archive *a;
  struct coff_file *f;
  diag_next_file(&r->diags);
  if (opt->json == JSON_NONE)
    title(r, path, i);
  out_flush(&r->out); // what is said of this file stands behind what was shown of the last one
  shrink_guard(path, &r->out);
  coff_archive_or_file_open(&r->ctx, path, &how, &a, &f);
  if (a != NULL)
    dump_archive(r, a, path);
  else if (opt->json != JSON_NONE)
    json_dump(f, path, NULL, f == NULL ? size_of(path) : coff_file_bytes(f).size, opt,
              &r->diags.list, &r->out);
  else if (f != NULL)
    dump_as_text(r, f, path);
  coff_file_close(f);
  coff_archive_close(a);
}

static void kinds(struct out *o, unsigned bits)
{
  const char *comma = "";
  for (unsigned k = 1; k <= COFF_KIND_ARCHIVE; k <<= 1) {
    if ((bits & k) == 0)
      continue;
    out_text(o, comma);
    out_text(o, kind_name((enum coff_kind)k));
    comma = ", ";
  }
}

static void record_sizes(struct out *o, const struct coff_records *r)
{
  out_dec_right(o, r->filehdr->size, 6);
  const char *separator = "  ";
  size_t start = o->column;
  for (size_t i = 0; r->aouthdrs != NULL && r->aouthdrs[i] != NULL; i++) {
    out_text(o, separator);
    out_dec(o, r->aouthdrs[i]->size);
    separator = "/";
  }
  out_pad(o, start + 10);
  out_dec_right(o, r->scnhdr == NULL ? 0 : r->scnhdr->size, 6);
  out_dec_right(o, r->syment == NULL ? 0 : r->syment->size, 7);
  out_dec_right(o, r->auxesz, 7);
  out_dec_right(o, r->reloc == NULL ? 0 : r->reloc->size, 6);
  out_dec_right(o, r->lineno == NULL ? 0 : r->lineno->size, 7);
}

// Name first, so that a script can take the first column.
static void list_targets(struct out *o)
{
  const struct coff_target *t;
  out_text(o, "Name                        Family    Byte order     FILHSZ  AOUTSZ   SCNHSZ SYMESZ "
              "AUXESZ RELSZ LINESZ  Kind\n");
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    out_text(o, t->name);
    out_pad(o, 28);
    out_text(o, family_name(t->family));
    out_pad(o, 38);
    out_text(o, order_name(t->order));
    out_pad(o, 52);
    record_sizes(o, t->records);
    out_text(o, "  ");
    kinds(o, t->kinds);
    if (t->assumed)
      out_text(o, " (assumed: not checked against a real file)");
    out_char(o, '\n');
  }
}

static void act(struct run *r)
{
  switch (r->command.action) {
  case ACTION_LIST_TARGETS: list_targets(&r->out); return;
  case ACTION_HELP: options_help(&r->out); return;
  case ACTION_VERSION: options_version(&r->out); return;
  default: break;
  }
  for (int i = 0; i < r->command.nfiles && !r->out.failed; i++)
    dump_file(r, r->command.files[i], i);
}

static int finish(struct run *r)
{
  if (out_flush(&r->out))
    return r->diags.errors != 0;
  // A reader that went away (head, a pager) has what it wanted.
  if (r->out.error != EPIPE)
    fprintf(stderr, "coffdump: cannot write the output: %s\n", strerror(r->out.error));
  return 1;
}

int main(int argc, char **argv)
{
  struct run *r = calloc(1, sizeof *r);
  if (r == NULL) {
    fputs("coffdump: out of memory\n", stderr);
    return 1;
  }
  char program[] = "coffdump"; // getopt's messages begin with it, wherever the program lies
  if (argc > 0)
    argv[0] = program;
  options_parse(argc, argv, &r->command);
  if (r->command.action == ACTION_WRONG) {
    free(r);
    return 2;
  }
  out_init(&r->out, stdout, r->command.options.color);
  out_init(&r->err, stderr, false);
  r->ctx = (struct coff_context){.sink = diag_receive, .sink_user = &r->diags};
  r->diags.program = "coffdump";
  r->diags.err = &r->err;
  r->diags.shown = &r->out;
  r->diags.keep = r->command.options.json != JSON_NONE;
  act(r);
  int status = finish(r);
  diag_free(&r->diags);
  free(r);
  return status;
}
