// The load configuration of an image and the tables of addresses that it names.
//
// Skip it unless one of them is read wrongly. Which fields there are stands in loadconfig-fields.c,
// what else it points to is read in loadconfig-parts.c and dynrelocs.c.
#include "coff/loadconfig.h"
#include "image/loadconfig.h"
#include <inttypes.h>

static enum coff_order order_of(const struct coff_file *f)
{
  return coff_file_target(f)->data_order;
}

static bool is_wide(const struct coff_file *f)
{
  return coff_file_target(f)->address_bits == 64;
}

// ---- Records ----------------------------------------------------------------------------------

bool coff_lc_bytes(const struct coff_lc_record *r, unsigned i, struct coff_view *out)
{
  if (i >= r->fields->n)
    return false;
  const struct coff_lc_field *field = &r->fields->field[i];
  return coff_view_table(r->bytes, field->at[r->wide], 1, field->width[r->wide], out);
}

bool coff_lc_value(const struct coff_lc_record *r, unsigned i, uint64_t *value)
{
  struct coff_view v;
  if (!coff_lc_bytes(r, i, &v) || v.size > 8)
    return false;
  *value = coff_load(v.data, (unsigned)v.size, order_of(r->file));
  return true;
}

unsigned coff_lc_full_size(const struct coff_lc_fields *fields, bool wide)
{
  const struct coff_lc_field *last = &fields->field[fields->n - 1];
  return (unsigned)last->at[wide] + last->width[wide];
}

uint64_t coff_lc_place(const struct coff_lc_record *r, unsigned i)
{
  struct coff_view v;
  return coff_lc_bytes(r, i, &v) ? v.origin : r->bytes.origin;
}

bool coff_lc_record_at(const struct coff_file *f, const struct coff_lc_fields *fields, uint64_t rva,
                       uint64_t size, uint64_t from, struct coff_lc_record *out)
{
  struct coff_view v;
  *out = (struct coff_lc_record){.file = f, .fields = fields, .wide = is_wide(f)};
  if (size == 0)
    size = coff_lc_full_size(fields, out->wide);
  coff_rva_table(f, rva, size, 1, from, fields->name, &v);
  out->bytes = v;
  return v.size != 0;
}

// ---- The load configuration -------------------------------------------------------------------

bool coff_lc_open(const struct coff_file *f, struct coff_lc_record *lc, uint32_t *directory_size)
{
  uint32_t rva, size = 0;
  uint64_t own;
  struct coff_view all = {0};
  *lc = (struct coff_lc_record){.file = f, .fields = &coff_lc_config_fields, .wide = is_wide(f)};
  if (directory_size != NULL)
    *directory_size = 0;
  if (!coff_file_find_directory(f, COFF_DIR_LOAD_CONFIG, &rva, &size))
    return false;
  if (directory_size != NULL)
    *directory_size = size;
  // Which reports what is not in the file.
  if (!coff_directory_view(f, COFF_DIR_LOAD_CONFIG, &lc->bytes) || !coff_rva_view(f, rva, &all))
    return false;
  if (all.size < 4)
    return coff_fail(coff_file_context(f), coff_file_place(f, all.origin),
                     "load configuration has no size");
  lc->bytes = all;
  // In images of Windows NT 4 the first word was reserved: then the directory's size counts.
  coff_lc_value(lc, COFF_LC_SIZE, &own);
  own = own == 0 ? size : own;
  if (coff_view_clip(all, 0, own, 1, &lc->bytes) == own)
    return true;
  coff_fail(coff_file_context(f), coff_file_place(f, all.origin),
            "load configuration of 0x%" PRIx64 " bytes is cut off; 0x%" PRIx64 " bytes are there",
            own, lc->bytes.size);
  return true;
}

uint64_t coff_lc_get(const struct coff_lc_record *lc, enum coff_lc_id id)
{
  uint64_t v = 0;
  coff_lc_value(lc, id, &v);
  return v;
}

// ---- Tables of addresses ----------------------------------------------------------------------

struct table_form {
  uint8_t table, count; // fields; equal: a zero ends the table
  bool guard;           // entries have metadata behind the RVA
  const char *name;
  const char *what; // the table in messages
};

