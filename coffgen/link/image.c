// The image: its headers, its file offsets, its data directories.
//
// Skip it unless a header field is wrong. The builder (coff/build.h) lays out and writes what is not contents
// or symbols.
#include "base/alloc.h"
#include "base/output.h"
#include "edit/place.h"
#include "image/checksum.h"
#include "link/lines.h"
#include "link/link.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ---- Headers ----------------------------------------------------------------------------------

static uint32_t file_flags(const struct coff_link *ld)
{
  const struct coff_flags *all = ld->image->file_flags;
  uint32_t means = COFF_FILE_EXECUTABLE | COFF_FILE_NO_LINES, flags = 0;
  bool wide = ld->image->address_bits != 32;
  means |= wide || !ld->defaults->headers_loaded ? 0 : COFF_FILE_32BIT;
  if (ld->opt->large_addresses == COFF_LINK_YES ||
      (wide && ld->opt->large_addresses == COFF_LINK_UNSAID))
    means |= COFF_FILE_LARGE;
  means |= ld->opt->kind == COFF_LINK_LIBRARY ? COFF_FILE_LIBRARY : 0;
  means |= ld->base_relocs == COFF_NO_ID ? COFF_FILE_NO_RELOCS : 0;
  means |= ld->opt->strip == COFF_STRIP_ALL ? COFF_FILE_NO_LOCALS : 0;
  means |= ld->opt->strip != COFF_STRIP_NONE ? COFF_FILE_NO_DEBUG : 0;
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if ((all->flags[i].meaning & means) != 0)
      flags |= all->flags[i].value;
  return flags;
}

static void set(struct coff_link *ld, enum coff_aout_id id, uint64_t value)
{
  ld->build->aout.field[id] = value;
}

// What the flavour says, then what the machine says, then what the user says.
static void set_fields(struct coff_link *ld)
{
  const struct coff_link_image *image = ld->image->link_image;
  uint64_t *field = ld->build->aout.field;
  set(ld, COFF_AOUT_IMAGE_BASE, ld->image_base);
  set(ld, COFF_AOUT_LINKER_MAJOR, 2);
  set(ld, COFF_AOUT_LINKER_MINOR, 40);
  for (unsigned i = 0; image != NULL && i < image->nsettings; i++)
    set(ld, image->settings[i].id, image->settings[i].value);
  if (ld->image->subsystem != 0)
    set(ld, COFF_AOUT_SUBSYSTEM, ld->image->subsystem);
  for (unsigned i = 0; i < COFF_AOUT_IDS; i++)
    if (ld->settings[i].said)
      set(ld, (enum coff_aout_id)i, ld->settings[i].value);
  field[COFF_AOUT_DLL_CHARACTERISTICS] |= ld->characteristics | ld->opt->characteristics_on;
  field[COFF_AOUT_DLL_CHARACTERISTICS] &= ~(uint64_t)ld->opt->characteristics_off;
}

// The optional header for addresses of the image's size; the flavour's first one if none is for a size.
static const char *header_layout(const struct coff_target *t)
{
  const struct coff_aouthdr_layout *const *l = t->records->aouthdrs;
  for (; l != NULL && *l != NULL; l++)
    if ((*l)->address_bits == t->address_bits)
      return (*l)->name;
  return NULL;
}

static uint32_t directory_count(const struct coff_target *t)
{
  return t->dirs == NULL ? 0 : t->dirs->n;
}

// The image's list need not be that of the objects.
static unsigned machine_of(const struct coff_link *ld)
{
  const struct coff_machine *m = &ld->target->machines[ld->machine];
  unsigned i = 0;
  if (ld->defaults->headers_loaded)
    return ld->machine;
  while (i < ld->image->nmachines && (ld->image->machines[i].magic != m->magic ||
                                      ld->image->machines[i].flags_mask != m->flags_mask ||
                                      ld->image->machines[i].flags_value != m->flags_value))
    i++;
  return i < ld->image->nmachines ? i : 0;
}

bool coff_link_begin_image(struct coff_link *ld)
{
  struct coff_build *b =
      coff_build_new(ld->ctx, ld->opt->output, ld->image, COFF_KIND_IMAGE, machine_of(ld));
  ld->build = b;
  if (b == NULL ||
      !coff_build_optional_header(b, header_layout(ld->image), directory_count(ld->image))) {
    ld->errors++;
    return false;
  }
  if (ld->opt->stub != NULL && !coff_link_read_stub(ld, "", coff_link_str(ld->opt->stub)))
    return false;
  b->stub = ld->stub;
  b->post_link = false; // contents are written behind the builder's back
  b->header.flags |= ld->defaults->file_flags | file_flags(ld) | coff_link_mixed_flags(ld);
  b->header.timdat = ld->opt->timestamp;
  b->long_names =
      b->target->long_names != COFF_LONG_NAMES_NONE && ld->opt->long_section_names != COFF_LINK_NO;
  set_fields(ld);
  return true;
}

