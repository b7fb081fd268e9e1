// Files and archives, copied and edited.
//
// Skip it unless a copy lies in the wrong place or loses something.
//
// What no option touches is copied byte for byte, without a look at more than headers.
#include "coff/archive-build.h"
#include "objcopy/objcopy.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ---- What there is to do ----------------------------------------------------------------------

static bool touches_symbols(const struct objcopy *o)
{
  for (size_t i = 0; i < SYMBOL_LISTS; i++)
    if (o->symbols[i].count != 0)
      return true;
  return o->nrenamed != 0 || o->nadded != 0 || o->weaken_all || o->prefix_symbols != NULL ||
         o->remove_prefix != NULL || o->remove_leading_char || o->extract_symbol;
}

static bool touches_headers(const struct objcopy *o)
{
  const struct given *const all[] = {
      &o->start,          &o->addresses,         &o->subsystem, &o->image_base,
      &o->file_alignment, &o->section_alignment, &o->stack,     &o->heap};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (all[i]->is)
      return true;
  return o->long_names >= 0;
}

static bool strips(const struct objcopy *o)
{
  return o->strip != STRIP_NOTHING || o->discard != DISCARD_NOTHING;
}

static bool touches_else(const struct objcopy *o)
{
  return o->nsections != 0 || o->prefix_sections != NULL || o->prefix_alloc != NULL ||
         o->debuglink != NULL || o->compress || o->decompress || o->reverse.is ||
         touches_symbols(o) || touches_headers(o);
}

static bool touches(const struct objcopy *o)
{
  return strips(o) || touches_else(o);
}

// Whether F is what options make of it: most objects hold nothing that --strip-debug would take.
static bool is_done(const struct objcopy *o, const struct coff_file *f)
{
  if (touches_else(o) || o->output_target != NULL)
    return false;
  bool only_debug = o->strip == STRIP_DEBUG && o->discard == DISCARD_NOTHING;
  return !strips(o) || (only_debug && !has_debug(f));
}

bool strips_only(const struct objcopy *o)
{
  return (o->strip == STRIP_ALL || o->strip == STRIP_DEBUG) && o->discard == DISCARD_NOTHING &&
         !o->keep_files && o->output_target == NULL && !touches_else(o);
}

// ---- One file ---------------------------------------------------------------------------------

static bool set_names(struct objcopy *o, struct coff_build *b)
{
  if (o->long_names >= 0)
    return coff_build_long_names(b, o->long_names != 0);
  // Debuggers look for this section by its name, which no header has room for.
  if (o->debuglink != NULL && b->target->long_names != COFF_LONG_NAMES_NONE)
    b->long_names = true;
  return true;
}

// The flavour of the output; NULL: that of F.
static const struct coff_target *other_target(const struct objcopy *o, const struct coff_file *f)
{
  const struct coff_target *t =
      o->output_target == NULL ? NULL : coff_target_find(o->output_target);
  return t == coff_file_target(f) ? NULL : t;
}

// The file F as options have it; NULL after a report. To be freed with coff_build_free.
static struct coff_build *edited(struct objcopy *o, const struct coff_file *f)
{
  struct coff_build *b = coff_build_edit(f);
  if (b == NULL)
    return NULL;
  const struct coff_target *other = other_target(o, f);
  if (other != NULL) // else it is converted once it is edited
    coff_build_retarget(b, other);
  b->keep_certificates = o->keep_certificates;
  if (set_names(o, b) && edit_strip_all(o, b) && edit_sections(o, b) &&
      (o->debuglink == NULL || coff_edit_add_debuglink(b, o->debuglink)) && edit_symbols(o, b) &&
      edit_image(o, b))
    return b;
  coff_build_free(b);
  return NULL;
}

// Another name for what a short import defines; under which the DLL exports it stays.
static struct coff_build *edited_import(struct objcopy *o, const struct coff_file *f)
{
  struct coff_import m;
  struct coff_build *b = coff_build_edit(f);
  if (b == NULL || !touches_symbols(o))
    return b;
  struct coff_str was;
  bool ok = coff_import_get(f, &m);
  was = m.symbol;
  ok = ok && edit_name(o, b, &m.symbol);
  if (ok && was.data != m.symbol.data && !m.by_ordinal) {
    m.export_as = m.import_name;
    m.name_type = IMPORT_OBJECT_NAME_EXPORTAS;
  }
  if (ok && was.data != m.symbol.data)
    ok = coff_build_import(b, &m);
  if (ok)
    return b;
  coff_build_free(b);
  return NULL;
}

// ---- Other flavours ---------------------------------------------------------------------------