static const struct table_form tables[COFF_LC_TABLES] = {
    [COFF_LC_LOCK_PREFIXES] = {COFF_LC_LOCK_PREFIX_TABLE, COFF_LC_LOCK_PREFIX_TABLE, false,
                               "Lock prefixes", "lock prefix table"},
    [COFF_LC_SE_HANDLERS] = {COFF_LC_SE_HANDLER_TABLE, COFF_LC_SE_HANDLER_COUNT, false,
                             "Exception handlers", "exception handler table"},
    [COFF_LC_GUARD_FUNCTIONS] = {COFF_LC_GUARD_CF_FUNCTION_TABLE, COFF_LC_GUARD_CF_FUNCTION_COUNT,
                                 true, "Guarded functions", "guard function table"},
    [COFF_LC_GUARD_IAT_ENTRIES] = {COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_TABLE,
                                   COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_COUNT, true,
                                   "Address-taken imports", "guard import table"},
    [COFF_LC_GUARD_LONG_JUMPS] = {COFF_LC_GUARD_LONG_JUMP_TARGET_TABLE,
                                  COFF_LC_GUARD_LONG_JUMP_TARGET_COUNT, true, "Long jump targets",
                                  "guard long jump table"},
    [COFF_LC_GUARD_EH_CONTINUATIONS] = {COFF_LC_GUARD_EH_CONTINUATION_TABLE,
                                        COFF_LC_GUARD_EH_CONTINUATION_COUNT, true,
                                        "EH continuation targets", "guard EH continuation table"},
};

const char *coff_lc_table_name(enum coff_lc_table_id id)
{
  return (unsigned)id < COFF_LC_TABLES ? tables[id].name : "unknown";
}

const char *coff_lc_table_what(enum coff_lc_table_id id)
{
  return tables[id].what;
}

// Addresses up to the one that is 0.
static bool find_end(const struct coff_lc_record *lc, uint64_t rva, uint64_t from,
                     struct coff_lc_table *t)
{
  struct coff_view all;
  uint64_t n = 0;
  t->stride = lc->wide ? 8 : 4;
  if (!coff_rva_view(lc->file, rva, &all))
    return coff_rva_table(lc->file, rva, 1, t->stride, from, "lock prefix table", &t->bytes);
  while (n < all.size / t->stride &&
         coff_load(all.data + n * t->stride, t->stride, order_of(lc->file)) != 0)
    n++;
  if (n == all.size / t->stride)
    coff_fail(coff_file_context(lc->file), coff_file_place(lc->file, all.origin),
              "no zero ends the lock prefix table");
  t->count = n;
  return coff_view_table(all, 0, n, t->stride, &t->bytes);
}

bool coff_lc_table(const struct coff_lc_record *lc, enum coff_lc_table_id id,
                   struct coff_lc_table *t)
{
  *t = (struct coff_lc_table){.file = lc->file, .id = id, .stride = 4};
  if ((unsigned)id >= COFF_LC_TABLES)
    return false;
  const struct table_form *form = &tables[id];
  const struct coff_file *f = lc->file;
  uint64_t address = coff_lc_get(lc, form->table), rva;
  uint64_t count = coff_lc_get(lc, form->count), from = coff_lc_place(lc, form->table);
  if (address == 0 || count == 0)
    return false;
  if (!coff_rva_of_address(f, address, &rva))
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "%s at address 0x%" PRIx64 " is not in the image", form->what, address);
  if (form->table == form->count)
    return find_end(lc, rva, from, t);
  if (form->guard)
    t->stride += (unsigned)(coff_lc_get(lc, COFF_LC_GUARD_FLAGS) >> 28);
  coff_rva_table(f, rva, count, t->stride, from, form->what, &t->bytes);
  t->count = t->bytes.size / t->stride;
  return t->count != 0;
}

// A function that XFG guards has the hash of its type in front of it.
static void read_hash(const struct coff_file *f, struct coff_lc_entry *e)
{
  struct coff_view v;
  e->has_hash = (e->flags & 8) != 0 && e->rva >= 8 && coff_rva_view(f, e->rva - 8, &v) &&
                coff_view_table(v, 0, 1, 8, &v);
  if (e->has_hash)
    e->hash = coff_load(v.data, 8, order_of(f));
}

bool coff_lc_entry(const struct coff_lc_table *t, uint64_t i, struct coff_lc_entry *e)
{
  struct coff_view one;
  *e = (struct coff_lc_entry){0};
  if (i >= t->count || !coff_view_table(t->bytes, i * t->stride, 1, t->stride, &one))
    return false;
  e->offset = one.origin;
  if (t->id == COFF_LC_LOCK_PREFIXES) {
    uint64_t address = coff_load(one.data, t->stride, order_of(t->file));
    if (!coff_rva_of_address(t->file, address, &e->rva))
      e->rva = address - coff_file_image_base(t->file);
    return true;
  }
  e->rva = coff_load(one.data, 4, order_of(t->file));
  coff_view_table(one, 4, one.size - 4, 1, &e->metadata);
  e->flags = e->metadata.size == 0 ? 0 : e->metadata.data[0];
  read_hash(t->file, e);
  return true;
}
