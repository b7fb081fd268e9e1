// Data of DLLs that objects use without dllimport, and dllimport of what is no DLL's.
//
// Skip it unless a program reads a variable of a DLL and gets something else.
//
// An undefined X is taken for the entry of the address table __imp_X if that is known. Three cases:
// 1. gcc reads X by way of a pointer .refptr.X, which holds nothing else: the entry is that pointer.
// 2. Any other field is relocated as if X were the entry, and noted in a list (runtime pseudo relocations,
//    version 2): at start-up, mingw-w64's code takes the entry's address off the field and adds X's own.
// 3. The other way round, an undefined __imp_X of an X that is linked in is a pointer that the linker makes.
#include "base/alloc.h"
#include "link/link.h"
#include <string.h>

enum { PADDED = 16, HEADER = 12, ENTRY = 12, TARGET_AT = 4, BITS_AT = 8 };

// An index that no symbol has: the name is not for the image's symbol table.
enum { UNLISTED = COFF_REF_NONE - 1 };

static const char pointer_prefix[] = "__imp_", refptr_prefix[] = ".refptr.";
static const char relocator[] = "_pei386_runtime_relocator";

// ---- Symbols ------------------------------------------------------------------------------------

static uint32_t find_prefixed(struct coff_link *ld, const char *prefix, struct coff_str name)
{
  char text[512];
  size_t n = strlen(prefix);
  struct coff_str s = {text, n + name.size};
  if (s.size > sizeof text) {
    if (!coff_link_join(ld, prefix, name, "", &s))
      return COFF_NO_ID;
    return coff_link_find(ld, s, coff_link_hash(s));
  }
  memcpy(text, prefix, n);
  memcpy(text + n, name.data, name.size);
  return coff_link_find(ld, s, coff_link_hash(s));
}

static bool is_defined(const struct coff_link *ld, uint32_t id)
{
  return id != COFF_NO_ID && ld->symbols[id].state >= COFF_LINK_COMMON;
}

