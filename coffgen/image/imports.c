// Imports of an image: the libraries, at once or delayed, and what is imported from each.
//
// Skip it unless one of them is read wrongly. PE and COFF specification, "The .idata Section" and
// "Delay-Load Import Tables".
//
// Both kinds of descriptor are brought into one form; from there on they are read alike.
// Invariants of a library that was given: (1) LOOKUPS holds at least COUNT entries of the image's
// word; (2) of SLOTS, BOUNDS and UNLOADS each holds whole words, COUNT at most.
#include "coff/imports.h"
#include "image/claims.h"
#include "image/directory.h"
#include <inttypes.h>

enum { IMPORT_SIZE = 20, DELAY_SIZE = 32, ATTR_RVA = 1 };

static uint64_t load(const struct coff_file *f, struct coff_view v, uint64_t at, unsigned size)
{
  return coff_load(v.data + at, size, coff_file_target(f)->data_order);
}

static bool fail_at(const struct coff_file *f, uint64_t at, const char *text)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, at), "%s", text);
}

static unsigned descriptor_size(const struct coff_imports *c)
{
  return c->delayed ? DELAY_SIZE : IMPORT_SIZE;
}

static const char *directory_name(const struct coff_imports *c)
{
  return c->delayed ? "delay import directory" : "import directory";
}

static bool open_directory(const struct coff_file *f, bool delayed, struct coff_imports *c)
{
  uint32_t rva, size;
  struct coff_view v;
  enum coff_dir dir = delayed ? COFF_DIR_DELAY_IMPORT : COFF_DIR_IMPORT;
  *c = (struct coff_imports){.file = f, .delayed = delayed};
  if (!coff_directory_view(f, dir, &v))
    return false;
  coff_file_find_directory(f, dir, &rva, &size);
  coff_rva_view(f, rva, &c->rest);
  c->stated = v.origin + v.size;
  c->left = 2 * coff_file_bytes(f).size;
  c->thunks_left = coff_file_bytes(f).size / coff_image_address_size(f);
  return true;
}

bool coff_imports_open(const struct coff_file *f, struct coff_imports *c)
{
  return open_directory(f, false, c);
}

bool coff_delay_imports_open(const struct coff_file *f, struct coff_imports *c)
{
  return open_directory(f, true, c);
}

// ---- Entries ----------------------------------------------------------------------------------

// Finds hint and name of a lookup entry. False if they are not in the file.
static bool find_name(const struct coff_import_library *l, uint64_t lookup, struct coff_view *v)
{
  uint64_t rva = lookup & 0x7fffffff;
  if (l->by_address && !coff_rva_of_address(l->file, lookup, &rva))
    return false;
  return coff_rva_view(l->file, rva, v) && v->size > 2;
}

static bool is_ordinal(const struct coff_file *f, uint64_t lookup)
{
  return lookup >> (coff_file_target(f)->address_bits - 1) != 0;
}

static bool read_word(const struct coff_import_library *l, struct coff_view v, uint64_t i,
                      uint64_t *value)
{
  unsigned word = coff_image_address_size(l->file);
  if (i >= v.size / word)
    return false;
  *value = load(l->file, v, i * word, word);
  return true;
}

// TERMINATED is for the check below: whether the name has an end.
static void read_lookup(const struct coff_import_library *l, struct coff_import_entry *e,
                        bool *terminated)
{
  struct coff_view v;
  *terminated = true;
  if (e->by == COFF_IMPORT_UNKNOWN)
    return;
  if (is_ordinal(l->file, e->lookup)) {
    e->by = COFF_IMPORT_BY_ORDINAL;
    e->ordinal = (uint16_t)e->lookup;
    return;
  }
  if (!find_name(l, e->lookup, &v))
    return;
  e->name_at = v.origin;
  e->hint = (uint16_t)load(l->file, v, 0, 2);
  e->name = coff_view_string(v, 2, terminated);
}

// Whether the table of addresses still has the lookup entry, or what the image was bound to.
static void read_binding(const struct coff_import_library *l, uint64_t i,
                         struct coff_import_entry *e)
{
  struct coff_view v;
  if (l->timdat == 0)
    return;
  if (l->delayed) {
    e->is_bound = read_word(l, l->bounds, i, &e->bound_to);
    return;
  }
  bool is_lookup = e->value == e->lookup;
  if (l->lookup_is_addresses) // the two are one: what names nothing is an address
    is_lookup = is_ordinal(l->file, e->lookup)
                    ? (e->lookup & 0x7fff0000) == 0
                    : e->lookup >> 31 == 0 && find_name(l, e->lookup, &v);
  e->is_bound = e->has_value && !is_lookup;
  e->bound_to = e->value;
  if (e->is_bound && l->lookup_is_addresses)
    e->by = COFF_IMPORT_UNKNOWN;
}

