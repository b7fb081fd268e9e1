// Everything that coffdump prints of some bytes, in process and to nowhere.
//
// Skip it unless coffdump gets a part that the dump tests should cover.
#include "testsuite/unit/dump.h"
#include "coffdump/archive.h"
#include "coffdump/coffdump.h"
#include <stdlib.h>

static bool dump_archive(const struct coff_context *ctx, struct coff_view bytes,
                         const struct options *opt, unsigned how, struct out *o)
{
  struct options text = *opt;
  struct diag_sink diags = {.program = "test", .err = o};
  struct coff_archive *a =
      coff_archive_from_memory(ctx, "bytes", bytes.data, (size_t)bytes.size, NULL);
  if (a == NULL)
    return false;
  text.json = JSON_NONE;
  text.parts |= PART_SUMMARY;
  if ((how & DUMP_TEXT) != 0)
    archive_dump(a, &(struct archive_dump){.opt = &text, .diags = &diags, .o = o}, false);
  if ((how & DUMP_JSON) != 0)
    archive_dump(a, &(struct archive_dump){.opt = opt, .diags = &diags, .o = o}, false);
  coff_archive_close(a);
  diag_free(&diags);
  return true;
}

static bool dump_file(const struct coff_context *ctx, const char *target, struct coff_view bytes,
                      const struct options *opt, unsigned how, dump_opened *opened, struct out *o)
{
  struct coff_open as = {.target = target};
  struct diag_list none = {0};
  struct coff_file *f = coff_file_from_memory(ctx, "bytes", bytes.data, (size_t)bytes.size, &as);
  if (f != NULL && opened != NULL)
    opened(f);
  if (f != NULL && (how & DUMP_TEXT) != 0)
    text_dump(f, opt, o);
  if ((how & DUMP_JSON) != 0)
    json_dump(f, "bytes", NULL, bytes.size, opt, &none, o);
  coff_file_close(f);
  return f != NULL;
}

bool dump_bytes(const struct coff_context *ctx, const char *target, const void *data, size_t size,
                unsigned how, dump_opened *opened)
{
  struct options opt = {.parts = PART_ALL,
                        .json = (how & DUMP_PRETTY) != 0 ? JSON_PRETTY : JSON_LINE,
                        .demangle = (how & DUMP_MANGLED) == 0};
  struct coff_view bytes = {data, size, 0};
  struct out *o = malloc(sizeof *o);
  FILE *nowhere = fopen("/dev/null", "w");
  bool ok = false;
  if (o != NULL && nowhere != NULL) {
    out_init(o, nowhere, false);
    if (target == NULL && coff_archive_is(bytes))
      ok = dump_archive(ctx, bytes, &opt, how, o);
    else
      ok = dump_file(ctx, target, bytes, &opt, how, opened, o);
    out_flush(o);
  }
  if (nowhere != NULL)
    fclose(nowhere);
  free(o);
  return ok;
}
