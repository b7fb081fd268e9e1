// Symbols that nothing defines: who refers to them.
//
// Skip it unless such a message says too little.
//
// Only what is in the image counts: a name in a symbol table that no relocation uses is no reference. References are
// collected by symbol, so that one missing library does not hide what else is wrong.
#include "base/alloc.h"
#include "coff/reloc.h"
#include "link/link.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 3 };

struct reference {
  uint32_t atom;
  uint64_t offset;
};

struct missing {
  uint32_t symbol, count;
  struct reference refs[SHOWN];
};

struct collection {
  struct coff_link *ld;
  uint32_t *place; // by symbol: its number in ALL, plus 1
  struct missing *all;
  uint32_t n, room;
};

static bool is_missing(const struct coff_link_symbol *s)
{
  return s->used && s->state == COFF_LINK_UNDEFINED;
}

static bool any_missing(const struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    if (is_missing(&ld->symbols[i]))
      return true;
  return false;
}

static bool is_allowed(const struct coff_link *ld, struct coff_str name)
{
  for (size_t i = 0; i < ld->opt->may_be_undefined.n; i++)
    if (coff_link_is(name, ld->opt->may_be_undefined.all[i]))
      return true;
  return false;
}

static void note(struct collection *c, uint32_t symbol, uint32_t atom, uint64_t offset)
{
  if (c->place[symbol] == 0) {
    struct missing *grown = coff_link_grow(c->ld, c->all, c->n, 1, &c->room, sizeof *grown);
    if (grown == NULL)
      return;
    c->all = grown;
    c->all[c->n++] = (struct missing){.symbol = symbol};
    c->place[symbol] = c->n;
  }
  struct missing *m = &c->all[c->place[symbol] - 1];
  if (m->count < SHOWN)
    m->refs[m->count] = (struct reference){atom, offset};
  m->count++;
}

static void look_into(struct collection *c, uint32_t atom)
{
  struct coff_link_relocs relocs;
  const struct coff_reloc *r;
  coff_link_relocs_open(c->ld, &c->ld->atoms[atom], &relocs);
  while ((r = coff_link_relocs_next(&relocs)) != NULL) {
    uint32_t ref = coff_link_ref(relocs.file, r->symndx);
    if ((ref & COFF_REF_LOCAL) == 0 && is_missing(&c->ld->symbols[ref]))
      note(c, ref, atom, r->vaddr);
  }
}

// ---- What is said -------------------------------------------------------------------------------

static void say(struct coff_link *ld, const struct reference *r, const char *text)
{
  char where[COFF_LINK_NAME];
  struct coff_place at = coff_link_in(ld, ld->atoms[r->atom].file);
  coff_link_where(ld, r->atom, r->offset, where, sizeof where);
  if (ld->opt->unresolved == COFF_LINK_WARNING)
    coff_link_warn(ld, at, "%s: %s", where, text);
  else
    coff_link_fail(ld, at, "%s: %s", where, text);
}

static void report(struct coff_link *ld, const struct missing *m)
{
  char name[COFF_LINK_NAME], text[2 * COFF_LINK_NAME], hint[COFF_LINK_NAME];
  uint32_t shown = m->count < SHOWN ? m->count : SHOWN;
  coff_link_shown(ld, ld->symbols[m->symbol].name, name, sizeof name);
  for (uint32_t i = 0; i < shown; i++) {
    int n = snprintf(text, sizeof text, "undefined reference to '%s'", name);
    if (i + 1 == shown && m->count > shown)
      n += snprintf(text + n, sizeof text - (size_t)n, "; and %" PRIu32 " more references to it",
                    m->count - shown);
    if (i == 0 && coff_link_hint(ld, m->symbol, hint, sizeof hint))
      snprintf(text + n, sizeof text - (size_t)n, "; %s", hint);
    say(ld, &m->refs[i], text);
  }
}

void coff_link_report_undefined(struct coff_link *ld)
{
  struct collection c = {.ld = ld};
  unsigned limit = ld->opt->error_limit;
  if (ld->opt->unresolved == COFF_LINK_SILENT || !any_missing(ld))
    return;
  c.place = coff_alloc_array(ld->ctx, ld->nsymbols, sizeof *c.place);
  if (c.place == NULL) {
    coff_link_out_of_memory(ld);
    return;
  }
  for (uint32_t i = 0; i < ld->natoms; i++)
    if (ld->atoms[i].state == 0 && ld->atoms[i].nrelocs != 0)
      look_into(&c, i);
  uint32_t said = 0, left = 0;
  for (uint32_t i = 0; i < c.n; i++) {
    if (is_allowed(ld, ld->symbols[c.all[i].symbol].name))
      continue;
    if (limit == 0 || said < limit) {
      said++;
      report(ld, &c.all[i]);
    } else {
      left++;
    }
  }
  if (left != 0 && ld->opt->unresolved == COFF_LINK_ERROR)
    coff_link_fail(ld, coff_link_at(ld->opt->output),
                   "%" PRIu32 " more undefined symbols; --error-limit=0 shows all", left);
  coff_free(ld->ctx, c.place);
  coff_free(ld->ctx, c.all);
}