static bool get_entry(const struct coff_import_library *l, uint64_t i, struct coff_import_entry *e,
                      bool *terminated)
{
  unsigned word = coff_image_address_size(l->file);
  if (i >= l->count)
    return false;
  *e = (struct coff_import_entry){.name = {"", 0},
                                  .name_at = COFF_NOWHERE,
                                  .offset = l->lookups.origin + i * word,
                                  .slot = l->addresses + i * word};
  read_word(l, l->lookups, i, &e->lookup); // (1)
  e->has_value = read_word(l, l->slots, i, &e->value);
  read_binding(l, i, e);
  read_lookup(l, e, terminated);
  return true;
}

bool coff_import_entry_get(const struct coff_import_library *l, uint64_t i,
                           struct coff_import_entry *e)
{
  bool terminated;
  return get_entry(l, i, e, &terminated);
}

// ---- What is wrong with entries ---------------------------------------------------------------

static void report(const struct coff_import_library *l, const struct coff_fault *fault,
                   const char *what)
{
  int n = l->name.size > 200 ? 200 : (int)l->name.size;
  if (fault->count != 0)
    coff_fail(coff_file_context(l->file), coff_file_place(l->file, fault->first),
              "%" PRIu64 " imports from \"%.*s\" %s", fault->count, n, l->name.data, what);
}

// An ordinal has 16 bits, the address of a name 31; the others of an entry are 0.
static bool has_stray_bits(const struct coff_import_library *l, const struct coff_import_entry *e)
{
  unsigned bits = coff_file_target(l->file)->address_bits;
  if (e->by == COFF_IMPORT_UNKNOWN || l->by_address)
    return false;
  if (e->by == COFF_IMPORT_BY_NAME)
    return e->lookup >> 31 != 0;
  return (e->lookup & ~((uint64_t)1 << (bits - 1))) >> 16 != 0;
}

static bool spend(struct coff_imports *c, uint64_t size)
{
  bool enough = size <= c->left;
  c->left -= enough ? size : c->left;
  return enough;
}

static void check_entries(struct coff_imports *c, struct coff_import_library *l)
{
  struct coff_fault nowhere = {0}, endless = {0}, stray = {0};
  struct coff_import_entry e;
  bool terminated;
  for (uint64_t i = 0; get_entry(l, i, &e, &terminated); i++) {
    if (!spend(c, e.name.size)) {
      fail_at(c->file, e.offset,
              "names of imports are longer than the file; those from here on are left out");
      l->count = i;
      break;
    }
    coff_fault_add(&nowhere, e.by == COFF_IMPORT_BY_NAME && e.name_at == COFF_NOWHERE, e.offset);
    coff_fault_add(&endless, !terminated, e.offset);
    coff_fault_add(&stray, has_stray_bits(l, &e), e.offset);
  }
  report(l, &nowhere, "have a name that is not in the file");
  report(l, &endless, "have a name without an end");
  report(l, &stray, "have bits set that have no meaning");
}

// ---- Tables of a library ----------------------------------------------------------------------

// Offset of a descriptor's field for the lookup table.
static uint64_t lookup_field(const struct coff_import_library *l)
{
  return l->offset + (l->delayed ? 16 : l->lookup_is_addresses ? 16 : 0);
}

// Counts entries to the null one: at most those that may still be given.
static void count_lookups(struct coff_imports *c, struct coff_import_library *l,
                          struct coff_view all)
{
  unsigned word = coff_image_address_size(c->file);
  uint64_t room = all.size / word;
  uint64_t limit = room < c->thunks_left ? room : c->thunks_left;
  while (l->count < limit && load(c->file, all, l->count * word, word) != 0)
    l->count++;
  c->thunks_left -= l->count;
  coff_view_clip(all, 0, l->count + 1, word, &l->lookups);
  if (l->count < limit)
    return;
  if (limit == room)
    fail_at(c->file, lookup_field(l), "import lookup table has no end");
  else
    fail_at(c->file, lookup_field(l),
            "import lookup tables are longer than the file; entries are left out");
}

static void read_lookups(struct coff_imports *c, struct coff_import_library *l)
{
  struct coff_view all;
  // The loader takes addresses in the headers for none: Borland's linkers left them there.
  if (coff_rva_section(c->file, l->lookup) != 0 && coff_rva_view(c->file, l->lookup, &all)) {
    count_lookups(c, l, all);
    return;
  }
  if (l->delayed) {
    fail_at(c->file, lookup_field(l), "delay import name table is not in the file");
    return;
  }
  if (l->lookup != 0)
    coff_report(coff_file_context(c->file), COFF_WARNING, coff_file_place(c->file, l->offset),
                "import lookup table at 0x%" PRIx32
                " is not in a section's contents; the address table is read in its place",
                l->lookup);
  l->lookup_is_addresses = true;
  if (l->addresses != 0 && coff_rva_view(c->file, l->addresses, &all))
    count_lookups(c, l, all);
  else
    fail_at(c->file, lookup_field(l), "import address table is not in the file");
}

