// The contents page of a link: one line a pass.
//
// Skip it unless you want to know what a link does, in which order.
#include "coff/link.h"
#include "base/alloc.h"
#include "base/input.h"
#include "base/output.h"
#include "coff/def.h"
#include "link/attributes.h"
#include "link/contents.h"
#include "link/directives.h"
#include "link/exports.h"
#include "link/guard.h"
#include "link/icf.h"
#include "link/scan.h"
#include "link/stats.h"
#include "link/thunks.h"
#include <string.h>

static bool is_emulation(const struct coff_target *t, const char *name)
{
  return t->emulation != NULL && strcmp(t->emulation, name) == 0;
}

// A target by its own name, or by that of GNU ld's emulation.
static const struct coff_target *target_called(const char *name)
{
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (is_emulation(t, name))
      return t;
  return coff_target_find(name);
}

static const char *default_entry(const struct coff_link *ld)
{
  const struct coff_link_defaults *d = ld->defaults;
  const struct coff_link_image *image = ld->image->link_image;
  if (ld->opt->kind == COFF_LINK_LIBRARY)
    return image != NULL && image->library_entry != NULL ? image->library_entry : d->library_entry;
  for (unsigned i = 0; i < d->nentries; i++)
    if (ld->settings[COFF_AOUT_SUBSYSTEM].value == d->entries[i].subsystem)
      return d->entries[i].name;
  return d->entry;
}

// Libraries are asked for the start-up symbol. If there is none, that is no error: execution begins with the code.
void coff_link_want_entry(struct coff_link *ld)
{
  const char *said = ld->opt->entry, *name = default_entry(ld);
  char prefix[2] = {ld->target->leading_char, 0};
  struct coff_str symbol = {0};
  if (said != NULL && said[0] >= '0' && said[0] <= '9')
    return; // a number; image.c
  if (said == NULL && ld->opt->kind == COFF_LINK_OBJECT)
    return;
  if (said != NULL)
    symbol = coff_link_str(said);
  else if (ld->defaults->plain_entry != NULL)
    symbol = coff_link_str(ld->defaults->plain_entry);
  else if (name == NULL || !coff_link_join(ld, prefix, coff_link_str(name), "", &symbol))
    return;
  if (ld->entry != COFF_NO_ID)
    ld->symbols[ld->entry].root = false;
  ld->entry = coff_link_intern(ld, symbol);
  if (ld->entry == COFF_NO_ID)
    return;
  struct coff_link_symbol *s = &ld->symbols[ld->entry];
  if (s->state == COFF_LINK_UNKNOWN)
    s->state = COFF_LINK_UNDEFINED;
  s->root = true;
}

bool coff_link_choose_target(struct coff_link *ld, const struct coff_target *t)
{
  const struct coff_target *image = t->image_target == NULL ? t : coff_target_find(t->image_target);
  if (image == NULL || (image->kinds & COFF_KIND_IMAGE) == 0 || image->link == NULL ||
      image->link->layout == NULL)
    return coff_link_fail(ld, coff_link_at(ld->opt->output), "%s is a flavour without images",
                          t->name);
  ld->target = t;
  ld->image = image;
  ld->defaults = image->link;
  coff_link_learn_classes(ld);
  coff_link_want_entry(ld);
  coff_link_want_load_config(ld);
  if (!coff_link_begin_own(ld))
    return false;
  coff_link_said_directives(ld);
  return true;
}

// File 0 is the linker itself, atom 0 the place where the headers are loaded.
static bool begin(struct coff_link *ld)
{
  ld->files = coff_link_grow(ld, ld->files, 0, 1, &ld->room_files, sizeof *ld->files);
  if (ld->files == NULL)
    return false;
  ld->files[0] = (struct coff_link_file){.name = coff_link_str(ld->opt->output)};
  ld->nfiles = 1;
  ld->base_relocs = ld->entry = COFF_NO_ID;
  if (coff_link_add_atom(ld, coff_link_str(""), 0, NULL, 0, 0) == COFF_NO_ID)
    return false;
  for (size_t i = 0; i < ld->opt->nundefined; i++)
    coff_link_want(ld, coff_link_str(ld->opt->undefined[i]));
  coff_link_begin_defines(ld);
  if (ld->opt->target == NULL)
    return true;
  const struct coff_target *t = target_called(ld->opt->target);
  if (t == NULL)
    return coff_link_fail(ld, coff_link_at(ld->opt->output), "no flavour is called %s",
                          ld->opt->target);
  return coff_link_choose_target(ld, t);
}

