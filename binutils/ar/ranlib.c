// coff-ranlib: makes the indices of libraries anew, as coff-ar s does.
//
// Skip it unless you change its command line.
#include "coff/archive-build.h"
#include "tool/tool.h"
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

struct ranlib {
  bool touch, keep_owners;
  const char *target;
};

static const char usage[] =
    "Usage: coff-ranlib [OPTION]... ARCHIVE...\n"
    "Makes the symbol indices of libraries anew.\n"
    "\n"
    "  -D, -U                     the date of the index is 0 (default), or now\n"
    "  -t                         only the date of the file changes\n"
    "      --target=NAME          read the members as this flavour\n"
    "  -h, --help; -V, --version  print this, or the version, and exit\n"
    "  @FILE                      the words in FILE as arguments\n";

enum { TARGET = 0x100 };

static bool option(void *user, int c, const char *argument)
{
  struct ranlib *r = user;
  switch (c) {
  case 'D': r->keep_owners = false; return true;
  case 'U': r->keep_owners = true; return true;
  case 't': r->touch = true; return true;
  case TARGET: r->target = argument; return true;
  default: return false;
  }
}

static bool touch(struct tool *t, const char *path)
{
  if (utime(path, NULL) == 0)
    return true;
  tool_say(t, path, NULL, strerror(errno));
  return false;
}

static bool index_one(const struct ranlib *r, struct tool *t, const char *path)
{
  struct coff_archive *a = coff_archive_open(&t->ctx, path, NULL);
  struct coff_archive_build *b = a == NULL ? NULL : coff_archive_build_from(a);
  bool ok = b != NULL;
  if (ok) {
    b->index = COFF_ARCHIVE_INDEX_AUTO;
    b->rewrite = true;
    b->target = r->target;
    b->index_date = r->keep_owners ? (int64_t)time(NULL) : 0;
    ok = coff_archive_build_write_file(b, path, 0666, false);
  }
  coff_archive_build_free(b);
  coff_archive_close(a);
  return ok;
}

static int run(void *user, int n, char **files)
{
  const struct ranlib *r = user;
  if (n == 0) {
    fputs(usage, stderr);
    return 2;
  }
  struct tool *t = tool_begin("coff-ranlib");
  if (t == NULL)
    return 1;
  for (int i = 0; i < n; i++) {
    diag_next_file(&t->diags);
    bool ok = r->touch ? touch(t, files[i]) : index_one(r, t, files[i]);
    t->failed |= !ok;
  }
  return tool_end(t);
}

int main(int argc, char **argv)
{
  static const struct option all[] = {{"target", required_argument, NULL, TARGET},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};
  static const struct tool_command command = {"coff-ranlib", usage, "DUthV", all, option, run};
  return tool_main(&command, &(struct ranlib){.touch = false}, argc, argv);
}