uint64_t coff_link_headers_size(const struct coff_link *ld, uint32_t nsections)
{
  const struct coff_build *b = ld->build;
  const struct coff_records *r = ld->image->records;
  uint64_t aout = b->aout_layout == NULL ? 0 : b->aout_layout->size;
  uint64_t front = ld->image->container == COFF_AT_LFANEW ? coff_build_stub(b).size + 4 : 0;
  return front + r->filehdr->size + aout + (uint64_t)nsections * r->scnhdr->size;
}

// ---- Data directories ---------------------------------------------------------------------------

static void set_directory(struct coff_link *ld, enum coff_dir dir, uint64_t address, uint64_t size)
{
  const struct coff_dirs *dirs = ld->image->dirs;
  for (unsigned i = 0; dirs != NULL && i < dirs->n && i < ld->build->ndirs; i++)
    if (dirs->kind[i] == dir && size != 0)
      ld->build->dirs[i] =
          (struct coff_build_dir){(uint32_t)(address - ld->image_base), (uint32_t)size};
}

static void set_spans(struct coff_link *ld)
{
  for (unsigned i = 0; i < COFF_DIRS; i++) {
    const struct coff_link_span *s = &ld->dirs[i];
    if (s->first == 0)
      continue;
    const struct coff_atom *first = &ld->atoms[s->first], *last = &ld->atoms[s->last];
    set_directory(ld, (enum coff_dir)i, first->address,
                  last->address + last->size - first->address);
  }
}

// The symbol as C spells it, with the flavour's prefix.
uint32_t coff_link_find_c(struct coff_link *ld, const char *name)
{
  char text[256];
  char prefix[2] = {ld->target->leading_char, 0};
  if (strlen(name) + 2 > sizeof text)
    return COFF_NO_ID;
  strcpy(text, prefix);
  strcat(text, name);
  return coff_link_find_text(ld, text);
}

static void set_symbols(struct coff_link *ld)
{
  for (unsigned i = 0; i < ld->defaults->ndir_symbols; i++) {
    const struct coff_dir_symbol *d = &ld->defaults->dir_symbols[i];
    uint32_t id = coff_link_find_c(ld, d->name);
    if (d->address_bits != ld->image->address_bits || id == COFF_NO_ID)
      continue;
    struct coff_link_target to = coff_link_locate_symbol(ld, id);
    if (to.missing || to.atom == COFF_NO_ID)
      continue;
    const struct coff_atom *a = &ld->atoms[to.atom];
    uint64_t at = to.address - a->address, size = d->size;
    if (d->size_width != 0 && at + d->size_width <= a->data_size)
      size = coff_load(a->data + at, d->size_width, ld->image->data_order);
    set_directory(ld, (enum coff_dir)d->dir, to.address, size);
  }
}

// ---- Sections -----------------------------------------------------------------------------------

static bool add_section(struct coff_link *ld, struct coff_link_out *o)
{
  bool rva = ld->image->vaddr_is_rva;
  struct coff_scnhdr h = {.vaddr = o->address - (rva ? ld->image_base : 0), .flags = o->flags};
  if (ld->image->virtual_size)
    h.paddr = o->size;
  else
    h.paddr = h.vaddr;
  if (o->data_size == 0)
    h.size = ld->image->virtual_size ? 0 : o->size / o->octets;
  if (o->octets != ld->image->octets && ld->image->octets > 1)
    h.mem_width = (uint32_t)o->octets * 8;
  o->build = coff_build_section(ld->build, o->name, &h);
  if (o->build == 0)
    return false;
  if (!ld->image->no_addresses && !ld->image->vaddr_is_rva && ld->image->align.mask != 0 &&
      o->align_power > ld->image->section_align_power)
    coff_build_align(ld->build, o->build, o->align_power);
  return o->data_size == 0 ||
         coff_build_contents(ld->build, o->build, (struct coff_view){NULL, o->data_size, 0});
}

// Where the first output section with code begins; 0 if there is none.
static uint64_t start_of_code(const struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nouts; i++)
    if (ld->outs[i].number != 0 && (ld->outs[i].meaning & COFF_SEC_CODE) != 0)
      return ld->outs[i].address;
  return 0;
}