// The address table may lie where memory is zero-filled, so that it may lack in the file; of the
// others that are named all must be there.
static void read_table(const struct coff_import_library *l, uint32_t rva, unsigned field,
                       const char *what, struct coff_view *out)
{
  unsigned word = coff_image_address_size(l->file);
  struct coff_view all;
  *out = (struct coff_view){0};
  if (rva == 0 || l->count == 0)
    return;
  if (what != NULL)
    coff_rva_table(l->file, rva, l->count, word, l->offset + field, what, out);
  else if (coff_rva_view(l->file, rva, &all))
    coff_view_clip(all, 0, l->count, word, out);
}

static void read_tables(struct coff_imports *c, struct coff_import_library *l)
{
  read_lookups(c, l);
  read_table(l, l->addresses, 0, NULL, &l->slots);
  if (l->addresses == 0)
    fail_at(c->file, l->offset, "imported library has no address table");
  else if (coff_rva_section(c->file, l->addresses) == 0)
    fail_at(c->file, l->offset, "import address table is in no section");
  read_table(l, l->bound, 20, "bound delay import table", &l->bounds);
  read_table(l, l->unload, 24, "unload delay import table", &l->unloads);
}

// ---- Descriptors ------------------------------------------------------------------------------

// ADDRESS as RVA. False if the image cannot hold it.
static uint32_t rva_of(const struct coff_import_library *l, uint64_t address)
{
  uint64_t rva;
  if (!l->by_address || address == 0)
    return (uint32_t)address;
  // What is no address of the image leads nowhere as an RVA either.
  return coff_rva_of_address(l->file, address, &rva) ? (uint32_t)rva : UINT32_MAX;
}

// Whether the fields of a delay descriptor are addresses: bit 0 of the attributes says that they
// are RVAs. Some linkers wrote RVAs and left the bit out; no address lies below the image base.
static bool holds_addresses(const struct coff_file *f, uint32_t attributes, uint32_t name)
{
  return (attributes & ATTR_RVA) == 0 && name >= coff_file_image_base(f);
}

static uint32_t read_delayed(const struct coff_imports *c, struct coff_import_library *l)
{
  uint32_t field[8];
  for (unsigned i = 0; i < 8; i++)
    field[i] = (uint32_t)load(c->file, c->rest, i * 4, 4);
  l->attributes = field[0];
  l->by_address = holds_addresses(c->file, field[0], field[1]);
  l->module_handle = rva_of(l, field[2]);
  l->addresses = rva_of(l, field[3]);
  l->lookup = rva_of(l, field[4]);
  l->bound = rva_of(l, field[5]);
  l->unload = rva_of(l, field[6]);
  l->timdat = field[7];
  return rva_of(l, field[1]);
}

// Gives the RVA of the name.
static uint32_t read_descriptor(const struct coff_imports *c, struct coff_import_library *l)
{
  *l = (struct coff_import_library){
      .file = c->file, .offset = c->rest.origin, .delayed = c->delayed, .name = {"", 0}};
  if (c->delayed)
    return read_delayed(c, l);
  l->lookup = (uint32_t)load(c->file, c->rest, 0, 4);
  l->timdat = (uint32_t)load(c->file, c->rest, 4, 4);
  l->forwarder_chain = (uint32_t)load(c->file, c->rest, 8, 4);
  l->addresses = (uint32_t)load(c->file, c->rest, 16, 4);
  return (uint32_t)load(c->file, c->rest, 12, 4);
}

static void read_name(struct coff_imports *c, struct coff_import_library *l, uint32_t name)
{
  if (name == 0) {
    fail_at(c->file, l->offset + (c->delayed ? 4 : 12),
            "imported library has no name: the loader stops here");
    return;
  }
  coff_rva_string(c->file, name, l->offset + (c->delayed ? 4 : 12), "name of an imported library",
                  &l->name);
  if (spend(c, l->name.size))
    return;
  fail_at(c->file, l->offset, "names of imports are longer than the file; this one is left out");
  l->name = (struct coff_str){"", 0};
}

static bool end_list(struct coff_imports *c, const char *problem)
{
  c->ended = true;
  if (problem != NULL)
    coff_fail(coff_file_context(c->file), coff_file_place(c->file, c->rest.origin), "%s %s",
              directory_name(c), problem);
  return false;
}

