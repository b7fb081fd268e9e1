// What the load configuration points to besides tables of addresses: metadata of hybrid images, the
// enclave's configuration, volatile accesses, the hot patch table; and what all of it claims.
//
// Skip it unless one of them is read wrongly.
#include "coff/dynrelocs.h"
#include "image/claims.h"
#include "image/loadconfig.h"
#include <inttypes.h>

static uint64_t value(const struct coff_lc_record *r, unsigned i)
{
  uint64_t v = 0;
  coff_lc_value(r, i, &v);
  return v;
}

// ---- Parts ------------------------------------------------------------------------------------

// The fields that are there in the version that the record has. Fields came at the end.
static void clip(struct coff_lc_record *r, uint64_t size)
{
  coff_view_clip(r->bytes, 0, size, 1, &r->bytes);
}

// Neither kind of hybrid metadata says how long it is; only its version does. Of versions to come we
// show what we know.
static uint64_t hybrid_size(const struct coff_lc_fields *fields, uint64_t version)
{
  uint64_t full = coff_lc_full_size(fields, false);
  if (fields == &coff_lc_chpe_x86_fields)
    return version >= 3 ? full : version == 2 ? full - 4 : full - 8;
  return version >= 2 ? full : full - 12;
}

static uint64_t hot_patch_size(uint64_t version)
{
  uint64_t full = coff_lc_full_size(&coff_lc_hot_patch_fields, false);
  return version >= 4 ? full : version == 3 ? full - 8 : version == 2 ? full - 12 : full - 16;
}

struct part_form {
  uint8_t field; // of the load configuration that points to it
  bool is_rva;   // ... with an RVA
  const struct coff_lc_fields *fields;
};

static struct part_form form_of(const struct coff_lc_record *lc, enum coff_lc_part part)
{
  static const struct part_form all[COFF_LC_PARTS] = {
      [COFF_LC_HYBRID] = {COFF_LC_CHPE_METADATA_POINTER, false, &coff_lc_arm64ec_fields},
      [COFF_LC_ENCLAVE] = {COFF_LC_ENCLAVE_CONFIGURATION_POINTER, false, &coff_lc_enclave_fields},
      [COFF_LC_VOLATILE_METADATA] = {COFF_LC_VOLATILE_METADATA_POINTER, false,
                                     &coff_lc_volatile_fields},
      [COFF_LC_HOT_PATCH] = {COFF_LC_HOT_PATCH_TABLE_OFFSET, true, &coff_lc_hot_patch_fields},
  };
  struct part_form form = all[part];
  enum coff_hybrid hybrid = coff_file_target(lc->file)->hybrid;
  if (part == COFF_LC_HYBRID && hybrid == COFF_HYBRID_CHPE_X86)
    form.fields = &coff_lc_chpe_x86_fields;
  if (part == COFF_LC_HYBRID && hybrid == COFF_HYBRID_NONE)
    form.fields = NULL;
  return form;
}

// How long a part is stands in its first words, which are read alone first: what follows a short
// record may not be its own.
static uint64_t size_of(const struct coff_lc_record *lc, const struct coff_lc_fields *fields,
                        uint64_t rva)
{
  struct coff_view all;
  uint64_t full = coff_lc_full_size(fields, lc->wide);
  if (!coff_rva_view(lc->file, rva, &all) || all.size < 4)
    return full;
  uint64_t first = coff_load(all.data, 4, coff_file_target(lc->file)->data_order);
  if (fields == &coff_lc_hot_patch_fields)
    return hot_patch_size(first);
  if (fields == &coff_lc_chpe_x86_fields || fields == &coff_lc_arm64ec_fields)
    return hybrid_size(fields, first);
  return first < 4 ? 4 : first < full ? first : full;
}

