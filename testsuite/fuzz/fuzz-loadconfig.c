// Fuzz target: load configuration, dynamic value relocations and thread-local storage.
//
// Skip this unless you change coffgen/image/loadconfig*.c, dyn*.c or tls.c. The first byte chooses
// what the rest is: an image, or the table of dynamic value relocations of a small image made here,
// which mutations of a whole image seldom reach.
#include "coff/dynrelocs.h"
#include "coff/tls.h"
#include "testsuite/unit/made-image.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What a reader gives must lie inside of the input: a sanitizer sees if it does not.
static void touch(const void *p, uint64_t n)
{
  const volatile uint8_t *b = p;
  for (uint64_t i = 0; i < n; i++)
    (void)b[i];
}

static void read_record(const struct coff_lc_record *r)
{
  struct coff_view v;
  uint64_t value;
  for (unsigned i = 0; i < r->fields->n; i++) {
    if (coff_lc_bytes(r, i, &v))
      touch(v.data, v.size);
    coff_lc_value(r, i, &value);
  }
}

// Every fixup takes two bytes at least.
static void read_fixups(struct coff_dynfixups all, uint64_t room)
{
  struct coff_dynfixup one;
  uint64_t n = 0;
  while (coff_dynfixup_next(&all, &one)) {
    coff_dynfixup_type_name(&all, &one);
    if (++n > room / 2)
      abort();
  }
}

static void read_overrides(const struct coff_dynreloc *r)
{
  struct coff_dynoverrides all;
  struct coff_dynoverride one;
  struct coff_dyndiagram d;
  struct coff_dynnode node;
  if (!coff_dynoverrides_open(r, &all))
    return;
  while (coff_dynoverride_next(&all, &one)) {
    touch(one.rvas.data, one.rvas.size);
    read_fixups(coff_dynoverride_fixups(r->file, &one), one.fixups.size);
  }
  while (coff_dyndiagram_next(&all, &d))
    for (uint64_t i = 0; coff_dynnode_get(r->file, &d, i, &node); i++)
      touch(&node, sizeof node);
}

static void read_dynamic(const struct coff_lc_record *lc)
{
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  if (!coff_dynrelocs_open(lc, &all))
    return;
  while (coff_dynreloc_next(&all, &r)) {
    coff_dynreloc_symbol_name(r.symbol);
    touch(r.header.data, r.header.size);
    read_record(&r.detail);
    read_fixups(coff_dynfixups(&r), r.fixups.size);
    read_overrides(&r);
  }
}

static void read_part(const struct coff_lc_record *part)
{
  struct coff_lc_rows rows;
  struct coff_lc_row row;
  struct coff_view v;
  struct coff_lc_enclave_imports imports;
  struct coff_lc_enclave_import one;
  read_record(part);
  for (unsigned k = 0; k < COFF_LC_ROWS; k++)
    if (coff_lc_rows(part, (enum coff_lc_rows_id)k, &rows))
      for (uint64_t i = 0; coff_lc_row(&rows, i, &row); i++)
        touch(&row, sizeof row);
  if (coff_lc_extra_functions(part, &v))
    touch(v.data, v.size);
  if (!coff_lc_enclave_imports(part, &imports))
    return;
  while (coff_lc_enclave_import_next(&imports, &one)) {
    read_record(&one.record);
    touch(one.name.data, one.name.size);
  }
}

static void read_config(const struct coff_file *f)
{
  struct coff_lc_record lc, part;
  struct coff_lc_table t;
  struct coff_lc_entry e;
  coff_lc_hybrid(f);
  if (!coff_lc_open(f, &lc, NULL))
    return;
  read_record(&lc);
  for (unsigned k = 0; k < COFF_LC_TABLES; k++)
    if (coff_lc_table(&lc, (enum coff_lc_table_id)k, &t))
      for (uint64_t i = 0; coff_lc_entry(&t, i, &e); i++)
        touch(e.metadata.data, e.metadata.size);
  for (unsigned k = 0; k < COFF_LC_PARTS; k++)
    if (coff_lc_part(&lc, (enum coff_lc_part)k, &part))
      read_part(&part);
  read_dynamic(&lc);
}

static void read_tls(const struct coff_file *f)
{
  struct coff_tls t;
  struct coff_tls_callback one;
  if (!coff_tls_open(f, &t))
    return;
  touch(t.data.data, t.data.size);
  coff_tls_alignment(&t);
  struct coff_tls_callbacks all = coff_tls_callbacks(&t);
  while (coff_tls_callback_next(&all, &one))
    touch(&one, sizeof one);
}

static void read_file(const uint8_t *data, size_t size, const char *target)
{
  struct coff_context ctx = {0};
  struct coff_open how = {.target = target};
  struct coff_file *f = coff_file_from_memory(&ctx, "image", data, size, &how);
  struct coff_map map;
  size_t n;
  if (f == NULL)
    return;
  read_config(f);
  read_tls(f);
  const struct coff_claimer *claimers = coff_image_claimers(&n);
  if (coff_map_build_with(f, claimers, n, &map))
    coff_map_free(f, &map);
  coff_file_close(f);
}

// An image whose contents are a load configuration, and then DATA as what it names.
static void read_made(const uint8_t *data, size_t size)
{
  enum { SIZE = 0xf4, OFFSET = 0xe0, SECTION = 0xe4 };
  size_t total;
  uint8_t *p = calloc(1, SIZE + size);
  if (p == NULL)
    return;
  coff_store(p, 4, COFF_LITTLE, SIZE);
  coff_store(p + OFFSET, 4, COFF_LITTLE, SIZE);
  coff_store(p + SECTION, 2, COFF_LITTLE, 1);
  memcpy(p + SIZE, data, size);
  uint8_t *image = made_image(0x8664, true, COFF_DIR_LOAD_CONFIG, p, SIZE + size, &total);
  read_file(image, total, "pei-x86-64");
  free(image);
  free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  if (data[0] == 'D') {
    read_made(data + 1, size - 1);
    return 0;
  }
  read_file(data, size, NULL);
  return 0;
}