uint32_t coff_link_want(struct coff_link *ld, struct coff_str name)
{
  uint32_t id = coff_link_intern(ld, name);
  if (id == COFF_NO_ID)
    return COFF_NO_ID;
  if (ld->symbols[id].state == COFF_LINK_UNKNOWN)
    ld->symbols[id].state = COFF_LINK_UNDEFINED;
  ld->symbols[id].used = ld->symbols[id].root = true;
  return id;
}

enum { SLOT = 0x10000 };

// Without folders.
static struct coff_str file_name(const char *path)
{
  for (const char *p = path; *p != 0; p++)
    if (*p == '/' || *p == '\\')
      path = p + 1;
  return coff_link_str(path);
}

static void choose_base(struct coff_link *ld)
{
  const struct coff_link_defaults *d = ld->defaults;
  bool high = ld->image->address_bits == 64, library = ld->opt->kind == COFF_LINK_LIBRARY;
  ld->image_base = library ? (high ? d->high_dll_base : d->dll_base)
                           : (high ? d->high_image_base : d->image_base);
  uint32_t slots = high ? d->high_auto_slots : d->auto_slots;
  if (library && ld->opt->dll.auto_base && slots != 0)
    ld->image_base = (high ? d->high_auto_base : d->auto_base) +
                     (uint64_t)(coff_link_hash(file_name(ld->opt->output)) % slots) * SLOT;
  if (ld->settings[COFF_AOUT_IMAGE_BASE].said)
    ld->image_base = ld->settings[COFF_AOUT_IMAGE_BASE].value;
  ld->atoms[0].address = ld->image_base;
  for (const char *const *s = d->base_symbols; s != NULL && *s != NULL; s++) {
    struct coff_str name;
    char prefix[2] = {ld->target->leading_char, 0};
    if (coff_link_join(ld, prefix, coff_link_str(*s), "", &name))
      coff_link_define_at(ld, name.data, 0, 0);
  }
}

static void make_sections(struct coff_link *ld)
{
  if (ld->image->base_relocs != NULL && !ld->opt->no_relocation)
    ld->base_relocs = coff_link_add_atom(
        ld, coff_link_str(".reloc"), COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_DISCARD, NULL, 0, 2);
}

// What is about the image comes behind it, so that nothing is new if it is not.
static bool write_files(struct coff_link *ld)
{
  return ld->errors == 0 && !ld->damaged && coff_link_commit(ld) && coff_link_write_map(ld) &&
         coff_link_write_dependencies(ld) && coff_link_write_definitions(ld) &&
         coff_link_write_import_library(ld);
}

// Which definitions and which sections take part.
static bool settle_inputs(struct coff_link *ld)
{
  coff_link_stage(ld, "symbols");
  coff_link_auto_import(ld);
  choose_base(ld);
  coff_link_define_guards(ld);
  coff_link_begin_layout(ld);
  coff_link_settle(ld);
  coff_link_finish_defines(ld);
  coff_link_settle_exports(ld);
  if (ld->opt->gc_sections)
    coff_link_mark_live(ld);
  coff_link_define_fields(ld);
  coff_link_report_undefined(ld);
  if (ld->opt->icf != COFF_LINK_ICF_NONE && ld->errors == 0)
    coff_link_fold(ld);
  coff_link_make_imports(ld);
  coff_link_make_exports(ld);
  coff_link_make_pseudo_relocs(ld);
  coff_link_make_resources(ld);
  coff_link_make_build_id(ld);
  coff_link_make_guards(ld);
  make_sections(ld);
  return ld->errors == 0 && !ld->damaged;
}

// No section and no symbol is added any more.
static bool lay_out(struct coff_link *ld)
{
  coff_link_stage(ld, "layout");
  coff_link_learn_howtos(ld);
  coff_link_bin(ld);
  coff_link_merge_sections(ld);
  if (ld->errors != 0 || !coff_link_begin_image(ld))
    return false;
  do {
    coff_link_assign_addresses(ld);
    coff_link_place_folded(ld);
  } while (coff_link_add_thunks(ld));
  return ld->errors == 0;
}

// Every address is final.
static bool write_image(struct coff_link *ld)
{
  coff_link_fill_fields(ld);
  if (!coff_link_settle_places(ld))
    return false;
  coff_link_settle_thunks(ld);
  coff_link_find_anchors(ld);
  coff_link_fill_guards(ld);
  if (!coff_link_place(ld))
    return false;
  coff_link_stage(ld, "contents");
  coff_link_set_alignments(ld);
  coff_link_write_contents(ld);
  coff_link_sort_functions(ld);
  coff_link_stage(ld, "symbol table");
  coff_link_write_symbols(ld);
  coff_link_stage(ld, "output");
  return write_files(ld);
}

