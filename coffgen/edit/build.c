// Building a file from nothing: the builder, its headers, sections, relocations and line numbers.
//
// Skip it unless you add a part that files have; symbols are in symbols.c.
#include "coff/build.h"
#include "base/alloc.h"
#include "coff/reloc.h"
#include "edit/kept.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include <inttypes.h>
#include <string.h>

// Anonymous objects, bigobj and short imports begin with IMAGE_FILE_MACHINE_UNKNOWN and 0xffff; TE
// images with "VZ" (Platform Initialization specification, volume 1, section 15.3).
enum { SIGNATURE_ANONYMOUS = 0xffff0000u, SIGNATURE_TERSE = 0x5a56 };

static uint32_t lowest_bit(uint32_t v)
{
  return v & (0u - v);
}

static void first_header(struct coff_build *b, const struct coff_machine *m)
{
  const struct coff_target *t = b->target;
  struct coff_filehdr *h = &b->header;
  h->magic = m->magic;
  h->flags = m->flags_value;
  h->target_id = t->target_id;
  h->version = t->anon_version;
  if (t->class_id != NULL)
    memcpy(h->class_id, t->class_id, sizeof h->class_id);
  if (t->container == COFF_ANONYMOUS)
    h->sig = SIGNATURE_ANONYMOUS;
  if (t->container == COFF_TERSE)
    h->sig = SIGNATURE_TERSE;
  if (b->kind == COFF_KIND_IMAGE)
    h->flags |= lowest_bit(t->image_flags);
}

struct coff_build *coff_build_new(const struct coff_context *ctx, const char *name,
                                  const struct coff_target *t, enum coff_kind kind,
                                  unsigned machine)
{
  struct coff_place at = {name, NULL, COFF_NOWHERE};
  if ((t->kinds & kind) == 0 || (kind & (kind - 1)) != 0) {
    coff_fail(ctx, at, "%s has no files of this kind", t->name);
    return NULL;
  }
  if (machine >= t->nmachines) {
    coff_fail(ctx, at, "%s has %u machines, none with number %u", t->name, t->nmachines, machine);
    return NULL;
  }
  struct coff_build *b = coff_alloc(ctx, sizeof *b);
  char *copy = coff_copy_string(ctx, name);
  if (b == NULL || copy == NULL) {
    coff_free(ctx, b);
    coff_free(ctx, copy);
    coff_fail(ctx, at, "out of memory");
    return NULL;
  }
  b->ctx = ctx;
  b->name = copy;
  b->target = t;
  b->kind = kind;
  b->long_names = t->long_names == COFF_LONG_NAMES_ON;
  b->post_link = true;
  first_header(b, &t->machines[machine]);
  if (t->records->symbolic != NULL)
    b->symbolic.header.field[COFF_HDRR_VSTAMP] = t->records->symbolic->vstamp;
  return b;
}

void coff_build_free(struct coff_build *b)
{
  if (b == NULL)
    return;
  const struct coff_context *ctx = b->ctx;
  for (uint32_t i = 0; i < b->nsections; i++) {
    if (b->sections[i].room_pieces != 0) // else they are TAKEN
      coff_free(ctx, b->sections[i].pieces);
    coff_free(ctx, b->sections[i].relocs);
    coff_free(ctx, b->sections[i].lines);
  }
  coff_build_free_chunks(b);
  coff_strings_free(ctx, b->strings);
  coff_strings_free(ctx, b->debug_names);
  coff_build_free_symbolic(b);
  coff_kept_free(ctx, b->kept);
  coff_free(ctx, b->parts);
  coff_free(ctx, b->ids);
  coff_free(ctx, b->taken);
  coff_free(ctx, b->indices);
  coff_free(ctx, b->auxes);
  coff_free(ctx, b->symbols);
  coff_free(ctx, b->sections);
  coff_free(ctx, (void *)(uintptr_t)b->name);
  coff_free(ctx, b);
}

bool coff_build_optional_header(struct coff_build *b, const char *layout, uint32_t ndirs)
{
  const struct coff_aouthdr_layout *const *l = b->target->records->aouthdrs;
  while (l != NULL && *l != NULL && layout != NULL && strcmp((*l)->name, layout) != 0)
    l++;
  if (l == NULL || *l == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no optional header%s%s", b->target->name,
                     layout == NULL ? "" : " called ", layout == NULL ? "" : layout);
  uint32_t most = (*l)->dirs_at == 0 ? 0 : ((*l)->size - (*l)->dirs_at) / 8u;
  if (most > COFF_DIRS)
    most = COFF_DIRS;
  if (ndirs > most)
    return coff_fail(b->ctx, coff_build_where(b),
                     "a %s header has room for %" PRIu32 " data directories, not %" PRIu32,
                     (*l)->name, most, ndirs);
  const struct coff_link_defaults *link = b->target->link;
  b->aout_layout = *l;
  b->ndirs = ndirs;
  b->aout.field[COFF_AOUT_MAGIC] = (*l)->magic;
  for (unsigned i = 0; b->kind == COFF_KIND_IMAGE && link != NULL && i < link->nsettings; i++)
    if (coff_aouthdr_has(*l, link->settings[i].id))
      b->aout.field[link->settings[i].id] = link->settings[i].value;
  b->aout.field[COFF_AOUT_SUBSYSTEM] = b->target->subsystem;
  return true;
}

bool coff_build_long_names(struct coff_build *b, bool on)
{
  if (on && b->target->long_names == COFF_LONG_NAMES_NONE)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no way to spell long section names",
                     b->target->name);
  b->long_names = on;
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

