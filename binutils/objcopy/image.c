// Edits of an image's headers, as options ask for them.
//
// Skip it unless you edit images.
#include "objcopy/objcopy.h"

static bool fail(const struct coff_build *b, const char *what)
{
  return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                   "%s: a file of %s has none", what, b->target->name);
}

static bool has_field(const struct coff_build *b, enum coff_aout_id id)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  for (unsigned i = 0; l != NULL && i < l->nitems; i++)
    if (l->items[i].id == id)
      return true;
  return false;
}

struct setting {
  const struct given *given;
  enum coff_aout_id id;
  const char *what;
};

struct layout {
  const struct given *given;
  enum coff_aout_id id;
  bool (*edit)(struct coff_build *, uint64_t);
  const char *what;
};

// What moves other parts of an image.
static bool edit_layout(const struct objcopy *o, struct coff_build *b)
{
  const struct layout all[] = {
      {&o->image_base, COFF_AOUT_IMAGE_BASE, coff_edit_rebase, "image base"},
      {&o->section_alignment, COFF_AOUT_SECTION_ALIGNMENT, coff_edit_section_alignment,
       "section alignment"},
      {&o->file_alignment, COFF_AOUT_FILE_ALIGNMENT, coff_edit_file_alignment, "file alignment"},
  };
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    if (!all[i].given->is || b->kind != COFF_KIND_IMAGE)
      continue;
    if (!has_field(b, all[i].id))
      return fail(b, all[i].what);
    if (!all[i].edit(b, all[i].given->value))
      return false;
  }
  return true;
}

bool edit_image(struct objcopy *o, struct coff_build *b)
{
  const struct setting all[] = {
      {&o->subsystem, COFF_AOUT_SUBSYSTEM, "subsystem"},
      {&o->subsystem_major, COFF_AOUT_SUBSYSTEM_MAJOR, "version of the subsystem"},
      {&o->subsystem_minor, COFF_AOUT_SUBSYSTEM_MINOR, "version of the subsystem"},
      {&o->stack, COFF_AOUT_STACK_RESERVE, "size of the stack"},
      {&o->stack_commit, COFF_AOUT_STACK_COMMIT, "size of the stack"},
      {&o->heap, COFF_AOUT_HEAP_RESERVE, "size of the heap"},
      {&o->heap_commit, COFF_AOUT_HEAP_COMMIT, "size of the heap"},
      {&o->start, COFF_AOUT_ENTRY, "start address"},
  };
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    const struct setting *s = &all[i];
    if (!s->given->is)
      continue;
    if (!has_field(b, s->id)) {
      if (b->kind == COFF_KIND_IMAGE)
        return fail(b, s->what);
      continue; // objects have no such headers, and nothing is lost
    }
    uint64_t *field = &b->aout.field[s->id], value = s->given->value;
    if (s->id == COFF_AOUT_ENTRY && b->target->vaddr_is_rva && !s->given->adds)
      value -= coff_file_image_base(b->from);
    *field = s->given->adds ? *field + value : value;
  }
  return edit_layout(o, b);
}