// A file as options have it. One of another flavour is a builder of its own, with views into the first.
struct edit {
  struct coff_build *own, *converted;
};

static void free_edit(struct edit *e)
{
  coff_build_free(e->converted);
  coff_build_free(e->own);
}

static bool is_known_target(const struct objcopy *o, const struct coff_file *f)
{
  return o->output_target == NULL || coff_target_find(o->output_target) != NULL ||
         coff_fail(&o->tool->ctx, (struct coff_place){coff_file_name(f), NULL, COFF_NOWHERE},
                   "-O %s: there is no such target", o->output_target);
}

// OTHER (NULL: that of B), or its larger flavour if B is too large for it; NULL: that of B.
static const struct coff_target *roomy_target(const struct coff_build *b,
                                              const struct coff_target *other)
{
  const struct coff_target *wanted = other == NULL ? b->target : other;
  const struct coff_target *t = coff_build_roomy(b, wanted);
  if (t != wanted)
    coff_report(b->ctx, COFF_WARNING, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                "written as %s: %s has room for %" PRIu32 " sections", t->name, wanted->name,
                wanted->max_sections);
  return t == b->target ? NULL : t;
}

// The builder to be written; NULL after a report.
static struct coff_build *edit(struct objcopy *o, const struct coff_file *f, struct edit *e)
{
  bool import = coff_file_kind(f) == COFF_KIND_IMPORT;
  const struct coff_target *other = other_target(o, f);
  *e = (struct edit){NULL, NULL};
  if (!is_known_target(o, f))
    return NULL;
  e->own = import ? edited_import(o, f) : edited(o, f);
  if (e->own != NULL && !import)
    other = roomy_target(e->own, other);
  if (e->own == NULL || other == NULL)
    return e->own;
  e->converted = coff_build_convert(e->own, other, coff_file_kind(f));
  if (e->converted != NULL && o->long_names >= 0 && !set_names(o, e->converted))
    return NULL;
  return e->converted;
}

// Whether the object F has been stripped without a builder; *OK: and written.
static bool strip_to(struct objcopy *o, const struct coff_file *f, const char *out,
                     const struct coff_write_options *how, bool *ok)
{
  struct coff_view v;
  if (!strips_only(o) || coff_file_kind(f) != COFF_KIND_OBJECT)
    return false;
  enum coff_stripped done = strip_object(o, f, &v);
  bool there = done == COFF_STRIP_SAME || done == COFF_STRIP_DONE;
  *ok = there && coff_write_bytes(&o->tool->ctx, out, v, how);
  if (done == COFF_STRIP_DONE)
    coff_edit_strip_free(coff_file_context(f), v);
  return done != COFF_STRIP_UNFIT;
}

bool copy_object(struct objcopy *o, const struct coff_file *f, const char *out,
                 const struct coff_write_options *how)
{
  bool written;
  if (strip_to(o, f, out, how, &written))
    return written;
  if (is_done(o, f))
    return coff_write_bytes(&o->tool->ctx, out, coff_file_bytes(f), how);
  if (o->output_target != NULL && is_raw_format(o->output_target)) {
    struct coff_build *b = edited(o, f);
    bool ok = b != NULL && copy_to_raw(o, b, out, how);
    coff_build_free(b);
    return ok;
  }
  struct edit e;
  struct coff_build *b = edit(o, f, &e);
  bool ok = b != NULL && coff_write_file(b, out, how);
  free_edit(&e);
  return ok;
}

// ---- Archives ---------------------------------------------------------------------------------

struct bytes {
  struct bytes *next;
  uint8_t data[];
};

// Room for the bytes of a member, SIZE of them, that HELD frees; NULL after a report.
static uint8_t *hold(const struct coff_file *f, uint64_t size, struct bytes **held)
{
  struct bytes *all = size < SIZE_MAX / 2 ? malloc(sizeof *all + (size_t)size) : NULL;
  if (all == NULL) {
    coff_fail(coff_file_context(f), (struct coff_place){coff_file_name(f), NULL, COFF_NOWHERE},
              "out of memory");
    return NULL;
  }
  all->next = *held;
  *held = all;
  return all->data;
}

// Whether the member F has been stripped without a builder; *OK: and there was memory.
static bool strip_member(struct objcopy *o, const struct coff_file *f, struct bytes **held,
                         struct coff_view *v, bool *ok)
{
  struct coff_view is;
  if (!strips_only(o) || coff_file_kind(f) != COFF_KIND_OBJECT)
    return false;
  enum coff_stripped done = strip_object(o, f, &is);
  *ok = done != COFF_STRIP_FAILED;
  if (done != COFF_STRIP_DONE)
    return done != COFF_STRIP_UNFIT; // what stays the same is the member's own bytes
  uint8_t *p = hold(f, is.size, held);
  *ok = p != NULL;
  if (p != NULL)
    *v = (struct coff_view){memcpy(p, is.data, (size_t)is.size), is.size, 0};
  coff_edit_strip_free(coff_file_context(f), is);
  return true;
}

