// What functions are called: by the symbols of a file, and by an image's exports.
//
// Skip it unless unwind data name the wrong function.
//
// An entry asks for the name of one exact place, and a dump asks as often as the file has symbols: so it
// is a hash table, not a sorted list, with linear probing. Section and offset are the key; in an
// image, where addresses alone tell places apart, the section is 0.
#include "coffdump/unwind.h"
#include <stdlib.h>

enum { INDICES = 1 << 29 }; // what fits into unwind_name's INDEX: the symbols of 9 GB

// At least half of the slots are free.
static struct unwind_name *slot_of(const struct unwind_names *n, uint32_t section, uint64_t offset)
{
  uint64_t hash = (offset + ((uint64_t)section << 32)) * 0x9e3779b97f4a7c15u;
  for (size_t i = hash >> 32;; i++) {
    struct unwind_name *slot = &n->slots[i & (n->nslots - 1)];
    if (!slot->in_use || (slot->offset == offset && slot->section == section))
      return slot;
  }
}

static bool grow(struct unwind_names *n)
{
  enum { FEW = 1024 };
  struct unwind_names larger = *n;
  larger.nslots = n->nslots == 0 ? FEW : n->nslots * 2;
  larger.slots = calloc(larger.nslots, sizeof *larger.slots);
  if (larger.slots == NULL)
    return coff_fail(coff_file_context(n->file), coff_file_place(n->file, COFF_NOWHERE),
                     "out of memory");
  for (size_t i = 0; i < n->nslots; i++)
    if (n->slots[i].in_use)
      *slot_of(&larger, n->slots[i].section, n->slots[i].offset) = n->slots[i];
  free(n->slots);
  *n = larger;
  return true;
}

// The first name of a place is its best, unless a later one starts a function and it does not.
static bool add(struct unwind_names *n, struct unwind_name name)
{
  if (n->count * 2 >= n->nslots && !grow(n))
    return false;
  struct unwind_name *slot = slot_of(n, name.section, name.offset);
  n->count += !slot->in_use;
  if (!slot->in_use || (name.starts && !slot->starts))
    *slot = name;
  return true;
}

static bool add_symbols(struct unwind_names *n)
{
  struct coff_symbol s;
  bool is_image = coff_file_kind(n->file) == COFF_KIND_IMAGE;
  uint64_t base = coff_file_image_base(n->file);
  for (uint64_t i = 0; coff_symbol_outline(n->file, i, &s); i = coff_symbol_next(&s))
    if (i < INDICES && label_is_place(n->file, &s) &&
        !add(n, (struct unwind_name){.offset = is_image ? s.address - base : s.value,
                                     .section = is_image ? 0 : (uint32_t)s.section,
                                     .index = (uint32_t)i,
                                     .in_use = true,
                                     .starts = label_starts(&s)}))
      return false;
  return true;
}

// Where symbols name the place they say more: an export never starts anything.
static void add_exports(struct unwind_names *n)
{
  struct coff_export_name name;
  struct coff_export e;
  for (uint32_t i = 0; coff_export_name_get(&n->exports, i, &name); i++) {
    if (!coff_export_get(&n->exports, name.function, &e) || e.is_forwarder || e.rva == 0)
      continue;
    if (!add(n,
             (struct unwind_name){.offset = e.rva, .index = i, .in_use = true, .is_export = true}))
      return;
  }
}

void unwind_names_open(struct unwind_names *n, const struct coff_file *f)
{
  *n = (struct unwind_names){.file = f};
  n->has_exports = coff_exports_open(f, &n->exports);
  if (add_symbols(n) && n->has_exports)
    add_exports(n);
}

void unwind_names_close(struct unwind_names *n)
{
  free(n->slots);
  if (n->has_exports)
    coff_exports_close(&n->exports);
}

bool unwind_name_at(const struct unwind_names *n, uint32_t section, uint64_t offset,
                    struct coff_syment *sym, struct coff_str *name)
{
  struct coff_export_name exported;
  if (n->nslots == 0)
    return false;
  bool is_image = coff_file_kind(n->file) == COFF_KIND_IMAGE;
  const struct unwind_name *slot = slot_of(n, is_image ? 0 : section, offset);
  if (!slot->in_use)
    return false;
  if (!slot->is_export)
    return coff_syment_read(n->file, slot->index, 1, sym) == 1 &&
           coff_syment_name(n->file, sym, name);
  if (!coff_export_name_get(&n->exports, slot->index, &exported))
    return false;
  *name = exported.name;
  return true;
}
