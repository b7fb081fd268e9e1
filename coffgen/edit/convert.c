// Conversion: a file of one flavour, said in another one; what cannot be said is listed.
//
// Skip it unless you convert files, or something is lost that has a counterpart.
//
// No flavour is asked for by its name: tables that two flavours share are taken over as they are, numbers
// of tables that differ go by their meaning.
#include "edit/convert.h"
#include "base/alloc.h"
#include "codec/types.h"
#include "edit/memory.h"
#include "edit/place.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---- What is lost -----------------------------------------------------------------------------

static const char *const losses[COFF_LOSSES] = {
    [COFF_LOSS_FILE_FLAGS] = "flags of the file header are left out",
    [COFF_LOSS_OPTIONAL_HEADER] = "the optional header is left out",
    [COFF_LOSS_HEADER_FIELD] = "fields of the optional header are left out",
    [COFF_LOSS_DIRECTORY] = "data directories are left out",
    [COFF_LOSS_STUB] = "the program in front of the headers only says what the file is",
    [COFF_LOSS_NAME] = "names of sections are cut",
    [COFF_LOSS_ALIGNMENT] = "alignments of sections are left out",
    [COFF_LOSS_ADDRESS] = "addresses of sections are left out",
    [COFF_LOSS_COMDAT] = "COMDAT sections become ordinary ones",
    [COFF_LOSS_DIRECTIVES] = "sections of directives for the linker mean nothing",
    [COFF_LOSS_SECTION_FLAGS] = "flags of sections are left out",
    [COFF_LOSS_TLS] = "sections of thread-local data become ordinary ones",
    [COFF_LOSS_PAGE] = "memory pages of sections are left out",
    [COFF_LOSS_LINES] = "line numbers are left out",
    [COFF_LOSS_CLASS] = "symbols of storage classes without a counterpart are left out",
    [COFF_LOSS_TYPE] = "types of symbols are left out",
    [COFF_LOSS_AUX] = "auxiliary entries are left out",
    [COFF_LOSS_AUX_FIELD] = "fields of auxiliary entries are left out",
    [COFF_LOSS_WEAK_DEFAULT] = "defaults of weak symbols are left out",
    [COFF_LOSS_WEAK] = "weak symbols become global ones",
    [COFF_LOSS_RELOC_TYPE] = "relocation types have no counterpart",
    [COFF_LOSS_RELOC_SYMBOL] = "relocations name symbols that are left out",
    [COFF_LOSS_RELOC_PLACE] = "relocations lie outside of contents",
    [COFF_LOSS_ADDEND] = "addends of relocations have no room",
};

void coff_convert_lose(struct coff_conversion *c, enum coff_loss kind, struct coff_str name)
{
  struct coff_lost *l = &c->lost[kind];
  if (l->count++ == 0)
    snprintf(l->first, sizeof l->first, "%.*s", (int)(name.size < 90 ? name.size : 90), name.data);
}

// Each kind once. False if the file would not mean the same.
static bool report_losses(const struct coff_conversion *c)
{
  const struct coff_build *b = c->to;
  bool ok = true;
  for (unsigned i = 0; i < COFF_LOSSES; i++) {
    const struct coff_lost *l = &c->lost[i];
    bool fatal = i >= COFF_LOSS_RELOC_TYPE;
    if (l->count == 0)
      continue;
    ok = ok && !fatal;
    coff_report(b->ctx, fatal ? COFF_ERROR : COFF_WARNING, coff_build_where(b),
                "%s to %s: %s: %" PRIu64 "%s%s", c->from->target->name, b->target->name, losses[i],
                l->count, l->first[0] == 0 ? "" : ", the first is ", l->first);
  }
  return ok;
}

// ---- The machine ------------------------------------------------------------------------------

