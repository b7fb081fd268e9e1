// What an opened file says of itself: plain accessors, and the tables that it builds on first use.
//
// Skip it unless you add a fact that a file says of itself.
#include "object/file.h"
#include "base/alloc.h"
#include <string.h>

const struct coff_context *coff_file_context(const struct coff_file *f)
{
  return f->ctx;
}

const char *coff_file_name(const struct coff_file *f)
{
  return f->name;
}

const char *coff_file_member(const struct coff_file *f)
{
  return f->member;
}

const struct coff_target *coff_file_target(const struct coff_file *f)
{
  return f->target;
}

enum coff_kind coff_file_kind(const struct coff_file *f)
{
  return f->kind;
}

struct coff_view coff_file_bytes(const struct coff_file *f)
{
  return f->bytes;
}

uint64_t coff_file_offset_of(const struct coff_file *f, uint64_t stored)
{
  return f->base + f->shift + stored;
}

uint64_t coff_file_base(const struct coff_file *f)
{
  return f->base;
}

const struct coff_match *coff_file_candidates(const struct coff_file *f, size_t *n)
{
  *n = f->nmatches;
  return f->match;
}

bool coff_file_is_ambiguous(const struct coff_file *f)
{
  return !f->forced && f->nmatches > 1 && f->match[0].evidence == f->match[1].evidence;
}

const struct coff_filehdr *coff_file_header(const struct coff_file *f)
{
  return &f->header;
}

uint64_t coff_file_header_offset(const struct coff_file *f)
{
  return f->header_at;
}

const struct coff_aouthdr *coff_file_aouthdr(const struct coff_file *f)
{
  return f->aout_layout == NULL ? NULL : &f->aout;
}

const struct coff_aouthdr_layout *coff_file_aouthdr_layout(const struct coff_file *f)
{
  return f->aout_layout;
}

struct coff_view coff_file_aouthdr_bytes(const struct coff_file *f)
{
  return f->aout_bytes;
}

uint64_t coff_file_image_base(const struct coff_file *f)
{
  return f->image_base;
}

const struct coff_machine *coff_file_machine(const struct coff_file *f)
{
  return f->machine;
}

struct coff_view coff_file_strings(const struct coff_file *f)
{
  return f->strings;
}

// Offsets count from the length word, so the first string is at 4.
bool coff_file_string(const struct coff_file *f, uint64_t offset, struct coff_str *s)
{
  bool terminated = false;
  if (offset < 4)
    return false;
  *s = coff_view_string(f->strings, offset, &terminated);
  return terminated;
}

void *coff_file_table(const struct coff_file *f, const struct coff_once *once,
                      void *(*build)(const struct coff_file *))
{
  struct coff_once *o = (struct coff_once *)(uintptr_t)once;
  void *table = coff_once_get(o);
  if (table != NULL)
    return table;
  void *mine = build(f);
  if (mine == NULL) {
    coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
    return NULL;
  }
  table = coff_once_publish(o, mine);
  if (table != mine)
    coff_free(f->ctx, mine);
  return table;
}
