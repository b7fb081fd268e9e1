// The debug directory: its entries, and where their data lie.
//
// Skip it unless an entry is read wrongly; what the data say is in debugdir-data.c.
#include "coff/debugdir.h"
#include "image/claims.h"
#include <inttypes.h>

enum { ENTRY = 28, COFF_SYMBOLS_HEADER = 32 };

bool coff_debugdir_open(const struct coff_file *f, struct coff_debugdir *d)
{
  struct coff_view v;
  if (!coff_directory_view(f, COFF_DIR_DEBUG, &v))
    return false;
  *d = (struct coff_debugdir){f, v, v.size / ENTRY, 0, coff_file_bytes(f).size};
  if (v.size % ENTRY != 0)
    coff_fail(coff_file_context(f), coff_file_place(f, v.origin + d->count * ENTRY),
              "debug directory ends within an entry");
  return true;
}

// Where the entry's data begin, to the end of what holds them. The offset is tried first: debug data
// need not be loaded, and then have no address.
static bool find_data(const struct coff_debugdir *d, const struct coff_debugdir_entry *e,
                      struct coff_view *out)
{
  const struct coff_file *f = d->file;
  struct coff_view all = coff_file_bytes(f), loaded;
  uint64_t at = coff_file_offset_of(f, e->pointer);
  bool is_loaded = e->rva != 0 && coff_rva_view(f, e->rva, &loaded);
  if (e->pointer == 0) {
    if (is_loaded)
      *out = loaded;
    return is_loaded;
  }
  if (is_loaded && loaded.origin != at)
    coff_report(coff_file_context(f), COFF_WARNING, coff_file_place(f, e->offset + 20),
                "debug data's address 0x%" PRIx32 " is offset 0x%" PRIx64 ", not 0x%" PRIx64,
                e->rva, loaded.origin, at);
  if (!is_loaded && e->rva != 0)
    coff_report(coff_file_context(f), COFF_WARNING, coff_file_place(f, e->offset + 20),
                "debug data's address 0x%" PRIx32 " is not in the file", e->rva);
  return at < all.size && coff_view_table(all, at, all.size - at, 1, out);
}

static void set_data(struct coff_debugdir *d, struct coff_debugdir_entry *e)
{
  const struct coff_context *ctx = coff_file_context(d->file);
  struct coff_place at = coff_file_place(d->file, e->offset + 16);
  struct coff_view v;
  if (e->size == 0)
    return;
  if (!find_data(d, e, &v)) {
    coff_fail(ctx, at, "debug data of 0x%" PRIx32 " bytes are not in the file", e->size);
    return;
  }
  if (coff_view_clip(v, 0, e->size, 1, &e->data) < e->size)
    coff_fail(ctx, at,
              "debug data of 0x%" PRIx32 " bytes are cut off; 0x%" PRIx64 " bytes are there",
              e->size, e->data.size);
  if (e->data.size > d->budget) {
    coff_fail(ctx, at, "debug entries share their data, more than the file has; left out");
    e->data.size = 0;
  }
  d->budget -= e->data.size;
}

bool coff_debugdir_next(struct coff_debugdir *d, struct coff_debugdir_entry *e)
{
  if (d->index >= d->count)
    return false;
  const uint8_t *p = d->bytes.data + d->index * ENTRY;
  enum coff_order order = coff_file_target(d->file)->order;
  *e = (struct coff_debugdir_entry){
      .offset = d->bytes.origin + d->index * ENTRY,
      .characteristics = (uint32_t)coff_load(p, 4, order),
      .time = (uint32_t)coff_load(p + 4, 4, order),
      .major = (uint16_t)coff_load(p + 8, 2, order),
      .minor = (uint16_t)coff_load(p + 10, 2, order),
      .type = (uint32_t)coff_load(p + 12, 4, order),
      .size = (uint32_t)coff_load(p + 16, 4, order),
      .rva = (uint32_t)coff_load(p + 20, 4, order),
      .pointer = (uint32_t)coff_load(p + 24, 4, order),
  };
  e->data.data = p; // of no bytes, but not NULL
  e->data.origin = e->offset;
  d->index++;
  set_data(d, e);
  return true;
}

const char *coff_debugdir_type_name(uint32_t type)
{
  static const char *const names[] = {
      [IMAGE_DEBUG_TYPE_UNKNOWN] = "UNKNOWN",
      [IMAGE_DEBUG_TYPE_COFF] = "COFF",
      [IMAGE_DEBUG_TYPE_CODEVIEW] = "CODEVIEW",
      [IMAGE_DEBUG_TYPE_FPO] = "FPO",
      [IMAGE_DEBUG_TYPE_MISC] = "MISC",
      [IMAGE_DEBUG_TYPE_EXCEPTION] = "EXCEPTION",
      [IMAGE_DEBUG_TYPE_FIXUP] = "FIXUP",
      [IMAGE_DEBUG_TYPE_OMAP_TO_SRC] = "OMAP_TO_SRC",
      [IMAGE_DEBUG_TYPE_OMAP_FROM_SRC] = "OMAP_FROM_SRC",
      [IMAGE_DEBUG_TYPE_BORLAND] = "BORLAND",
      [IMAGE_DEBUG_TYPE_BBT] = "BBT",
      [IMAGE_DEBUG_TYPE_CLSID] = "CLSID",
      [IMAGE_DEBUG_TYPE_VC_FEATURE] = "VC_FEATURE",
      [IMAGE_DEBUG_TYPE_POGO] = "POGO",
      [IMAGE_DEBUG_TYPE_ILTCG] = "ILTCG",
      [IMAGE_DEBUG_TYPE_MPX] = "MPX",
      [IMAGE_DEBUG_TYPE_REPRO] = "REPRO",
      [IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB] = "EMBEDDED_PORTABLE_PDB",
      [IMAGE_DEBUG_TYPE_SPGO] = "SPGO",
      [IMAGE_DEBUG_TYPE_PDBCHECKSUM] = "PDBCHECKSUM",
      [IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS] = "EX_DLLCHARACTERISTICS",
      [IMAGE_DEBUG_TYPE_R2R_PERFMAP] = "R2R_PERFMAP",
  };
  return type < COFF_COUNT(names) ? names[type] : NULL;
}

void coff_claim_debugdir(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_debugdir d;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(f, &d))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "debug directory", d.bytes);
  while (coff_debugdir_next(&d, &e)) {
    // COFF data are the symbol table and what belongs to it, which the headers claim.
    if (e.type == IMAGE_DEBUG_TYPE_COFF && e.data.size > COFF_SYMBOLS_HEADER)
      e.data.size = COFF_SYMBOLS_HEADER;
    coff_claim(claims, COFF_RANGE_ITEM, "debug data", e.data);
  }
}
