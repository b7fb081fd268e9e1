// Imports that are looked for when they are first called (--delayload).
//
// Skip it unless such a call goes wrong. PE and COFF specification, section 5.8 "Delay-Load Import Tables".
//
// An import of such a DLL is called as any other: through its entry in an address table. That first leads to a
// stub, which goes on in code that all stubs of the DLL share, which asks a helper (libdelayimp.a) for the
// function. The helper puts the function's address into the entry, and the call goes on there. What the code is
// is the flavour's business (struct coff_delay_code).
//
// The tables are those of other imports (imports.c), in sections of their own. Import libraries whose members are
// objects lead to tables that are not these: such a member is read for what it says, and not linked.
#include "link/delay.h"
#include "archive/archive.h"
#include "coff/format-pe.h"
#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { DESCRIPTOR = 32, BY_RVA = 1, MOST_RELOCS = 5, ENTRY = 12 };
enum { NAME_AT = 4, HANDLE_AT = 8, ADDRESSES_AT = 12, LOOKUP_AT = 16 };

static const uint32_t data_flags = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE;
static const uint32_t const_flags = COFF_SEC_DATA | COFF_SEC_READ;
static const uint32_t code_flags = COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC;

static bool is_dll(struct coff_str a, struct coff_str b)
{
  return a.size == b.size && (a.size == 0 || strncasecmp(a.data, b.data, a.size) == 0);
}

static bool is_asked_for(const struct coff_link *ld, struct coff_str dll)
{
  for (size_t i = 0; i < ld->opt->dll.delayed.n; i++)
    if (is_dll(coff_link_str(ld->opt->dll.delayed.all[i]), dll))
      return true;
  return false;
}

// ---- Code ---------------------------------------------------------------------------------------

// CODE in an atom, whose relocations are for REFS (by enum coff_delay_symbol).
static uint32_t make_code(struct coff_link *ld, const struct coff_import_code *code, uint8_t power,
                          const uint32_t *refs)
{
  struct coff_link_fix fixes[MOST_RELOCS];
  uint32_t atom =
      coff_link_add_atom(ld, coff_link_str(".text"), code_flags, code->bytes, code->size, power);
  if (atom == COFF_NO_ID)
    return COFF_NO_ID;
  for (unsigned i = 0; i < code->nrelocs; i++)
    fixes[i] =
        (struct coff_link_fix){code->relocs[i].at, code->relocs[i].type, refs[code->relocs[i].of]};
  return coff_link_set_relocs(ld, atom, fixes, code->nrelocs) ? atom : COFF_NO_ID;
}

static bool make_unwind(struct coff_link *ld, const struct coff_delay_code *d, uint32_t merge)
{
  uint8_t *entry = coff_link_bytes(ld, ENTRY);
  uint32_t codes = coff_link_add_atom(ld, coff_link_str(".xdata"), const_flags, d->unwind,
                                      d->unwind_size, 2),
           table = coff_link_add_atom(ld, coff_link_str(".pdata"), const_flags, entry, ENTRY, 2);
  uint16_t rva = coff_link_type_for(ld, COFF_RELOC_32_RVA);
  if (entry == NULL || codes == COFF_NO_ID || table == COFF_NO_ID)
    return false;
  coff_store(entry + 4, 4, ld->image->data_order, d->merge.size);
  const struct coff_link_fix fixes[] = {{0, rva, COFF_REF_LOCAL | merge},
                                        {4, rva, COFF_REF_LOCAL | merge},
                                        {8, rva, COFF_REF_LOCAL | codes}};
  return coff_link_set_relocs(ld, table, fixes, COFF_COUNT(fixes));
}

