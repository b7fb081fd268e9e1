// Everything that coffdump prints of some bytes, in process and to nowhere.
//
// Skip it unless coffdump gets a part that the dump tests should cover.
#include "testsuite/unit/dump.h"
#include "coffdump/coffdump.h"
#include <stdlib.h>

bool dump_bytes(const struct coff_context *ctx, const char *target, const void *data, size_t size)
{
  struct coff_open how = {.target = target};
  struct options opt = {.parts = PART_ALL, .json = JSON_LINE, .demangle = true};
  struct diag_list none = {0};
  struct coff_file *f = coff_file_from_memory(ctx, "bytes", data, size, &how);
  struct out *o = malloc(sizeof *o);
  FILE *nowhere = fopen("/dev/null", "w");
  if (o != NULL && nowhere != NULL) {
    out_init(o, nowhere, false);
    if (f != NULL)
      text_dump(f, &opt, o);
    json_dump(f, "bytes", NULL, size, &opt, &none, o);
    out_flush(o);
  }
  if (nowhere != NULL)
    fclose(nowhere);
  free(o);
  coff_file_close(f);
  return f != NULL;
}