static bool add_auto(struct coff_link *ld, uint32_t symbol, uint32_t pointer, bool whole)
{
  struct coff_link_auto *grown =
      coff_link_grow(ld, ld->autos, ld->nautos, 1, &ld->room_autos, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->autos = grown;
  ld->autos[ld->nautos++] = (struct coff_link_auto){symbol, pointer, whole};
  return true;
}

static void lead_to(struct coff_link *ld, uint32_t symbol, uint32_t pointer)
{
  struct coff_link_symbol *s = &ld->symbols[symbol];
  const struct coff_link_symbol *p = &ld->symbols[pointer];
  s->state = COFF_LINK_DEFINED;
  s->atom = p->atom;
  s->value = p->value;
  s->file = p->file;
  s->index = UNLISTED;
}

// Case 1: the group of .refptr.X is a pointer, whose one relocation is for SYMBOL, and GNU as's padding.
static bool is_refptr(const struct coff_link *ld, const struct coff_link_symbol *r, uint32_t symbol)
{
  const struct coff_atom *a = &ld->atoms[r->atom];
  const struct coff_link_file *f = &ld->files[a->file];
  struct coff_reloc reloc;
  if (r->state != COFF_LINK_DEFINED || r->value != 0 || a->nrelocs != 1 ||
      a->data_size < coff_link_word(ld) || a->data_size != a->size || a->size > PADDED)
    return false;
  struct coff_reloc_table table = {.bytes = {a->relocs, f->target->records->reloc->size, 0},
                                   .count = 1};
  if (coff_reloc_read(f->file, &table, 0, 1, &reloc) != 1 || reloc.vaddr != 0 ||
      reloc.symndx >= f->nrefs || f->refs[reloc.symndx] != symbol)
    return false;
  const struct coff_howto *h = coff_link_howto(ld, &reloc);
  for (unsigned i = 0; i < a->size; i++)
    if (a->data[i] != 0)
      return false;
  return h != NULL && h->calc == COFF_CALC_S && h->size == coff_link_word(ld);
}

static bool import(struct coff_link *ld, uint32_t symbol, uint32_t pointer)
{
  uint32_t refptr = find_prefixed(ld, refptr_prefix, ld->symbols[symbol].name);
  if (refptr != COFF_NO_ID && is_refptr(ld, &ld->symbols[refptr], symbol)) {
    coff_link_discard(ld, ld->symbols[refptr].atom, COFF_ATOM_REMOVED);
    lead_to(ld, refptr, pointer);
    if (!add_auto(ld, refptr, pointer, true))
      return false;
  }
  lead_to(ld, symbol, pointer);
  return add_auto(ld, symbol, pointer, false);
}

// Case 3.
static bool make_pointer(struct coff_link *ld, uint32_t pointer, uint32_t symbol)
{
  unsigned word = coff_link_word(ld);
  const uint8_t *bytes = coff_link_bytes(ld, word);
  const struct coff_link_fix fix = {0, coff_link_pointer_type(ld), symbol};
  if (bytes == NULL)
    return false;
  uint32_t atom = coff_link_add_atom(ld, coff_link_str(".rdata"), COFF_SEC_DATA | COFF_SEC_READ,
                                     bytes, word, coff_link_word_power(ld));
  if (atom == COFF_NO_ID || !coff_link_set_relocs(ld, atom, &fix, 1))
    return false;
  struct coff_link_symbol *s = &ld->symbols[pointer];
  s->state = COFF_LINK_DEFINED;
  s->atom = atom;
  s->value = 0;
  s->file = 0;
  s->index = COFF_REF_NONE;
  return true;
}

static bool is_pointer_name(struct coff_str name)
{
  size_t n = sizeof pointer_prefix - 1;
  return name.size > n && memcmp(name.data, pointer_prefix, n) == 0;
}

// Only undefined symbols are looked at: there are few.
static bool look_at(struct coff_link *ld, uint32_t id)
{
  struct coff_str name = ld->symbols[id].name;
  if (is_pointer_name(name)) {
    size_t n = sizeof pointer_prefix - 1;
    struct coff_str rest = {name.data + n, name.size - n};
    uint32_t symbol = coff_link_find(ld, rest, coff_link_hash(rest));
    return !is_defined(ld, symbol) || make_pointer(ld, id, symbol);
  }
  uint32_t pointer = find_prefixed(ld, pointer_prefix, name);
  if (ld->opt->dll.auto_import == COFF_LINK_NO || !is_defined(ld, pointer) ||
      ld->symbols[pointer].state != COFF_LINK_DEFINED)
    return true;
  return import(ld, id, pointer);
}

static bool look_at_all(struct coff_link *ld)
{
  for (uint32_t id = 0; id < ld->nsymbols; id++)
    if (ld->symbols[id].state == COFF_LINK_UNDEFINED && ld->symbols[id].used && !look_at(ld, id))
      return false;
  return true;
}

void coff_link_auto_import(struct coff_link *ld)
{
  uint32_t before = ld->nfiles;
  if (!look_at_all(ld) || ld->nautos == 0)
    return;
  uint32_t id = coff_link_find_c(ld, relocator);
  if (is_defined(ld, id))
    return;
  char name[sizeof relocator + 1] = {ld->target->leading_char};
  strcat(name, relocator);
  struct coff_str kept;
  if (coff_link_join(ld, "", coff_link_str(name), "", &kept))
    coff_link_want(ld, kept);
  coff_link_search_again(ld, 0);
  if (ld->nfiles != before)
    look_at_all(ld);
}

void coff_link_move_auto_imports(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nautos; i++)
    lead_to(ld, ld->autos[i].symbol, ld->autos[i].pointer);
}

// ---- The list -----------------------------------------------------------------------------------

struct listing {
  struct coff_link *ld;
  uint8_t *wanted; // by symbol: 1, and 2 once a warning was given
  struct coff_link_fix *fixes;
  uint8_t *bytes;
  uint32_t n, room_fixes, room_bytes;
};

static bool fail(struct listing *l, const struct coff_atom *a, uint32_t symbol, const char *why)
{
  struct coff_str name = l->ld->symbols[symbol].name;
  return coff_link_fail(l->ld, coff_link_in(l->ld, a->file), "%.*s: %.*s is a DLL's, and %s",
                        (int)a->name.size, a->name.data, (int)name.size, name.data, why);
}

// A field that cannot hold any address is one that a DLL, or the image, may be moved out of reach of.
static void warn_of_reach(struct listing *l, const struct coff_atom *a, uint32_t symbol,
                          const struct coff_howto *h)
{
  struct coff_str name = l->ld->symbols[symbol].name;
  if (h->bits >= l->ld->image->address_bits || l->wanted[symbol] == 2)
    return;
  l->wanted[symbol] = 2;
  coff_link_warn(
      l->ld, coff_link_in(l->ld, a->file),
      "%.*s: a field of %u bits refers to %.*s of a DLL: where the DLL is loaded out of its reach, "
      "the "
      "program stops when it starts; declare %.*s with __declspec(dllimport), or compile "
      "with -mcmodel=medium",
      (int)a->name.size, a->name.data, (unsigned)h->bits, (int)name.size, name.data, (int)name.size,
      name.data);
}

