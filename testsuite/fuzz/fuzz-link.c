// Fuzz target: an object or a library, linked alone and with a copy of itself, into an image and an object.
//
// Skip it unless it finds something.
//
// The last byte of the input chooses the options. A link that fails says why; what one that succeeds writes can be
// read again without a complaint.
#include "coff/image.h"
#include "coff/link.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 1 << 16, PATH = 200 };

static void demand(bool ok, const char *what)
{
  if (ok)
    return;
  fprintf(stderr, "%s\n", what);
  abort();
}

static void count_errors(void *user, const struct coff_diag *d)
{
  unsigned *n = user;
  *n += d->severity >= COFF_ERROR;
}

static void store(const char *path, const uint8_t *data, size_t size)
{
  FILE *f = fopen(path, "wb");
  demand(f != NULL && fwrite(data, 1, size, f) == size && fclose(f) == 0, "no room for inputs");
}

// The flavour of what is linked from the object PATH; NULL: of a library, which may hold several. An image may look
// like one of another flavour.
static const char *target_of(const char *path, enum coff_link_kind kind)
{
  static const struct coff_context quiet = {0};
  const struct coff_open as = {.maybe = true};
  struct coff_file *f = coff_file_open(&quiet, path, &as);
  const struct coff_target *t = f == NULL ? NULL : coff_file_target(f);
  coff_file_close(f);
  if (t == NULL)
    return NULL;
  return kind == COFF_LINK_OBJECT || t->image_target == NULL ? t->name : t->image_target;
}

// What was written, read again; TARGET NULL: as what it looks like. NULL, or what is wrong.
static const char *fault_of(const char *path, const char *target)
{
  unsigned errors = 0;
  struct coff_context ctx = {.sink = count_errors, .sink_user = &errors};
  const struct coff_open as = {.target = target};
  struct coff_file *f = coff_file_open(&ctx, path, &as);
  bool whole = true;
  if (f == NULL)
    return "the output cannot be opened";
  for (uint32_t i = 1; i <= coff_section_count(f); i++) {
    struct coff_section s;
    struct coff_view v;
    coff_section_get(f, i, &s);
    whole = whole && coff_section_contents(f, &s, &v);
  }
  coff_file_close(f);
  return !whole        ? "contents of the output lie outside of it"
         : errors != 0 ? "the output is damaged"
                       : NULL;
}

static void check_output(const char *path, const char *target)
{
  const char *fault = fault_of(path, NULL);
  if (fault != NULL && target != NULL)
    fault = fault_of(path, target);
  demand(fault == NULL, fault);
}

static void link_with(const char *folder, unsigned how, bool twice)
{
  char in[PATH], copy[PATH], out[PATH];
  unsigned errors = 0;
  struct coff_context ctx = {.sink = count_errors, .sink_user = &errors};
  snprintf(in, sizeof in, "%s/in", folder);
  snprintf(copy, sizeof copy, "%s/copy", folder);
  snprintf(out, sizeof out, "%s/out", folder);
  const struct coff_link_input inputs[] = {{.name = in, .whole = (how & 16) != 0}, {.name = copy}};
  struct coff_link_options opt = {.kind = (enum coff_link_kind)(how % 3),
                                  .output = out,
                                  .inputs = inputs,
                                  .ninputs = twice ? 2 : 1,
                                  .entry = "main",
                                  .strip = (enum coff_link_strip)(how >> 2 & 1),
                                  .gc_sections = (how & 8) != 0,
                                  .allow_multiple_definition = twice,
                                  .unresolved = COFF_LINK_SILENT,
                                  .dll = {.guard = (how & 32) != 0, .guard_eh = (how & 32) != 0},
                                  .threads = 1};
  const char *delayed[] = {"a.dll", "kernel32.dll"};
  if ((how & 64) != 0)
    opt.dll.delayed = (struct coff_link_names){delayed, COFF_COUNT(delayed)};
  unlink(out);
  bool ok = coff_link(&ctx, &opt);
  demand(ok == (errors == 0), ok ? "an error, and an output" : "a failure without a reason");
  demand(ok == (access(out, F_OK) == 0), "an output where there must be none, or none");
  if (ok)
    check_output(out, target_of(in, opt.kind));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static char folder[] = "/tmp/fuzz-link-XXXXXX"; // one a process
  char path[PATH];
  if (size == 0 || size > LARGEST)
    return 0;
  if (folder[strlen(folder) - 1] == 'X')
    demand(mkdtemp(folder) != NULL, "no folder");
  snprintf(path, sizeof path, "%s/in", folder);
  store(path, data, size);
  snprintf(path, sizeof path, "%s/copy", folder);
  store(path, data, size);
  for (unsigned twice = 0; twice < 2; twice++)
    link_with(folder, data[size - 1], twice != 0);
  link_with(folder, COFF_LINK_OBJECT, true);
  return 0;
}