// Without a start-up symbol a program begins with its code, and a DLL has nothing to do.
static uint64_t entry_address(struct coff_link *ld)
{
  struct coff_link_target to = {.missing = true};
  if (ld->entry == COFF_NO_ID && ld->opt->entry != NULL)
    return strtoull(ld->opt->entry, NULL, 0);
  if (ld->entry != COFF_NO_ID)
    to = coff_link_locate_symbol(ld, ld->entry);
  if (!to.missing)
    return to.address | coff_link_marks_code(ld);
  uint64_t start = ld->opt->kind == COFF_LINK_LIBRARY ? 0 : start_of_code(ld);
  if (ld->opt->entry != NULL && start != 0)
    coff_link_warn(ld, coff_link_at(ld->opt->output),
                   "cannot find entry symbol %s; defaulting to 0x%" PRIx64, ld->opt->entry, start);
  else if (ld->opt->entry != NULL)
    coff_link_warn(ld, coff_link_at(ld->opt->output),
                   "cannot find entry symbol %s; not setting start address", ld->opt->entry);
  return start;
}

static void set_entry(struct coff_link *ld)
{
  uint64_t at = entry_address(ld);
  if (at != 0)
    set(ld, COFF_AOUT_ENTRY, at - (ld->image->vaddr_is_rva ? ld->image_base : 0));
}

bool coff_link_place(struct coff_link *ld)
{
  struct coff_build *b = ld->build;
  bool ok = true;
  for (uint32_t i = 0; i < ld->nouts; i++)
    if (ld->outs[i].number != 0)
      ok = ok && add_section(ld, &ld->outs[i]);
  set_entry(ld);
  set_spans(ld);
  set_symbols(ld);
  ok = ok && coff_link_place_lines(ld);
  if (ok && coff_link_has_symbols(ld))
    ok = coff_link_count_symbols(ld);
  ok = ok && ld->errors == 0 && coff_place(b, &ld->size);
  ld->buf = ok && ld->size <= SIZE_MAX ? coff_realloc(ld->ctx, NULL, (size_t)ld->size) : NULL;
  if (ok && ld->buf == NULL)
    return coff_link_out_of_memory(ld);
  if (!ok || !coff_write(b, ld->buf, ld->size)) {
    ld->errors++;
    return false;
  }
  for (uint32_t i = 0; i < ld->nouts; i++)
    if (ld->outs[i].number != 0)
      ld->outs[i].file_offset =
          b->sections[ld->outs[i].build - 1].placed.scnptr + b->base + b->shift;
  return true;
}

// ---- Alignments that contents speak of ------------------------------------------------------------

const struct coff_link_out *coff_link_find_placed(const struct coff_link *ld, const char *name)
{
  for (uint32_t i = 0; i < ld->nouts; i++)
    if (ld->outs[i].number != 0 && coff_link_is(ld->outs[i].name, name))
      return &ld->outs[i];
  return NULL;
}

// As in section flags of objects: 1 + the power in bits 20 to 23.
static void set_alignment(struct coff_link *ld, const struct coff_dir_symbol *d, uint32_t id)
{
  enum { SHIFT = 20, MASK = 15 };
  const struct coff_link_out *o = coff_link_find_placed(ld, d->aligned);
  struct coff_link_target to = coff_link_locate_symbol(ld, id);
  if (o == NULL || to.missing || to.atom == COFF_NO_ID)
    return;
  struct coff_atom *a = &ld->atoms[to.atom];
  uint64_t at = to.address - a->address + d->align_at;
  uint8_t *bytes = at + 4 <= a->data_size ? coff_link_bytes(ld, (size_t)a->data_size) : NULL;
  if (bytes == NULL)
    return;
  memcpy(bytes, a->data, (size_t)a->data_size);
  a->data = bytes;
  enum coff_order order = ld->image->data_order;
  uint64_t flags = coff_load(bytes + at, 4, order) & ~((uint64_t)MASK << SHIFT);
  coff_store(bytes + at, 4, order, flags | (uint64_t)(o->align_power + 1) << SHIFT);
}

void coff_link_set_alignments(struct coff_link *ld)
{
  for (unsigned i = 0; i < ld->defaults->ndir_symbols; i++) {
    const struct coff_dir_symbol *d = &ld->defaults->dir_symbols[i];
    uint32_t id = d->aligned == NULL || d->address_bits != ld->image->address_bits
                      ? COFF_NO_ID
                      : coff_link_find_c(ld, d->name);
    if (id != COFF_NO_ID)
      set_alignment(ld, d, id);
  }
}