bool coff_lc_part(const struct coff_lc_record *lc, enum coff_lc_part part,
                  struct coff_lc_record *out)
{
  const struct coff_file *f = lc->file;
  *out = (struct coff_lc_record){.file = f};
  if ((unsigned)part >= COFF_LC_PARTS)
    return false;
  struct part_form form = form_of(lc, part);
  uint64_t rva = coff_lc_get(lc, form.field), from = coff_lc_place(lc, form.field);
  if (rva == 0 || form.fields == NULL)
    return false;
  if (!form.is_rva && !coff_rva_of_address(f, rva, &rva))
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "%s at address 0x%" PRIx64 " is not in the image", form.fields->name, rva);
  uint64_t size = size_of(lc, form.fields, rva);
  if (!coff_lc_record_at(f, form.fields, rva, size, from, out))
    return false;
  clip(out, size);
  return true;
}

enum coff_hybrid coff_lc_hybrid(const struct coff_file *f)
{
  struct coff_lc_record lc;
  uint64_t rva;
  uint64_t at = coff_lc_open(f, &lc, NULL) ? coff_lc_get(&lc, COFF_LC_CHPE_METADATA_POINTER) : 0;
  bool there = at != 0 && coff_rva_of_address(f, at, &rva) && coff_rva_section(f, rva) != 0;
  return there ? coff_file_target(f)->hybrid : COFF_HYBRID_NONE;
}

const char *coff_hybrid_name(enum coff_hybrid hybrid)
{
  switch (hybrid) {
  case COFF_HYBRID_CHPE_X86: return "CHPE";
  case COFF_HYBRID_ARM64EC: return "ARM64EC";
  case COFF_HYBRID_ARM64X: return "ARM64X";
  case COFF_HYBRID_NONE: break;
  }
  return NULL;
}

// ---- Rows of numbers --------------------------------------------------------------------------

struct rows_form {
  const struct coff_lc_fields *part;
  uint8_t table, count; // fields of it
  bool in_bytes;        // ... the latter is a size
  uint8_t columns;
  const char *names[3];
};

static const struct rows_form code_map_x86 = {
    &coff_lc_chpe_x86_fields, CHPE_RANGES, CHPE_RANGE_COUNT, false, 2, {"start", "length"}};

static const struct rows_form rows[COFF_LC_ROWS] = {
    [COFF_LC_CODE_MAP] =
        {&coff_lc_arm64ec_fields, EC_CODE_MAP, EC_CODE_MAP_COUNT, false, 2, {"start", "length"}},
    [COFF_LC_ENTRY_POINTS] = {&coff_lc_arm64ec_fields,
                              EC_ENTRY_POINTS,
                              EC_ENTRY_POINT_COUNT,
                              false,
                              3,
                              {"start", "end", "entry_point"}},
    [COFF_LC_REDIRECTIONS] = {&coff_lc_arm64ec_fields,
                              EC_REDIRECTIONS,
                              EC_REDIRECTION_COUNT,
                              false,
                              2,
                              {"source", "destination"}},
    [COFF_LC_VOLATILE_ACCESSES] =
        {&coff_lc_volatile_fields, VM_ACCESSES, VM_ACCESSES_SIZE, true, 1, {"rva"}},
    [COFF_LC_VOLATILE_RANGES] =
        {&coff_lc_volatile_fields, VM_RANGES, VM_RANGES_SIZE, true, 2, {"start", "length"}},
};

const char *coff_lc_rows_name(enum coff_lc_rows_id id)
{
  switch (id) {
  case COFF_LC_CODE_MAP: return "Code map";
  case COFF_LC_ENTRY_POINTS: return "Entry points";
  case COFF_LC_REDIRECTIONS: return "Redirections";
  case COFF_LC_VOLATILE_ACCESSES: return "Volatile accesses";
  case COFF_LC_VOLATILE_RANGES: return "Ranges of volatile accesses";
  case COFF_LC_ROWS: break;
  }
  return "unknown";
}