static bool add_entry(struct listing *l, uint32_t atom, uint64_t offset, uint32_t symbol,
                      unsigned bits)
{
  struct coff_link *ld = l->ld;
  uint64_t at = HEADER + (uint64_t)l->n * ENTRY;
  uint16_t rva = coff_link_type_for(ld, COFF_RELOC_32_RVA);
  struct coff_link_fix *fixes =
      coff_link_grow(ld, l->fixes, l->n * 2, 2, &l->room_fixes, sizeof *fixes);
  if (fixes != NULL)
    l->fixes = fixes;
  uint8_t *bytes = coff_link_grow(ld, l->bytes, (uint32_t)at, ENTRY, &l->room_bytes, 1);
  if (bytes != NULL)
    l->bytes = bytes;
  if (fixes == NULL || bytes == NULL)
    return false;
  fixes[l->n * 2] = (struct coff_link_fix){at, rva, symbol};
  fixes[l->n * 2 + 1] = (struct coff_link_fix){at + TARGET_AT, rva, COFF_REF_LOCAL | atom};
  coff_store(bytes + at, 4, ld->image->data_order, 0);
  coff_store(bytes + at + TARGET_AT, 4, ld->image->data_order, offset);
  coff_store(bytes + at + BITS_AT, 4, ld->image->data_order, bits);
  l->n++;
  return true;
}

static void list(struct listing *l, uint32_t atom, const struct coff_reloc *r, uint32_t symbol)
{
  const struct coff_atom *a = &l->ld->atoms[atom];
  const struct coff_howto *h = coff_link_howto(l->ld, r);
  if (h == NULL || h->calc == COFF_CALC_NONE)
    return;
  bool plain = h->put == COFF_PUT_FIELD && h->rightshift == 0 && h->bitpos == 0 &&
               h->bits == 8u * h->size && (h->size & (h->size - 1)) == 0;
  if (!plain)
    fail(l, a, symbol,
         "an instruction refers to it that cannot be changed; declare it with "
         "__declspec(dllimport)");
  else if (l->ld->opt->dll.pseudo_relocs == COFF_LINK_NO)
    fail(l, a, symbol,
         "--disable-runtime-pseudo-reloc was given; declare it with "
         "__declspec(dllimport)");
  else if (add_entry(l, atom, r->vaddr, symbol, h->bits))
    warn_of_reach(l, a, symbol, h);
}

static void look_into(struct listing *l, uint32_t atom)
{
  const struct coff_link *ld = l->ld;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, &ld->atoms[atom], &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    uint32_t ref = coff_link_ref(c.file, r->symndx);
    if (ref < ld->nsymbols && l->wanted[ref] != 0)
      list(l, atom, r, ref);
  }
}

static void make_list(struct listing *l)
{
  struct coff_link *ld = l->ld;
  size_t size = HEADER + (size_t)l->n * ENTRY;
  uint32_t id = coff_link_find_c(ld, relocator);
  if (!is_defined(ld, id)) {
    coff_link_fail(
        ld, coff_link_at(ld->opt->output),
        "data of DLLs is used without __declspec(dllimport), but nothing defines %s, which "
        "would look for it at start-up",
        relocator);
    return;
  }
  uint8_t *bytes = coff_link_bytes(ld, size);
  if (bytes == NULL)
    return;
  memcpy(bytes + HEADER, l->bytes + HEADER, size - HEADER);
  coff_store(bytes + HEADER - 4, 4, ld->image->data_order, 1); // two zeroes and the version
  uint32_t atom = coff_link_add_atom(ld, coff_link_str(".rdata_runtime_pseudo_reloc"),
                                     COFF_SEC_DATA | COFF_SEC_READ, bytes, size, 2);
  if (atom != COFF_NO_ID)
    coff_link_set_relocs(ld, atom, l->fixes, l->n * 2);
}

void coff_link_make_pseudo_relocs(struct coff_link *ld)
{
  const uint32_t skip = COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO | COFF_SEC_REMOVE;
  struct listing l = {.ld = ld};
  if (ld->nautos == 0)
    return;
  l.wanted = coff_alloc(ld->ctx, ld->nsymbols);
  if (l.wanted == NULL) {
    coff_link_out_of_memory(ld);
    return;
  }
  memset(l.wanted, 0, ld->nsymbols);
  for (uint32_t i = 0; i < ld->nautos; i++)
    l.wanted[ld->autos[i].symbol] = !ld->autos[i].whole;
  for (uint32_t i = 1; i < ld->natoms; i++)
    if (ld->atoms[i].state == 0 && ld->atoms[i].nrelocs != 0 && (ld->atoms[i].flags & skip) == 0)
      look_into(&l, i);
  if (l.n != 0)
    make_list(&l);
  coff_free(ld->ctx, l.wanted);
  coff_free(ld->ctx, l.fixes);
  coff_free(ld->ctx, l.bytes);
}