static bool make_dll(struct coff_link *ld, struct coff_link_delayed *new)
{
  const struct coff_delay_code *d = ld->target->delay_code;
  uint32_t refs[COFF_DELAY_SYMBOLS] = {0};
  uint8_t *bytes = coff_link_bytes(ld, DESCRIPTOR);
  uint32_t helper = coff_link_want(ld, coff_link_str(d->helper));
  new->handle =
      coff_link_add_atom(ld, coff_link_str(".bss"), COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
                         NULL, coff_link_word(ld), coff_link_word_power(ld));
  new->descriptor =
      coff_link_add_atom(ld, coff_link_str(".didat$2"), data_flags, bytes, DESCRIPTOR, 2);
  if (helper == COFF_NO_ID || bytes == NULL || new->handle == COFF_NO_ID ||
      new->descriptor == COFF_NO_ID)
    return false;
  coff_store(bytes, 4, ld->image->data_order, BY_RVA);
  refs[COFF_DELAY_DESCRIPTOR] = COFF_REF_LOCAL | new->descriptor;
  refs[COFF_DELAY_HELPER] = helper;
  new->merge = make_code(ld, &d->merge, 4, refs);
  return new->merge != COFF_NO_ID;
}

uint32_t coff_link_delayed_dll(struct coff_link *ld, struct coff_str dll, bool *ok)
{
  struct coff_link_delayed new = {.dll = dll};
  if (ld->opt->dll.delayed.n == 0 || !is_asked_for(ld, dll))
    return 0;
  for (uint32_t i = 0; i < ld->ndelayed; i++)
    if (is_dll(ld->delayed[i].dll, dll))
      return i + 1;
  struct coff_link_delayed *grown =
      coff_link_grow(ld, ld->delayed, ld->ndelayed, 1, &ld->room_delayed, sizeof *grown);
  *ok = grown != NULL && (ld->target->delay_code != NULL ||
                          coff_link_fail(ld, coff_link_at(ld->opt->output),
                                         "%s has no code for --delayload", ld->target->name));
  if (grown != NULL)
    ld->delayed = grown;
  *ok = *ok && make_dll(ld, &new);
  if (!*ok)
    return 0;
  ld->delayed[ld->ndelayed++] = new;
  return ld->ndelayed;
}

bool coff_link_make_stub(struct coff_link *ld, struct coff_link_import *i)
{
  const uint32_t refs[COFF_DELAY_SYMBOLS] = {
      [COFF_DELAY_POINTER] = i->pointer,
      [COFF_DELAY_MERGE] = COFF_REF_LOCAL | ld->delayed[i->delayed - 1].merge};
  i->thunk = make_code(ld, &ld->target->delay_code->stub, 2, refs);
  if (i->thunk == COFF_NO_ID)
    return false;
  const struct coff_link_fix fix = {0, coff_link_pointer_type(ld), COFF_REF_LOCAL | i->thunk};
  return coff_link_set_relocs(ld, i->slot, &fix, 1);
}

// ---- Tables -------------------------------------------------------------------------------------

uint32_t coff_link_delayed_entry(struct coff_link *ld, const struct coff_link_import *i)
{
  unsigned word = coff_link_word(ld);
  uint8_t *bytes = coff_link_bytes(ld, word);
  const struct coff_link_fix fix = {0, coff_link_pointer_type(ld), COFF_REF_LOCAL | i->thunk};
  uint32_t atom = coff_link_add_atom(ld, coff_link_str(".didat$5"), data_flags, bytes, word,
                                     coff_link_word_power(ld));
  if (bytes == NULL || atom == COFF_NO_ID)
    return COFF_NO_ID;
  coff_store(bytes, word, ld->image->data_order, ld->target->delay_code->stub_later);
  return coff_link_set_relocs(ld, atom, &fix, 1) ? atom : COFF_NO_ID;
}