// The processors of one line: code of the smaller one is code of the other, and the machines of both are
// found under either.
static bool same_processor(enum coff_arch a, enum coff_arch b)
{
  static const enum coff_arch lines[][2] = {{COFF_ARCH_POWERPC, COFF_ARCH_POWERPC64},
                                            {COFF_ARCH_ARM, COFF_ARCH_THUMB}};
  if (a == COFF_ARCH_UNKNOWN || b == COFF_ARCH_UNKNOWN)
    return false;
  for (size_t i = 0; i < COFF_COUNT(lines); i++)
    if ((a == lines[i][0] && b == lines[i][1]) || (a == lines[i][1] && b == lines[i][0]))
      return true;
  return a == b;
}

static const struct coff_machine *machine_of(const struct coff_build *b)
{
  const struct coff_machine *m = coff_target_machine(b->target, &b->header);
  return m != NULL ? m : b->target->machines;
}

// How well B stands for A: 0, not at all.
static unsigned likeness(const struct coff_machine *a, const struct coff_machine *b)
{
  bool name = strcmp(a->name, b->name) == 0;
  if (!name && !same_processor(a->arch, b->arch))
    return 0;
  return 1 + (a->arch == b->arch) + 2 * (a->magic == b->magic) + 4 * name;
}

// The number of T's machine that is most like M; T's machines are none of it: false.
static bool find_machine(const struct coff_target *t, const struct coff_machine *m, unsigned *which)
{
  unsigned best = 0;
  for (unsigned i = 0; i < t->nmachines; i++) {
    unsigned like = likeness(m, &t->machines[i]);
    if (like <= best)
      continue;
    best = like;
    *which = i;
  }
  return best != 0;
}

// ---- Twins ------------------------------------------------------------------------------------

static bool same_align(const struct coff_target *a, const struct coff_target *b)
{
  return a->align.mask == b->align.mask && a->align.shift == b->align.shift &&
         a->align.bias == b->align.bias;
}

static bool same_names(const struct coff_target *a, const struct coff_target *b)
{
  return a->name_scheme == b->name_scheme && a->names_in_strings == b->names_in_strings &&
         a->debug_prefix == b->debug_prefix && a->debug_name_classes == b->debug_name_classes &&
         a->long_names == b->long_names && a->long_filenames == b->long_filenames &&
         a->file_flags == b->file_flags && a->section_flags == b->section_flags &&
         a->classes == b->classes && a->types == b->types;
}

bool coff_convert_same_values(const struct coff_target *a, const struct coff_target *b)
{
  return a->howtos == b->howtos && a->section_relative == b->section_relative &&
         a->symbol_in_field == b->symbol_in_field && a->common_in_field == b->common_in_field &&
         a->symbol_in_offset == b->symbol_in_offset && a->pair_type == b->pair_type &&
         a->stack_types == b->stack_types && a->gp_in_field == b->gp_in_field;
}

static bool same_layout(const struct coff_target *a, const struct coff_target *b)
{
  return a->records == b->records && a->container == b->container && a->order == b->order &&
         a->data_order == b->data_order && a->octets == b->octets &&
         a->count_overflow == b->count_overflow && a->vaddr_is_rva == b->vaddr_is_rva &&
         a->virtual_size == b->virtual_size && a->line_high_in_nreloc == b->line_high_in_nreloc &&
         a->dirs == b->dirs && a->class_id == b->class_id && same_align(a, b);
}

static void set_machine(struct coff_build *b, unsigned which)
{
  const struct coff_machine *m = &b->target->machines[which];
  b->header.magic = m->magic;
  b->header.flags = (b->header.flags & ~m->flags_mask) | m->flags_value;
}

bool coff_build_retarget(struct coff_build *b, const struct coff_target *to)
{
  unsigned which = 0;
  const struct coff_target *was = b->target;
  if ((to->kinds & (unsigned)b->kind) == 0 || !same_layout(was, to) || !same_names(was, to) ||
      !coff_convert_same_values(was, to) || !find_machine(to, machine_of(b), &which))
    return false;
  const struct coff_machine *m = machine_of(b);
  b->target = to;
  if (coff_target_machine(to, &b->header) == NULL || strcmp(m->name, to->machines[which].name) != 0)
    set_machine(b, which);
  if (to->target_id != was->target_id)
    b->header.target_id = to->target_id;
  if (to->subsystem != 0 && b->aout_layout != NULL)
    b->aout.field[COFF_AOUT_SUBSYSTEM] = to->subsystem;
  return true;
}