uint32_t coff_build_section(struct coff_build *b, struct coff_str name,
                            const struct coff_scnhdr *header)
{
  if (b->target->records->scnhdr == NULL) {
    coff_fail(b->ctx, coff_build_where(b), "%s has no sections", b->target->name);
    return 0;
  }
  struct coff_build_section *grown =
      coff_build_grow32(b, b->sections, b->nsections, &b->room_sections, sizeof *b->sections);
  if (grown == NULL)
    return 0;
  b->sections = grown;
  struct coff_build_section *s = &b->sections[b->nsections];
  *s = (struct coff_build_section){.header = *header};
  if (!coff_build_keep(b, name, &s->name))
    return 0;
  return ++b->nsections;
}

bool coff_build_contents(struct coff_build *b, uint32_t section, struct coff_view bytes)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "a piece of contents");
  if (s == NULL)
    return false;
  bool own = s->room_pieces != 0;
  struct coff_view *grown = coff_build_grow32(b, own ? s->pieces : NULL, own ? s->npieces : 0,
                                              &s->room_pieces, sizeof *s->pieces);
  if (grown == NULL)
    return false;
  if (!own && s->npieces != 0)
    grown[0] = s->pieces[0];
  s->pieces = grown;
  s->pieces[s->npieces++] = bytes;
  return true;
}

bool coff_build_set_contents(struct coff_build *b, uint32_t section, struct coff_view bytes)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "contents");
  if (s == NULL)
    return false;
  s->npieces = 0;
  s->holds_names = false;
  s->header.size = 0;
  if (b->target->virtual_size)
    s->header.paddr = b->kind == COFF_KIND_IMAGE ? 0 : s->header.paddr;
  return bytes.size == 0 || coff_build_contents(b, section, bytes);
}

bool coff_build_reloc(struct coff_build *b, uint32_t section, const struct coff_reloc *r)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "a relocation");
  if (s == NULL)
    return false;
  struct coff_reloc *grown =
      coff_build_grow(b, s->relocs, s->nrelocs, &s->room_relocs, sizeof *s->relocs);
  if (grown == NULL)
    return false;
  s->relocs = grown;
  s->relocs[s->nrelocs++] = *r;
  return true;
}

bool coff_build_reloc_for(struct coff_build *b, uint32_t section, enum coff_reloc_code code,
                          uint64_t vaddr, uint32_t symbol, int64_t addend)
{
  const struct coff_howto *h = coff_howto_for_code(b->target, code);
  if (h == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no relocation type for code %u",
                     b->target->name, (unsigned)code);
  if (addend != 0 && h->addend != COFF_ADDEND_RELOC)
    return coff_fail(b->ctx, coff_build_where(b),
                     "%s has its addend in the contents, not in the relocation", h->name);
  struct coff_reloc r = {.vaddr = vaddr, .offset = addend, .symndx = symbol, .type = h->type};
  if (b->target->records->reloc->rsize.width != 0) {
    r.rsize = h->rsize != 0 ? h->rsize : (uint8_t)(h->bits == 0 ? 0 : h->bits - 1);
    r.rsize |= h->overflow == COFF_OVF_SIGNED ? 0x80 : 0;
  }
  return coff_build_reloc(b, section, &r);
}

bool coff_build_line(struct coff_build *b, uint32_t section, const struct coff_lineno *l)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "a line number");
  if (s == NULL)
    return false;
  if (b->target->records->lineno == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no line numbers", b->target->name);
  struct coff_lineno *grown =
      coff_build_grow(b, s->lines, s->nlines, &s->room_lines, sizeof *s->lines);
  if (grown == NULL)
    return false;
  s->lines = grown;
  s->lines[s->nlines++] = *l;
  return true;
}

bool coff_build_align(struct coff_build *b, uint32_t section, unsigned power)
{
  const struct coff_target *t = b->target;
  struct coff_build_section *s = coff_build_section_at(b, section, "an alignment");
  if (s == NULL)
    return false;
  if (t->records->scnhdr->align.width != 0 && power < 32) {
    s->header.align = (uint32_t)1 << power;
    return true;
  }
  uint32_t most = t->align.mask >> t->align.shift;
  if (t->align.mask == 0 || power + t->align.bias > most)
    return false;
  s->header.flags = (s->header.flags & ~t->align.mask) | (power + t->align.bias) << t->align.shift;
  return true;
}

// ---- Short import objects ---------------------------------------------------------------------

static uint8_t *put_string(uint8_t *p, struct coff_str s)
{
  if (s.size != 0)
    memcpy(p, s.data, s.size);
  return p + s.size + 1;
}

bool coff_build_import(struct coff_build *b, const struct coff_import *m)
{
  bool as = m->name_type == IMPORT_OBJECT_NAME_EXPORTAS;
  size_t size = m->symbol.size + m->dll.size + (as ? m->export_as.size + 1 : 0) + 2;
  if (b->kind != COFF_KIND_IMPORT)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no short import objects",
                     b->target->name);
  if (m->type > 3 || m->name_type > 7 || m->reserved >= 1 << 11)
    return coff_fail(b->ctx, coff_build_where(b), "type of an import does not fit its field");
  uint8_t *bytes = coff_build_bytes(b, size);
  if (bytes == NULL)
    return false;
  uint8_t *p = put_string(put_string(bytes, m->symbol), m->dll);
  if (as)
    put_string(p, m->export_as);
  b->header.data_size = 0; // worked out
  b->header.hint = m->hint;
  b->header.import_type = (uint16_t)(m->type | m->name_type << 2 | m->reserved << 5);
  b->payload = (struct coff_view){bytes, size, 0};
  return true;
}
