// Exports of an image: names, ordinals, forwarders.
//
// Skip it unless one of them is read wrongly.
//
// Invariants after a successful open: (1) ADDRESSES holds NFUNCTIONS entries, NAMES and ORDINALS hold
// NNAMES each; (2) the chains of FIRST_NAME and NEXT_NAME visit each name at most once, in order;
// (3) below.
#include "coff/exports.h"
#include "base/alloc.h"
#include "image/claims.h"
#include "image/directory.h"
#include <inttypes.h>
#include <string.h>

enum { DIRECTORY_SIZE = 40, NAME_AT = 12, ADDRESSES_AT = 28, NAMES_AT = 32, ORDINALS_AT = 36 };

static uint32_t word(const struct coff_exports *x, unsigned at)
{
  return (uint32_t)coff_load(x->directory.data + at, 4, coff_file_target(x->file)->order);
}

static uint32_t entry(const struct coff_exports *x, struct coff_view v, uint64_t i, unsigned size)
{
  return (uint32_t)coff_load(v.data + i * size, size, coff_file_target(x->file)->order);
}

static uint32_t table(const struct coff_exports *x, unsigned at, uint32_t count, unsigned size,
                      const char *what, struct coff_view *out)
{
  coff_rva_table(x->file, word(x, at), count, size, x->directory.origin + at, what, out);
  return (uint32_t)(out->size / size);
}

static void read_directory(struct coff_exports *x)
{
  x->characteristics = word(x, 0);
  x->timdat = word(x, 4);
  x->major = (uint16_t)entry(x, x->directory, 4, 2);
  x->minor = (uint16_t)entry(x, x->directory, 5, 2);
  x->ordinal_base = word(x, 16);
  x->stated_functions = word(x, 20);
  x->stated_names = word(x, 24);
  x->dll_rva = word(x, NAME_AT);
  x->addresses_rva = word(x, ADDRESSES_AT);
  x->names_rva = word(x, NAMES_AT);
  x->ordinals_rva = word(x, ORDINALS_AT);
  if (x->dll_rva != 0)
    coff_rva_string(x->file, word(x, NAME_AT), x->directory.origin + NAME_AT,
                    "name of the exporting image", &x->dll);
  x->nfunctions = table(x, ADDRESSES_AT, word(x, 20), 4, "export address table", &x->addresses);
  uint32_t names = table(x, NAMES_AT, word(x, 24), 4, "export name pointers", &x->names);
  uint32_t ordinals = table(x, ORDINALS_AT, word(x, 24), 2, "export ordinals", &x->ordinals);
  x->nnames = names < ordinals ? names : ordinals;
}

static struct coff_str name_at(const struct coff_exports *x, uint32_t n)
{
  struct coff_view v;
  if (!coff_rva_view(x->file, entry(x, x->names, n, 4), &v))
    return (struct coff_str){"", 0};
  return coff_view_string(v, 0, NULL);
}

// The loader searches names by bisection, byte by byte: those out of order cannot be found.
static bool in_order(struct coff_str a, struct coff_str b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n == 0 ? 0 : memcmp(a.data, b.data, n);
  return c < 0 || (c == 0 && a.size <= b.size);
}

// Strings that many entries share could make a small file say gigabytes: (3) all strings together are
// at most twice as long as the file, and the entries past that are cut off.
static bool spend(const struct coff_exports *x, uint64_t *spent, struct coff_str s, uint64_t at)
{
  *spent += s.size;
  return s.size == 0 || *spent <= 2 * coff_file_bytes(x->file).size ||
         coff_fail(coff_file_context(x->file), coff_file_place(x->file, at),
                   "strings of exports are longer than the file; those from here on are left out");
}

static void check_forwarders(struct coff_exports *x, uint64_t *spent)
{
  struct coff_export e;
  for (uint32_t i = 0; coff_export_get(x, i, &e); i++)
    if (!spend(x, spent, e.forwarder, e.offset)) {
      x->nfunctions = i;
      return;
    }
}

static void check_names(struct coff_exports *x, uint64_t *spent)
{
  struct coff_str last = {"", 0}, name;
  uint64_t strays = 0, disorder = 0;
  for (uint32_t n = 0; n < x->nnames; n++) {
    uint64_t at = x->names.origin + (uint64_t)n * 4;
    coff_rva_string(x->file, entry(x, x->names, n, 4), at, "name of an export", &name);
    if (!spend(x, spent, name, at))
      x->nnames = n;
    strays += entry(x, x->ordinals, n, 2) >= x->nfunctions;
    disorder += !in_order(last, name);
    last = name;
  }
  if (strays != 0)
    coff_fail(coff_file_context(x->file), coff_file_place(x->file, x->ordinals.origin),
              "%" PRIu64 " names of exports lead past the end of the address table", strays);
  if (disorder != 0)
    coff_report(coff_file_context(x->file), COFF_WARNING, coff_file_place(x->file, x->names.origin),
                "names of exports are not sorted: the loader may not find them");
}

