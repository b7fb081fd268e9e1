// Fuzz target: module definition files, and import libraries of what they export.
//
// Skip it unless it finds something.
//
// Checked besides: names lie in the text; a library that is made of the exports is an archive of as many members
// as it should have, and each is what it was made for.
#include "coff/def.h"
#include "coff/implib.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 64 };

static void check_name(struct coff_str s, const uint8_t *data, size_t size)
{
  const uint8_t *p = (const uint8_t *)s.data;
  if (s.size != 0 && (p < data || s.size > size || (size_t)(p - data) > size - s.size))
    abort();
}

static void check_members(struct coff_archive *a, size_t wanted,
                          const struct coff_implib_import *imports, size_t ends)
{
  struct coff_member_cursor c;
  struct coff_member m;
  size_t n = 0;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    struct coff_member_opened o;
    struct coff_import_member i;
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    if (!coff_member_open(a, &m, NULL, &o) || o.file == NULL || !coff_import_classify(o.file, &i))
      abort();
    size_t k = n >= ends ? n - ends : SIZE_MAX;
    if (k < wanted && (i.symbol.size != imports[k].symbol.size ||
                       memcmp(i.symbol.data, imports[k].symbol.data, i.symbol.size) != 0))
      abort();
    n++;
    coff_member_close(a, &o);
  }
  if (n != wanted + (ends == 3 ? 3 : 2))
    abort();
}

// DLL and symbols are names without a NUL; what they hold else is the text's.
static void make_library(const struct coff_context *ctx, const struct coff_def *d,
                         enum coff_implib_form form, const char *target)
{
  struct coff_implib_import imports[MOST];
  size_t n = 0;
  for (size_t i = 0; i < d->nexports && n < MOST; i++) {
    const struct coff_def_export *e = &d->exports[i];
    imports[n++] =
        (struct coff_implib_import){.symbol = e->name,
                                    .name = e->import_name.size != 0 ? e->import_name : e->name,
                                    .ordinal = (uint16_t)e->ordinal,
                                    .by_ordinal = e->noname,
                                    .data = e->data && form != COFF_IMPLIB_DELAYED};
  }
  struct coff_implib lib = {.form = form,
                            .dll = {"some.dll", 8},
                            .target = coff_target_find(target),
                            .tag = {"some_a", 6}};
  struct coff_archive_build *b = coff_archive_build_new(ctx, "made", COFF_ARCHIVE_GNU);
  uint8_t *bytes;
  uint64_t size;
  if (b != NULL && coff_implib_add(b, &lib, imports, n) &&
      coff_archive_build_write(b, &bytes, &size)) {
    struct coff_archive *a = coff_archive_from_memory(ctx, "made", bytes, (size_t)size, NULL);
    if (a == NULL)
      abort();
    check_members(a, n, imports, form == COFF_IMPLIB_SHORT ? 3 : 1);
    coff_archive_close(a);
    coff_archive_build_release(b, bytes);
  }
  coff_archive_build_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const targets[] = {"pe-x86-64", "pe-i386", "pe-aarch64-little"};
  struct coff_context ctx = {.sink = NULL};
  struct coff_def d;
  bool ok = coff_def_parse(&ctx, "text", (struct coff_view){data, size, 0}, &d);
  check_name(d.name, data, size);
  for (size_t i = 0; i < d.nexports; i++) {
    check_name(d.exports[i].name, data, size);
    check_name(d.exports[i].internal, data, size);
    check_name(d.exports[i].import_name, data, size);
  }
  for (unsigned form = COFF_IMPLIB_LONG; ok && form <= COFF_IMPLIB_DELAYED; form++)
    make_library(&ctx, &d, (enum coff_implib_form)form, targets[size % COFF_COUNT(targets)]);
  coff_def_free(&d);
  return 0;
}