// The tables in messages and in the byte map.
static const char *const rows_what[COFF_LC_ROWS] = {
    [COFF_LC_CODE_MAP] = "code map",
    [COFF_LC_ENTRY_POINTS] = "entry point table",
    [COFF_LC_REDIRECTIONS] = "redirection table",
    [COFF_LC_VOLATILE_ACCESSES] = "volatile access table",
    [COFF_LC_VOLATILE_RANGES] = "volatile range table",
};

bool coff_lc_rows(const struct coff_lc_record *part, enum coff_lc_rows_id id,
                  struct coff_lc_rows *out)
{
  *out = (struct coff_lc_rows){.file = part->file, .id = id};
  if ((unsigned)id >= COFF_LC_ROWS)
    return false;
  const struct rows_form *form = &rows[id];
  if (id == COFF_LC_CODE_MAP && part->fields == &coff_lc_chpe_x86_fields)
    form = &code_map_x86;
  uint64_t rva = value(part, form->table), count = value(part, form->count);
  unsigned size = form->columns * 4u;
  if (part->fields != form->part || rva == 0)
    return false;
  out->x86 = form == &code_map_x86;
  out->columns = form->columns;
  for (unsigned i = 0; i < form->columns; i++)
    out->names[i] = form->names[i];
  if (form->in_bytes)
    count /= size;
  coff_rva_table(part->file, rva, count, size, coff_lc_place(part, form->table), rows_what[id],
                 &out->bytes);
  out->count = out->bytes.size / size;
  return out->count != 0;
}

// The low bits of an address say what is there: one bit (IMAGE_CHPE_RANGE_ENTRY) or two
// (IMAGE_ARM64EC_CODE_MAP_ENTRY).
static void split_type(const struct coff_lc_rows *t, struct coff_lc_row *row)
{
  static const char *const x86[] = {"x86", "ARM64"}, *const ec[] = {"ARM64", "ARM64EC", "x64",
                                                                    NULL};
  uint32_t mask = t->x86 ? 1 : 3;
  row->type_raw = (uint8_t)(row->value[0] & mask);
  row->value[0] &= ~mask;
  row->type = t->x86 ? x86[row->type_raw] : ec[row->type_raw];
}

bool coff_lc_row(const struct coff_lc_rows *t, uint64_t i, struct coff_lc_row *row)
{
  struct coff_view one;
  *row = (struct coff_lc_row){0};
  if (i >= t->count || !coff_view_table(t->bytes, i * t->columns * 4, t->columns, 4, &one))
    return false;
  row->offset = one.origin;
  for (unsigned k = 0; k < t->columns; k++)
    row->value[k] =
        (uint32_t)coff_load(one.data + (size_t)k * 4, 4, coff_file_target(t->file)->data_order);
  if (t->id == COFF_LC_CODE_MAP)
    split_type(t, row);
  return true;
}

bool coff_lc_extra_functions(const struct coff_lc_record *part, struct coff_view *out)
{
  *out = (struct coff_view){0};
  if (part->fields != &coff_lc_arm64ec_fields || value(part, EC_EXTRA_RFE) == 0)
    return false;
  coff_rva_table(part->file, value(part, EC_EXTRA_RFE), value(part, EC_EXTRA_RFE_SIZE), 1,
                 coff_lc_place(part, EC_EXTRA_RFE), "extra function table", out);
  return out->size != 0;
}

// ---- Imports of an enclave --------------------------------------------------------------------

bool coff_lc_enclave_imports(const struct coff_lc_record *part, struct coff_lc_enclave_imports *all)
{
  const struct coff_file *f = part->file;
  uint64_t rva = value(part, ENC_IMPORTS), count = value(part, ENC_IMPORT_COUNT);
  uint64_t from = coff_lc_place(part, ENC_IMPORTS);
  *all = (struct coff_lc_enclave_imports){.file = f, .left = coff_file_bytes(f).size};
  if (part->fields != &coff_lc_enclave_fields || rva == 0 || count == 0)
    return false;
  all->stride = (uint32_t)value(part, ENC_IMPORT_SIZE);
  if (all->stride < 4)
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "imports of the enclave have %" PRIu32 " bytes each", all->stride);
  coff_rva_table(f, rva, count, all->stride, from, "import list of the enclave", &all->bytes);
  all->count = all->bytes.size / all->stride;
  return all->count != 0;
}