bool coff_import_library_next(struct coff_imports *c, struct coff_import_library *l)
{
  unsigned size = descriptor_size(c);
  if (c->ended)
    return false;
  if (c->rest.size < size)
    return end_list(c, "has no null descriptor at its end");
  // One name that all descriptors share would be searched for its end for each of them.
  if (c->left == 0)
    return end_list(c, "has names longer than the file; libraries from here on are left out");
  uint32_t name = read_descriptor(c, l);
  l->name_rva = name;
  // The loader stops where either is 0. Within its stated size a directory may have more.
  if (name == 0 && (l->addresses == 0 || c->rest.origin >= c->stated))
    return end_list(c, NULL);
  if (c->rest.origin >= c->stated && c->rest.origin - c->stated < size)
    coff_report(coff_file_context(c->file), COFF_WARNING, coff_file_place(c->file, c->stated),
                "%s has entries behind the end that its size states", directory_name(c));
  read_name(c, l, name);
  read_tables(c, l);
  check_entries(c, l);
  coff_view_table(c->rest, size, c->rest.size - size, 1, &c->rest);
  return true;
}

bool coff_import_null_get(const struct coff_imports *c, struct coff_import_library *l)
{
  if (!c->ended || c->rest.size < descriptor_size(c))
    return false;
  l->name_rva = read_descriptor(c, l);
  return true;
}

// ---- The byte map -----------------------------------------------------------------------------

// As many words as the library has entries, and the null one if there is one.
static void claim_words(const struct coff_import_library *l, struct coff_claims *claims,
                        const char *what, uint32_t rva)
{
  unsigned word = coff_image_address_size(l->file);
  struct coff_view all, v;
  uint64_t n = l->count, value = 1;
  if (rva == 0 || !coff_rva_view(l->file, rva, &all))
    return;
  if (read_word(l, all, n, &value) && value == 0)
    n++;
  coff_view_clip(all, 0, n, word, &v);
  coff_claim(claims, COFF_RANGE_TABLE, what, v);
}

// The import address directory holds the tables of all libraries.
static bool is_in(struct coff_view outer, const struct coff_import_library *l)
{
  return l->slots.size != 0 && l->slots.origin >= outer.origin &&
         l->slots.origin - outer.origin < outer.size;
}

static void claim_tables(const struct coff_import_library *l, struct coff_claims *claims,
                         struct coff_view iat)
{
  struct coff_view v;
  if (!l->lookup_is_addresses)
    coff_claim(claims, COFF_RANGE_TABLE,
               l->delayed ? "delay import name table" : "import lookup table", l->lookups);
  if (!is_in(iat, l))
    claim_words(l, claims, l->delayed ? "delay import address table" : "import address table",
                l->addresses);
  if (!l->delayed)
    return;
  claim_words(l, claims, "bound delay import table", l->bound);
  claim_words(l, claims, "unload delay import table", l->unload);
  if (l->module_handle != 0 && coff_rva_view(l->file, l->module_handle, &v) &&
      coff_view_clip(v, 0, 1, coff_image_address_size(l->file), &v) != 0)
    coff_claim(claims, COFF_RANGE_ITEM, "handle of a library", v);
}

static void claim_library(const struct coff_import_library *l, struct coff_claims *claims,
                          struct coff_view iat)
{
  struct coff_import_entry e;
  claim_tables(l, claims, iat);
  coff_claim_string(l->file, claims, "names of imported libraries", l->name);
  for (uint64_t i = 0; coff_import_entry_get(l, i, &e); i++)
    if (e.name_at != COFF_NOWHERE)
      coff_claim_bytes(l->file, claims, "names of imports", e.name_at, e.name.size + 3);
}

static void claim_directory(struct coff_imports *c, struct coff_claims *claims,
                            struct coff_view iat)
{
  struct coff_import_library l;
  struct coff_view all = c->rest;
  uint64_t end = c->stated;
  while (coff_import_library_next(c, &l))
    claim_library(&l, claims, iat);
  // The null descriptor, if there is one, is part of it, whatever the size says.
  uint64_t seen = c->rest.origin + (c->rest.size < descriptor_size(c) ? 0 : descriptor_size(c));
  all.size = (seen > end ? seen : end) - all.origin;
  coff_claim(claims, COFF_RANGE_DIRECTORY, directory_name(c), all);
}

void coff_claim_imports(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_imports c;
  struct coff_view iat;
  if (coff_directory_view(f, COFF_DIR_IMPORT_ADDRESS, &iat))
    coff_claim(claims, COFF_RANGE_TABLE, "import address table", iat);
  if (coff_imports_open(f, &c))
    claim_directory(&c, claims, iat);
  if (coff_delay_imports_open(f, &c))
    claim_directory(&c, claims, iat);
  coff_claim_bound_imports(f, claims);
}