// The member as options have it, in memory that HELD frees.
static bool edit_member(struct objcopy *o, const struct coff_file *f, struct bytes **held,
                        struct coff_view *v)
{
  uint64_t size;
  struct edit e;
  struct coff_build *b = edit(o, f, &e);
  uint8_t *p = b != NULL && coff_place(b, &size) ? hold(f, size, held) : NULL;
  bool ok = p != NULL && coff_write(b, p, size);
  if (p != NULL)
    *v = (struct coff_view){p, size, 0};
  free_edit(&e);
  return ok;
}

static bool copy_member(struct objcopy *o, const struct coff_archive *a,
                        const struct coff_member *m, struct coff_archive_entry *e,
                        struct bytes **held)
{
  struct coff_member_opened opened;
  if (o->deterministic) {
    e->date = 0;
    e->uid = e->gid = 0;
    e->mode = 0644;
    e->header = NULL;
  }
  if (!touches(o) && o->output_target == NULL)
    return true;
  bool ok = coff_member_open(a, m, o->input_target, &opened);
  if (ok && opened.file != NULL && !strip_member(o, opened.file, held, &e->bytes, &ok) &&
      !is_done(o, opened.file))
    ok = edit_member(o, opened.file, held, &e->bytes);
  coff_member_close(a, &opened);
  return ok;
}

static bool copy_members(struct objcopy *o, const struct coff_archive *a,
                         struct coff_archive_build *b, struct bytes **held)
{
  struct coff_member_cursor c;
  struct coff_member m;
  uint32_t i = 0;
  bool ok = true;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m) && i < b->count)
    if (m.special == COFF_MEMBER_ORDINARY)
      ok = copy_member(o, a, &m, &b->entries[i++], held) && ok;
  return ok;
}

static bool copy_archive(struct objcopy *o, const struct coff_archive *a, const char *out,
                         const struct coff_write_options *how)
{
  struct coff_archive_build *b = coff_archive_build_from(a);
  struct bytes *held = NULL;
  if (b == NULL)
    return false;
  bool ok;
  if (b->thin && (touches(o) || o->output_target != NULL))
    ok = coff_fail(&o->tool->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                   "a thin archive has no members of its own to edit: edit its files");
  else
    ok = copy_members(o, a, b, &held) &&
         coff_archive_build_write_file(b, out, how->mode, how->fsync);
  coff_archive_build_free(b);
  while (held != NULL) {
    struct bytes *next = held->next;
    free(held);
    held = next;
  }
  return ok;
}

// ---- Files ------------------------------------------------------------------------------------

static void keep_dates(const char *path, const struct stat *was)
{
  struct timespec times[2] = {was->st_atim, was->st_mtim};
  if (utimensat(AT_FDCWD, path, times, 0) != 0)
    fprintf(stderr, "coff-objcopy: %s: dates cannot be set: %s\n", path, strerror(errno));
}

static bool copy_bytes(struct objcopy *o, const char *in, const char *out,
                       const struct coff_write_options *how)
{
  struct coff_view v;
  void *held = read_whole(&o->tool->ctx, in, &v);
  bool ok = held != NULL && copy_from_raw(o, v, in, out, how);
  free(held);
  return ok;
}

bool copy_file(struct objcopy *o, const char *in, const char *out)
{
  struct coff_open as = {.target = o->input_target};
  struct coff_archive *a = NULL;
  struct coff_file *f = NULL;
  struct stat st;
  bool there = stat(in, &st) == 0;
  struct coff_write_options how = {.fsync = o->fsync, .mode = there ? st.st_mode & 0777 : 0};
  bool ok = false;
  diag_next_file(&o->tool->diags);
  if (there && S_ISDIR(st.st_mode)) {
    tool_say(o->tool, in, NULL, "is a directory");
    return false;
  }
  if (is_raw_input(o->input_target))
    ok = copy_bytes(o, in, out, &how);
  else
    coff_archive_or_file_open(&o->tool->ctx, in, &as, &a, &f);
  if (a != NULL)
    ok = copy_archive(o, a, out, &how);
  else if (f != NULL)
    ok = copy_object(o, f, out, &how);
  coff_file_close(f);
  coff_archive_close(a);
  if (ok && o->preserve_dates)
    keep_dates(out, &st);
  return ok;
}