bool coff_link_describe_delayed(struct coff_link *ld, uint32_t delayed, uint32_t name,
                                const uint32_t first[2])
{
  const struct coff_link_delayed *d = &ld->delayed[delayed - 1];
  uint16_t rva = coff_link_type_for(ld, COFF_RELOC_32_RVA);
  const struct coff_link_fix fixes[] = {{NAME_AT, rva, COFF_REF_LOCAL | name},
                                        {HANDLE_AT, rva, COFF_REF_LOCAL | d->handle},
                                        {ADDRESSES_AT, rva, COFF_REF_LOCAL | first[1]},
                                        {LOOKUP_AT, rva, COFF_REF_LOCAL | first[0]}};
  const struct coff_delay_code *code = ld->target->delay_code;
  return coff_link_set_relocs(ld, d->descriptor, fixes, COFF_COUNT(fixes)) &&
         (code->unwind_size == 0 || make_unwind(ld, code, d->merge));
}

// What is asked for in vain, and the end of the directory. What no code uses after all is left out.
void coff_link_finish_delayed(struct coff_link *ld)
{
  bool any = false;
  for (size_t i = 0; i < ld->opt->dll.delayed.n; i++) {
    const char *name = ld->opt->dll.delayed.all[i];
    uint32_t k = 0;
    while (k < ld->ndelayed && !is_dll(ld->delayed[k].dll, coff_link_str(name)))
      k++;
    if (k == ld->ndelayed)
      coff_link_warn(ld, coff_link_at(ld->opt->output),
                     "--delayload=%s: nothing is imported from this DLL", name);
  }
  for (uint32_t i = 0; i < ld->ndelayed; i++) {
    if (ld->atoms[ld->delayed[i].descriptor].nrelocs == 0)
      ld->atoms[ld->delayed[i].descriptor].state |= COFF_ATOM_REMOVED;
    else
      any = true;
  }
  const uint8_t *end = any ? coff_link_bytes(ld, DESCRIPTOR) : NULL;
  if (end != NULL)
    coff_link_add_atom(ld, coff_link_str(".didat$3"), data_flags, end, DESCRIPTOR, 2);
}

// ---- Import libraries of objects ------------------------------------------------------------------

// What the member is that defines SYMBOL, by the library's index. FILE: to be closed.
static bool classify(const struct coff_archive *a, struct coff_str symbol,
                     struct coff_member_opened *opened, struct coff_import_member *m)
{
  struct coff_index_cursor c;
  struct coff_index_entry e;
  struct coff_member member;
  coff_index_first(a, 0, &c);
  while (coff_index_next(&c, &e))
    if (coff_link_same(e.symbol, symbol))
      return coff_member_at(a, e.member, &member) && coff_member_open(a, &member, NULL, opened) &&
             opened->file != NULL && coff_import_classify(opened->file, m);
  return false;
}

// The DLL that an import is of: its head knows the tail, which has the name.
static bool find_dll(struct coff_link *ld, const struct coff_archive *a, struct coff_str link,
                     struct coff_str *dll)
{
  struct coff_member_opened head = {0}, tail = {0};
  struct coff_import_member m = {.link = {"", 0}};
  bool ok = classify(a, link, &head, &m) && m.kind == COFF_IMPORT_HEAD && !m.delayed &&
            classify(a, m.link, &tail, &m) && m.kind == COFF_IMPORT_TAIL && is_asked_for(ld, m.dll);
  ok = ok && coff_link_join(ld, "", m.dll, "", dll);
  coff_member_close(a, &tail);
  coff_member_close(a, &head);
  return ok;
}

bool coff_link_take_long_import(struct coff_link *ld, const struct coff_link_file *f, bool *taken)
{
  struct coff_import_member m;
  struct coff_link_import new = {.file = ld->nfiles - 1};
  *taken = f->from != NULL && coff_file_kind(f->file) == COFF_KIND_OBJECT &&
           coff_import_classify(f->file, &m) && m.kind == COFF_IMPORT_LONG && !m.delayed &&
           find_dll(ld, f->from, m.link, &new.dll);
  if (!*taken)
    return true;
  new.name = m.name;
  new.hint = m.number;
  new.by_ordinal = m.by_ordinal;
  return coff_link_add_import(ld, &new, m.symbol, m.has_code, false);
}