bool coff_lc_enclave_import_next(struct coff_lc_enclave_imports *all,
                                 struct coff_lc_enclave_import *one)
{
  const struct coff_file *f = all->file;
  const struct coff_lc_fields *fields = &coff_lc_enclave_import_fields;
  *one = (struct coff_lc_enclave_import){.record = {.file = f, .fields = fields}};
  if (all->next >= all->count)
    return false;
  coff_view_table(all->bytes, all->next++ * all->stride, 1, all->stride, &one->record.bytes);
  clip(&one->record, coff_lc_full_size(fields, false));
  uint64_t rva = value(&one->record, ENC_IMPORT_NAME);
  uint64_t from = coff_lc_place(&one->record, ENC_IMPORT_NAME);
  if (rva == 0 || all->left == 0)
    return true;
  coff_rva_string(f, rva, from, "name of a module that the enclave imports", &one->name);
  if (one->name.size < all->left) {
    all->left -= one->name.size;
    return true;
  }
  all->left = 0;
  coff_fail(coff_file_context(f), coff_file_place(f, from),
            "names of the enclave's imports have more characters than the file has bytes");
  return true;
}

// ---- Claims -----------------------------------------------------------------------------------

static void claim_enclave(const struct coff_lc_record *part, struct coff_claims *claims)
{
  struct coff_lc_enclave_imports all;
  struct coff_lc_enclave_import one;
  struct coff_view v;
  if (!coff_lc_enclave_imports(part, &all))
    return;
  coff_claim(claims, COFF_RANGE_TABLE, "enclave imports", all.bytes);
  while (coff_lc_enclave_import_next(&all, &one))
    if (one.name.size != 0 && coff_rva_view(part->file, value(&one.record, ENC_IMPORT_NAME), &v) &&
        coff_view_clip(v, 0, one.name.size + 1, 1, &v) != 0)
      coff_claim(claims, COFF_RANGE_ITEM, "enclave import name", v);
}

static void claim_part(const struct coff_lc_record *part, struct coff_claims *claims)
{
  struct coff_lc_rows t;
  struct coff_view extra;
  coff_claim(claims, COFF_RANGE_TABLE, part->fields->name, part->bytes);
  for (unsigned i = 0; i < COFF_LC_ROWS; i++)
    if (coff_lc_rows(part, (enum coff_lc_rows_id)i, &t))
      coff_claim(claims, COFF_RANGE_TABLE, rows_what[i], t.bytes);
  if (coff_lc_extra_functions(part, &extra))
    coff_claim(claims, COFF_RANGE_TABLE, "extra function table", extra);
  claim_enclave(part, claims);
}

void coff_claim_loadconfig(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_lc_record lc, part;
  struct coff_lc_table t;
  struct coff_dynrelocs d;
  if (!coff_lc_open(f, &lc, NULL))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "load configuration", lc.bytes);
  for (unsigned i = 0; i < COFF_LC_TABLES; i++)
    if (coff_lc_table(&lc, (enum coff_lc_table_id)i, &t))
      coff_claim(claims, COFF_RANGE_TABLE, coff_lc_table_what(t.id), t.bytes);
  for (unsigned i = 0; i < COFF_LC_PARTS; i++)
    if (coff_lc_part(&lc, (enum coff_lc_part)i, &part))
      claim_part(&part, claims);
  if (coff_dynrelocs_open(&lc, &d))
    coff_claim(claims, COFF_RANGE_TABLE, "dynamic value relocation table", d.bytes);
}