const struct coff_target *coff_build_roomy(const struct coff_build *from,
                                           const struct coff_target *to)
{
  const struct coff_target *larger = to->larger == NULL ? NULL : coff_target_find(to->larger);
  uint32_t n = 0;
  for (uint32_t i = 0; i < from->nsections; i++)
    n += !from->sections[i].dropped;
  return larger != NULL && n > to->max_sections && n <= larger->max_sections ? larger : to;
}

// ---- Headers ----------------------------------------------------------------------------------

static const struct coff_aouthdr_layout *layout_like(const struct coff_target *t,
                                                     const struct coff_aouthdr_layout *l)
{
  const struct coff_aouthdr_layout *const *all = t->records->aouthdrs;
  while (all != NULL && *all != NULL && *all != l && strcmp((*all)->name, l->name) != 0)
    all++;
  return all == NULL ? NULL : *all;
}

static void take_fields(struct coff_conversion *c, const struct coff_aouthdr_layout *l)
{
  const struct coff_build *from = c->from;
  for (unsigned i = 0; i < from->aout_layout->nitems; i++) {
    const struct coff_aout_item *item = &from->aout_layout->items[i];
    if (coff_aouthdr_has(l, item->id) && item->id != COFF_AOUT_MAGIC)
      c->to->aout.field[item->id] = from->aout.field[item->id];
    else if (item->id != COFF_AOUT_MAGIC && from->aout.field[item->id] != 0)
      coff_convert_lose(c, COFF_LOSS_HEADER_FIELD,
                        (struct coff_str){item->name, strlen(item->name)});
  }
  if (l == from->aout_layout) {
    c->to->aout.field[COFF_AOUT_MAGIC] = from->aout.field[COFF_AOUT_MAGIC];
    c->to->aout_bytes = from->aout_bytes;
    c->to->aout_size = from->aout_size;
    c->to->aout_as_given = from->aout_as_given;
  }
  if (c->to->target->subsystem != 0)
    c->to->aout.field[COFF_AOUT_SUBSYSTEM] = c->to->target->subsystem;
}

static bool take_optional_header(struct coff_conversion *c)
{
  const struct coff_build *from = c->from;
  struct coff_build *to = c->to;
  if (from->aout_layout == NULL)
    return true;
  const struct coff_str what = {from->aout_layout->name, strlen(from->aout_layout->name)};
  const struct coff_aouthdr_layout *l = layout_like(to->target, from->aout_layout);
  if (l == NULL) {
    coff_convert_lose(c, COFF_LOSS_OPTIONAL_HEADER, what);
    return true;
  }
  bool dirs = l->dirs_at != 0 && from->target->dirs == to->target->dirs;
  if (!coff_build_optional_header(to, l->name, dirs ? from->ndirs : 0))
    return false;
  take_fields(c, l);
  memcpy(to->dirs, from->dirs, to->ndirs * sizeof *to->dirs);
  for (uint32_t i = to->ndirs; i < from->ndirs; i++)
    if (from->dirs[i].rva != 0 || from->dirs[i].size != 0)
      coff_convert_lose(c, COFF_LOSS_DIRECTORY, what);
  return true;
}

static bool take_headers(struct coff_conversion *c)
{
  const struct coff_build *from = c->from;
  struct coff_build *to = c->to;
  to->header.timdat = from->header.timdat;
  if (from->target->file_flags == to->target->file_flags)
    to->header.flags = from->target->machines->flags_mask & to->header.flags;
  to->header.flags |= coff_convert_file_flags(c);
  to->post_link = from->post_link;
  to->keep_certificates = from->keep_certificates;
  if (from->long_names && to->target->long_names != COFF_LONG_NAMES_NONE)
    to->long_names = true;
  if (from->target->container == to->target->container)
    to->stub = from->stub;
  else if (to->target->container == COFF_AFTER_STUB)
    coff_convert_lose(c, COFF_LOSS_STUB, (struct coff_str){"", 0});
  return take_optional_header(c);
}

