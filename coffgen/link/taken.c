// Address significance: which sections must keep an address of their own under --icf=safe.
//
// Skip it unless two functions that a program compares are one.
//
// Clang lists in .llvm_addrsig the symbols whose addresses an object takes in a way that may matter: indices of the symbol
// table, as LEB128 numbers (LLVM, "Extensions", section "SHT_LLVM_ADDRSIG Section", which holds for COFF too). Of an
// object without such a list, every reference counts but branches, and what says something about code.
#include "base/alloc.h"
#include "link/icf.h"
#include <string.h>

static const char LIST[] = ".llvm_addrsig";

static void take(struct coff_link_taken *t, uint32_t atom)
{
  if (atom != COFF_NO_ID)
    t->atoms[atom] = 1;
}

// What the list in ATOM names; one that is cut short ends there.
static void read_list(const struct coff_link *ld, const struct coff_atom *a,
                      struct coff_link_taken *t)
{
  const struct coff_link_file *f = &ld->files[a->file];
  uint64_t v = 0;
  unsigned shift = 0;
  for (uint64_t i = 0; i < a->data_size; i++) {
    v |= shift < 64 ? (uint64_t)(a->data[i] & 0x7f) << shift : 0;
    shift += 7;
    if ((a->data[i] & 0x80) != 0)
      continue;
    if (v < f->nrefs && f->refs[v] != COFF_REF_NONE)
      take(t, coff_link_locate(ld, f, (uint32_t)v).atom);
    v = 0;
    shift = 0;
  }
}

static bool is_list(const struct coff_link *ld, const struct coff_atom *a)
{
  return a->name.size == sizeof LIST - 1 && a->file != 0 && ld->files[a->file].file != NULL &&
         memcmp(a->name.data, LIST, sizeof LIST - 1) == 0;
}

// ---- Objects without a list ---------------------------------------------------------------------

static bool is_branch(const struct coff_link *ld, const struct coff_atom *a,
                      const struct coff_reloc *r)
{
  const struct coff_link_image *image = ld->image->link_image;
  if (image == NULL || (a->flags & COFF_SEC_CODE) == 0)
    return false;
  for (unsigned i = 0; i < image->nbranches; i++)
    if (image->branches[i] == r->type)
      return true;
  for (unsigned i = 0; i < image->nbranch_codes; i++) {
    const struct coff_link_branch *b = &image->branch_codes[i];
    bool same = b->type == r->type && r->vaddr >= b->size && r->vaddr <= a->data_size;
    for (unsigned k = 0; k < b->size && same; k++)
      same = (a->data[r->vaddr - b->size + k] & b->mask[k]) == b->value[k];
    if (same)
      return true;
  }
  return false;
}

static bool counts(const struct coff_link *ld, const struct coff_link_taken *t,
                   const struct coff_atom *a)
{
  return a->nrelocs != 0 && a->state == 0 && t->files[a->file] == 0 &&
         (a->flags & (COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO)) == 0 &&
         (coff_link_layout_how(ld, a->name) & COFF_LAYOUT_DESCRIBES) == 0;
}

static void read_references(const struct coff_link *ld, const struct coff_atom *a,
                            struct coff_link_taken *t)
{
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, a, &c);
  while ((r = coff_link_relocs_next(&c)) != NULL)
    if (!r->is_number && !is_branch(ld, a, r))
      take(t, coff_link_locate(ld, c.file, r->symndx).atom);
}

// ---- All of them ----------------------------------------------------------------------------------

static void take_symbol(const struct coff_link *ld, struct coff_link_taken *t, uint32_t symbol)
{
  if (symbol != COFF_NO_ID)
    take(t, coff_link_locate_symbol(ld, symbol).atom);
}

// True if some file has a list.
static bool find_lists(const struct coff_link *ld, struct coff_link_taken *t)
{
  bool any = false;
  for (uint32_t i = 1; i < ld->natoms; i++)
    if (is_list(ld, &ld->atoms[i])) {
      t->files[ld->atoms[i].file] = 1;
      any = true;
    }
  return any;
}

static void find(const struct coff_link *ld, struct coff_link_taken *t)
{
  for (uint32_t i = 1; i < ld->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    if (is_list(ld, a))
      read_list(ld, a, t);
    else if (counts(ld, t, a))
      read_references(ld, a, t);
  }
  for (uint32_t i = 0; i < ld->nexports; i++) // others may compare them
    take_symbol(ld, t, ld->exports[i].symbol);
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    if (ld->symbols[i].root)
      take_symbol(ld, t, i);
}

bool coff_link_find_taken(struct coff_link *ld, bool code, struct coff_link_taken *taken)
{
  taken->files = coff_alloc(ld->ctx, ld->nfiles);
  if (taken->files == NULL)
    return coff_link_out_of_memory(ld);
  if (!find_lists(ld, taken) && !code)
    return true;
  taken->atoms = coff_alloc(ld->ctx, ld->natoms);
  if (taken->atoms == NULL)
    return coff_link_out_of_memory(ld);
  find(ld, taken);
  return true;
}

void coff_link_free_taken(struct coff_link *ld, struct coff_link_taken *taken)
{
  coff_free(ld->ctx, taken->atoms);
  coff_free(ld->ctx, taken->files);
}
