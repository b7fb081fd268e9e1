// What functions are called: by the symbols of a file, and by an image's exports.
//
// Skip it unless unwind data name the wrong function.
//
// An entry asks for the name of one exact place, and a dump asks as often as the file has functions: so
// it is a hash table, not a sorted list, with linear probing. What such a table costs is the
// memory that it touches: slots are small, and the symbols of a section are put in when a place
// in that section is asked for. A key is the RVA in an image; in an object, where it takes
// section and offset to tell places apart, it is made of both, and the symbol itself decides.
#include "coffdump/unwind.h"
#include <stdlib.h>

enum {
  INDICES = 1 << 29, // what fits into a slot's INDEX: the symbols of 9 GB
  PASSES = 4,        // over the symbols; the last takes all that are left
};

struct slot {
  uint32_t key;
  uint32_t index : 29; // of the symbol, or of the export's name
  bool in_use : 1, is_export : 1, starts : 1;
};

struct unwind_names {
  const struct coff_file *file;
  bool is_image, has_exports;
  struct coff_exports exports;
  struct slot *slots;
  size_t nslots, count; // a power of two, and how many are in use
  unsigned passes;
  bool is_in[]; // by section number: its symbols are
};

// ---- The table --------------------------------------------------------------------------------

static uint32_t key_of(const struct unwind_names *n, uint32_t section, uint64_t offset)
{
  return (uint32_t)offset + (n->is_image ? 0 : section * 0x9e3779b1u);
}

static bool is_at(const struct unwind_names *n, const struct slot *slot, uint32_t section,
                  uint64_t offset)
{
  struct coff_symbol s;
  return n->is_image || (coff_symbol_outline(n->file, slot->index, &s) &&
                         s.section == (int32_t)section && s.value == offset);
}

// Where to begin to look for KEY. At least half of the slots are free.
static size_t first_slot(const struct unwind_names *n, uint32_t key)
{
  return key * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (n->nslots - 1);
}

static struct slot *slot_of(const struct unwind_names *n, uint32_t section, uint64_t offset)
{
  uint32_t key = key_of(n, section, offset);
  for (size_t i = first_slot(n, key);; i = (i + 1) & (n->nslots - 1)) {
    struct slot *slot = &n->slots[i];
    if (!slot->in_use || (slot->key == key && is_at(n, slot, section, offset)))
      return slot;
  }
}

static void move(const struct unwind_names *to, struct slot name)
{
  size_t i = first_slot(to, name.key);
  while (to->slots[i].in_use)
    i = (i + 1) & (to->nslots - 1);
  to->slots[i] = name;
}

static bool fail_memory(const struct coff_file *f)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
}

static bool grow(struct unwind_names *n)
{
  enum { FEW = 1024 };
  struct unwind_names larger = {.nslots = n->nslots == 0 ? FEW : n->nslots * 2};
  // Half of an image's symbols, or less, are names of places in its code.
  while (n->nslots == 0 && larger.nslots < coff_syment_count(n->file))
    larger.nslots *= 2;
  larger.slots = calloc(larger.nslots, sizeof *larger.slots);
  if (larger.slots == NULL)
    return fail_memory(n->file);
  for (size_t i = 0; i < n->nslots; i++)
    if (n->slots[i].in_use)
      move(&larger, n->slots[i]);
  free(n->slots);
  n->slots = larger.slots;
  n->nslots = larger.nslots;
  return true;
}

// The first symbol of a place is its best name, unless a later one starts a function and it does not;
// where there is one, it says more than an export.
static bool add(struct unwind_names *n, uint32_t section, uint64_t offset, struct slot name)
{
  if (n->count * 2 >= n->nslots && !grow(n))
    return false;
  struct slot *slot = slot_of(n, section, offset);
  n->count += !slot->in_use;
  if (slot->in_use && (name.is_export || (!slot->is_export && (!name.starts || slot->starts))))
    return true;
  *slot = name;
  slot->key = key_of(n, section, offset);
  slot->in_use = true;
  return true;
}

// ---- What is put in ---------------------------------------------------------------------------

// No field of a table has more than 32 bits: what is farther off is never asked for.
static bool add_symbol(struct unwind_names *n, uint64_t index)
{
  struct coff_symbol s;
  if (!coff_symbol_outline(n->file, index, &s))
    return true;
  uint64_t offset = n->is_image ? s.address - coff_file_image_base(n->file) : s.value;
  if (offset > UINT32_MAX || !label_is_place(n->file, &s))
    return true;
  return add(n, (uint32_t)s.section, offset,
             (struct slot){.index = (uint32_t)index, .starts = label_starts(&s)});
}

// A pass over the symbols, for those of SECTION.
static void read_section(struct unwind_names *n, uint32_t section)
{
  struct coff_syment s[64];
  size_t count, k;
  uint32_t sections = coff_section_count(n->file);
  bool all = ++n->passes == PASSES;
  for (uint64_t i = 0; i < INDICES && (count = coff_syment_read(n->file, i, 64, s)) != 0; i += k)
    for (k = 0; k < count; k += (size_t)1 + s[k].numaux) {
      uint32_t at = s[k].scnum > 0 ? (uint32_t)s[k].scnum : 0;
      if (all ? at != 0 && at <= sections && !n->is_in[at] : at == section)
        add_symbol(n, i + k);
    }
  for (uint32_t at = all ? 1 : section; at <= (all ? sections : section); at++)
    n->is_in[at] = true;
}

static void add_exports(struct unwind_names *n)
{
  struct coff_export_name name;
  struct coff_export e;
  for (uint32_t i = 0; coff_export_name_get(&n->exports, i, &name); i++) {
    if (!coff_export_get(&n->exports, name.function, &e) || e.is_forwarder || e.rva == 0)
      continue;
    if (!add(n, 0, e.rva, (struct slot){.index = i, .is_export = true}))
      return;
  }
}

struct unwind_names *unwind_names_open(const struct coff_file *f)
{
  struct unwind_names *n = calloc(1, sizeof *n + coff_section_count(f) + 1);
  if (n == NULL) {
    fail_memory(f);
    return NULL;
  }
  n->file = f;
  n->is_image = coff_file_kind(f) == COFF_KIND_IMAGE;
  n->has_exports = coff_exports_open(f, &n->exports);
  if (n->has_exports)
    add_exports(n);
  return n;
}

void unwind_names_close(struct unwind_names *n)
{
  if (n == NULL)
    return;
  free(n->slots);
  if (n->has_exports)
    coff_exports_close(&n->exports);
  free(n);
}

bool unwind_name_at(struct unwind_names *n, uint32_t section, uint64_t offset,
                    struct coff_syment *sym, struct coff_str *name)
{
  struct coff_export_name exported;
  if (n == NULL || offset > UINT32_MAX)
    return false;
  if (section != 0 && section <= coff_section_count(n->file) && !n->is_in[section])
    read_section(n, section);
  if (n->nslots == 0)
    return false;
  const struct slot *slot = slot_of(n, section, offset);
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