static bool link_files(struct coff_link *ld)
{
  coff_link_stage(ld, "inputs");
  if (!begin(ld) || !coff_link_read_inputs(ld))
    return false;
  if (ld->target == NULL)
    return coff_link_fail(ld, coff_link_at(ld->opt->output), "no input files");
  if (ld->opt->kind == COFF_LINK_OBJECT)
    return coff_link_merge(ld) && !ld->damaged && coff_link_commit(ld);
  return settle_inputs(ld) && lay_out(ld) && write_image(ld);
}

static void release(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nfiles; i++) {
    struct coff_link_file *f = &ld->files[i];
    if (f->from != NULL)
      coff_member_close(f->from, &f->opened);
    else
      coff_file_close(f->file);
  }
  for (uint32_t i = 0; i < ld->narchives; i++) {
    coff_archive_close(ld->archives[i].archive);
    coff_free(ld->ctx, ld->archives[i].entries);
    coff_free(ld->ctx, ld->archives[i].hashes);
    coff_free(ld->ctx, ld->archives[i].taken);
  }
  coff_link_release_guards(ld);
  coff_free(ld->ctx, ld->stages);
  coff_free(ld->ctx, ld->archives);
  coff_free(ld->ctx, ld->folders);
  coff_free(ld->ctx, ld->paths);
  if (ld->nfiles != 0)
    coff_free(ld->ctx, ld->files[0].refs);
  coff_free(ld->ctx, ld->imports);
  coff_free(ld->ctx, ld->delayed);
  coff_free(ld->ctx, ld->exports);
  coff_free(ld->ctx, ld->autos);
  coff_free(ld->ctx, ld->dlls);
  coff_free(ld->ctx, ld->default_libraries);
  coff_free(ld->ctx, ld->agreements);
  coff_free(ld->ctx, ld->attributes);
  coff_free(ld->ctx, ld->alternates);
  coff_free(ld->ctx, ld->resource_files);
  coff_free(ld->ctx, ld->resources);
  for (uint32_t i = 0; i < ld->ndefs; i++)
    coff_def_free(&ld->defs[i]);
  coff_free(ld->ctx, ld->defs);
  for (uint32_t i = 0; i < ld->ntexts; i++)
    coff_input_close(ld->ctx, &ld->texts[i]);
  coff_free(ld->ctx, ld->texts);
  coff_free(ld->ctx, ld->files);
  coff_free(ld->ctx, ld->atoms);
  coff_free(ld->ctx, ld->symbols);
  coff_free(ld->ctx, ld->slots);
  coff_free(ld->ctx, ld->outs);
  coff_free(ld->ctx, ld->order);
  coff_free(ld->ctx, ld->thunks);
  coff_output_drop(ld->output);
  coff_free(ld->ctx, ld->written);
  coff_free(ld->ctx, ld->buf);
  coff_free(ld->ctx, ld->places);
  coff_build_free(ld->build);
  for (struct coff_link_chunk *c = ld->chunks; c != NULL;) {
    struct coff_link_chunk *next = c->next;
    coff_free(ld->ctx, c);
    c = next;
  }
}

// ---- The caller's hooks ---------------------------------------------------------------------------

static void guarded_sink(void *user, const struct coff_diag *d)
{
  struct coff_link *ld = user;
  pthread_mutex_lock(&ld->lock);
  ld->damaged = ld->damaged || d->severity >= COFF_ERROR;
  if (ld->outer->sink != NULL)
    ld->outer->sink(ld->outer->sink_user, d);
  pthread_mutex_unlock(&ld->lock);
}

static void *guarded_alloc(void *user, void *old, size_t size)
{
  struct coff_link *ld = user;
  pthread_mutex_lock(&ld->lock);
  void *p = ld->outer->alloc(ld->outer->alloc_user, old, size);
  pthread_mutex_unlock(&ld->lock);
  return p;
}

bool coff_link(const struct coff_context *ctx, const struct coff_link_options *opt)
{
  struct coff_link ld = {.opt = opt, .outer = ctx};
  ld.guarded = (struct coff_context){.sink = guarded_sink,
                                     .sink_user = &ld,
                                     .alloc = ctx->alloc == NULL ? NULL : guarded_alloc,
                                     .alloc_user = &ld};
  ld.ctx = &ld.guarded;
  pthread_mutex_init(&ld.lock, NULL);
  memcpy(ld.settings, opt->settings, sizeof ld.settings);
  bool ok = link_files(&ld);
  coff_link_print_stats(&ld);
  release(&ld);
  pthread_mutex_destroy(&ld.lock);
  return ok;
}