// Makes (2): from the last name to the first, so that chains ascend.
static bool chain_names(struct coff_exports *x)
{
  const struct coff_context *ctx = coff_file_context(x->file);
  x->first_name = coff_alloc_array(ctx, (size_t)x->nfunctions + 1, sizeof *x->first_name);
  x->next_name = coff_alloc_array(ctx, (size_t)x->nnames + 1, sizeof *x->next_name);
  if (x->first_name == NULL || x->next_name == NULL)
    return coff_fail(ctx, coff_file_place(x->file, x->directory.origin), "out of memory");
  for (uint32_t i = 0; i < x->nfunctions; i++)
    x->first_name[i] = COFF_EXPORT_NO_NAME;
  for (uint32_t n = x->nnames; n-- != 0;) {
    uint32_t function = entry(x, x->ordinals, n, 2);
    x->next_name[n] = COFF_EXPORT_NO_NAME;
    if (function >= x->nfunctions)
      continue;
    x->next_name[n] = x->first_name[function];
    x->first_name[function] = (int32_t)n;
  }
  return true;
}

bool coff_exports_open(const struct coff_file *f, struct coff_exports *x)
{
  uint64_t spent = 0;
  *x = (struct coff_exports){.file = f, .dll = {"", 0}};
  if (!coff_directory_view(f, COFF_DIR_EXPORT, &x->directory))
    return false;
  if (x->directory.size < DIRECTORY_SIZE)
    return coff_fail(coff_file_context(f), coff_file_place(f, x->directory.origin),
                     "export directory has %" PRIu64 " bytes of %d", x->directory.size,
                     DIRECTORY_SIZE);
  read_directory(x);
  check_names(x, &spent);
  if (!chain_names(x)) {
    coff_exports_close(x);
    return false;
  }
  check_forwarders(x, &spent);
  return true;
}

void coff_exports_close(struct coff_exports *x)
{
  coff_free(coff_file_context(x->file), x->first_name);
  coff_free(coff_file_context(x->file), x->next_name);
  x->first_name = x->next_name = NULL;
  x->nfunctions = x->nnames = 0;
}

// An address inside of the directory is no address of code but that of a forwarder's name.
static bool is_forwarder(const struct coff_exports *x, uint32_t rva)
{
  uint32_t start, size;
  return coff_file_find_directory(x->file, COFF_DIR_EXPORT, &start, &size) && rva >= start &&
         rva - start < size;
}

bool coff_export_get(const struct coff_exports *x, uint32_t i, struct coff_export *e)
{
  struct coff_view v;
  if (i >= x->nfunctions)
    return false;
  *e = (struct coff_export){.ordinal = x->ordinal_base + i,
                            .rva = entry(x, x->addresses, i, 4),
                            .offset = x->addresses.origin + (uint64_t)i * 4,
                            .forwarder = {"", 0},
                            .first_name = x->first_name[i]};
  e->is_forwarder = is_forwarder(x, e->rva);
  if (e->is_forwarder && coff_rva_view(x->file, e->rva, &v))
    e->forwarder = coff_view_string(v, 0, NULL);
  return true;
}

bool coff_export_name_get(const struct coff_exports *x, uint32_t n, struct coff_export_name *out)
{
  if (n >= x->nnames)
    return false;
  *out = (struct coff_export_name){name_at(x, n), entry(x, x->ordinals, n, 2), x->next_name[n]};
  return true;
}

void coff_claim_exports(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_exports x;
  struct coff_export e;
  if (!coff_exports_open(f, &x))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "export directory", x.directory);
  coff_claim(claims, COFF_RANGE_TABLE, "export address table", x.addresses);
  coff_claim(claims, COFF_RANGE_TABLE, "export name pointers", x.names);
  coff_claim(claims, COFF_RANGE_TABLE, "export ordinals", x.ordinals);
  coff_claim_string(f, claims, "name of the image", x.dll);
  for (uint32_t n = 0; n < x.nnames; n++)
    coff_claim_string(f, claims, "export names", name_at(&x, n));
  for (uint32_t i = 0; coff_export_get(&x, i, &e); i++)
    coff_claim_string(f, claims, "forwarders", e.forwarder);
  coff_exports_close(&x);
}
