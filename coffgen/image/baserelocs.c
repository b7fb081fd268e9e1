// Base relocations of an image.
//
// Skip it unless one of them is read wrongly. PE and COFF specification, "The .reloc Section".
//
// Invariant of a block that was given: (1) SLOTS holds whole slots of two bytes.
#include "coff/baserelocs.h"
#include "coff/reloc.h"
#include "image/claims.h"
#include "image/directory.h"
#include <inttypes.h>

enum { HEADER_SIZE = 8, SLOT_SIZE = 2, PAGE = 4096 };

static uint32_t word(const struct coff_file *f, const uint8_t *p)
{
  return (uint32_t)coff_load(p, 4, coff_file_target(f)->data_order);
}

bool coff_base_relocs_open(const struct coff_file *f, struct coff_base_relocs *c)
{
  *c = (struct coff_base_relocs){.file = f};
  return coff_directory_view(f, COFF_DIR_BASE_RELOC, &c->rest);
}

// ---- Entries ----------------------------------------------------------------------------------

static uint16_t slot(const struct coff_base_reloc_block *b, uint64_t i)
{
  return (uint16_t)coff_load(b->slots.data + i * SLOT_SIZE, SLOT_SIZE,
                             coff_file_target(b->file)->data_order);
}

static void read_address(const struct coff_base_reloc_block *b, struct coff_base_reloc *r)
{
  enum coff_order order = coff_file_target(b->file)->data_order;
  struct coff_howto how = {.put = r->type->put, .size = r->type->size, .bits = r->type->bits};
  struct coff_view v;
  uint64_t at = r->rva - b->page;
  if (r->type->bits == 0 || (!coff_view_table(b->bytes, at, 1, r->type->size, &v) &&
                             (!coff_rva_view(b->file, r->rva, &v) || v.size < r->type->size)))
    return;
  r->has_address = true;
  if (r->type->put == COFF_PUT_FIELD)
    r->address = coff_load(v.data, r->type->size, order);
  else
    r->address = (uint32_t)coff_reloc_addend(&how, order, v.data);
}

// The slot alone: its address is not read.
static bool read_slot(const struct coff_base_reloc_block *b, uint64_t *at,
                      struct coff_base_reloc *r)
{
  uint64_t n = b->slots.size / SLOT_SIZE;
  if (*at >= n)
    return false;
  uint16_t v = slot(b, *at);
  *r = (struct coff_base_reloc){.offset = b->slots.origin + *at * SLOT_SIZE,
                                .number = (uint8_t)(v >> 12),
                                .rva = b->page + (v & (PAGE - 1))};
  r->type = coff_target_base_reloc(coff_file_target(b->file), r->number);
  ++*at;
  while (r->type != NULL && r->nparam < r->type->params && *at < n)
    r->param[r->nparam++] = slot(b, (*at)++);
  return true;
}

bool coff_base_reloc_next(const struct coff_base_reloc_block *b, uint64_t *at,
                          struct coff_base_reloc *r)
{
  if (!read_slot(b, at, r))
    return false;
  if (r->type != NULL)
    read_address(b, r);
  return true;
}

// ---- Blocks -----------------------------------------------------------------------------------

// What is wrong with the entries of a block: how many, and where the first is.
static void report(const struct coff_base_reloc_block *b, const struct coff_fault *fault,
                   const char *what)
{
  if (fault->count != 0)
    coff_fail(coff_file_context(b->file), coff_file_place(b->file, fault->first),
              "%" PRIu64 " base relocations for page 0x%" PRIx32 " %s", fault->count, b->page,
              what);
}

// The bytes may be in two sections that follow each other: the first and the last must be in some.
static bool is_nowhere(const struct coff_base_reloc_block *b, const struct coff_base_reloc *r)
{
  uint64_t last = (uint64_t)r->rva + (r->type == NULL ? 0 : r->type->size - 1u);
  uint64_t offset;
  return r->rva < b->page ||
         (coff_rva_section(b->file, r->rva) == 0 &&
          !coff_rva_to_offset(b->file, r->rva, &offset)) ||
         (coff_rva_section(b->file, last) == 0 && !coff_rva_to_offset(b->file, last, &offset));
}