// ---- What can be converted --------------------------------------------------------------------

static bool refuse(const struct coff_conversion *c, const struct coff_target *to, const char *why)
{
  return coff_fail(c->from->ctx, coff_build_where(c->from), "%s cannot become %s: %s",
                   c->from->target->name, to->name, why);
}

static bool check_records(const struct coff_conversion *c, const struct coff_target *to)
{
  const struct coff_target *from = c->from->target;
  if (from->records->scnhdr == NULL || to->records->scnhdr == NULL)
    return refuse(c, to, "a file of one has no sections");
  if (from->records->symbolic != NULL || to->records->symbolic != NULL)
    return refuse(c, to, "symbols of ECOFF are told file by file");
  if (coff_class_of(to, COFF_CLASS_HIDDEN) != NULL && from->classes != to->classes)
    return refuse(c, to, "its symbols stand in csects");
  return true;
}

// Loaders find addresses, directories and headers in the same way.
static bool same_images(const struct coff_target *a, const struct coff_target *b)
{
  return a->virtual_size == b->virtual_size && a->vaddr_is_rva == b->vaddr_is_rva &&
         a->dirs == b->dirs &&
         a->records->filehdr->aouthdr.width == b->records->filehdr->aouthdr.width;
}

static bool check(const struct coff_conversion *c, const struct coff_target *to,
                  enum coff_kind kind, unsigned *machine)
{
  const struct coff_target *from = c->from->target;
  if (!find_machine(to, c->machine, machine))
    return refuse(c, to, "that is for another processor");
  if (from->data_order != to->data_order)
    return refuse(c, to, "the order of bytes in contents differs");
  if ((from->octets > 1 ? from->octets : 1) != (to->octets > 1 ? to->octets : 1))
    return refuse(c, to, "an address counts other units");
  if (kind != c->from->kind)
    return refuse(c, to, "one is linked, the other one is not");
  if (kind == COFF_KIND_IMAGE && !same_images(from, to))
    return refuse(c, to, "images are loaded in another way");
  return check_records(c, to);
}

static bool make_maps(struct coff_conversion *c)
{
  const struct coff_context *ctx = c->from->ctx;
  c->sections = coff_alloc_array(ctx, (size_t)c->from->nsections + 1, sizeof *c->sections);
  c->symbols = coff_alloc_array(ctx, (size_t)c->from->nsymbols + 1, sizeof *c->symbols);
  c->relocated = coff_alloc_array(ctx, (size_t)c->from->nsymbols + 1, sizeof *c->relocated);
  if (c->sections == NULL || c->symbols == NULL || c->relocated == NULL)
    return coff_build_out_of_memory(c->from);
  return coff_edit_mark_relocated(c->from, c->relocated);
}

struct coff_build *coff_build_convert(struct coff_build *from, const struct coff_target *to,
                                      enum coff_kind kind)
{
  struct coff_conversion c = {.from = from, .machine = machine_of(from)};
  unsigned machine = 0;
  if (!check(&c, to, kind, &machine) || !coff_build_own(from))
    return NULL;
  c.to = coff_build_new(from->ctx, from->name, to, kind, machine);
  bool ok = c.to != NULL && make_maps(&c) && take_headers(&c) && coff_convert_sections(&c) &&
            coff_convert_symbols(&c) && coff_convert_relocs(&c) && coff_convert_lines(&c) &&
            report_losses(&c);
  coff_free(from->ctx, c.sections);
  coff_free(from->ctx, c.symbols);
  coff_free(from->ctx, c.relocated);
  if (ok)
    return c.to;
  coff_build_free(c.to);
  return NULL;
}