// Counts them as well.
static void check_entries(struct coff_base_reloc_block *b)
{
  struct coff_fault unknown = {0}, nowhere = {0}, cut = {0};
  struct coff_base_reloc r;
  uint32_t s = coff_rva_section(b->file, b->page);
  // The usual case, which spares a look-up for every entry.
  bool inside = s != 0 && s == coff_rva_section(b->file, (uint64_t)b->page + PAGE + 15);
  for (uint64_t at = 0; read_slot(b, &at, &r);) {
    b->count += r.number != 0;
    coff_fault_add(&unknown, r.type == NULL, r.offset);
    coff_fault_add(&cut, r.type != NULL && r.nparam < r.type->params, r.offset);
    coff_fault_add(&nowhere, !inside && (r.type == NULL || r.type->size != 0) && is_nowhere(b, &r),
                   r.offset);
  }
  report(b, &unknown, "have a type that is not known");
  report(b, &cut, "lack their parameter");
  report(b, &nowhere, "lie outside of all sections");
}

static bool fail_block(const struct coff_base_reloc_block *b, const char *what)
{
  return coff_fail(coff_file_context(b->file), coff_file_place(b->file, b->offset),
                   "block of base relocations for page 0x%" PRIx32 " has size %" PRIu32 ": %s",
                   b->page, b->size, what);
}

static bool is_zero(struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}

// Old linkers let the directory reach to the end of the section, which is zeroes.
static bool at_end(struct coff_base_relocs *c)
{
  if (c->rest.size == 0)
    return true;
  if (!is_zero(c->rest)) {
    if (c->rest.size >= HEADER_SIZE)
      return false;
    coff_fail(coff_file_context(c->file), coff_file_place(c->file, c->rest.origin),
              "base relocations end in %" PRIu64 " bytes that are no block", c->rest.size);
    return true;
  }
  coff_report(coff_file_context(c->file), COFF_WARNING, coff_file_place(c->file, c->rest.origin),
              "base relocations end in %" PRIu64 " zero bytes", c->rest.size);
  return true;
}

bool coff_base_reloc_block_next(struct coff_base_relocs *c, struct coff_base_reloc_block *b)
{
  *b = (struct coff_base_reloc_block){.file = c->file, .offset = c->rest.origin};
  if (at_end(c)) {
    c->rest.size = 0;
    return false;
  }
  b->page = word(c->file, c->rest.data);
  b->size = word(c->file, c->rest.data + 4);
  uint64_t size = b->size;
  if (size < HEADER_SIZE)
    fail_block(b, "the blocks behind it cannot be found");
  else if (size > c->rest.size)
    fail_block(b, "that is past the end of the directory");
  else if (size % SLOT_SIZE != 0)
    fail_block(b, "that is odd");
  if (size < HEADER_SIZE || size > c->rest.size)
    size = b->size < HEADER_SIZE ? HEADER_SIZE : c->rest.size;
  coff_view_clip(c->rest, HEADER_SIZE, (size - HEADER_SIZE) / SLOT_SIZE, SLOT_SIZE, &b->slots);
  if (!coff_rva_view(b->file, b->page, &b->bytes))
    b->bytes = (struct coff_view){0};
  check_entries(b);
  if (b->size < HEADER_SIZE)
    size = c->rest.size;
  coff_view_table(c->rest, size, c->rest.size - size, 1, &c->rest);
  return true;
}

void coff_claim_baserelocs(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_base_relocs c;
  if (coff_base_relocs_open(f, &c))
    coff_claim(claims, COFF_RANGE_DIRECTORY, "base relocations", c.rest);
}
