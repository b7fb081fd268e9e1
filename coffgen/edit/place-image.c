// Placing: what an edit of sections changes in the headers of an image, so that it still loads.
//
// Skip it unless you edit images.
//
// 1. An image whose sections are what they were keeps every field.
// 2. Sizes of code and data change by what sections do, for linkers do not agree on how they add up.
// 3. Loaders want sections to follow each other in memory (PE and COFF specification, "Section Table"):
//    where one has gone, the one in front of it grows.
#include "base/alloc.h"
#include "codec/names.h"
#include "coff/debugdir.h"
#include "coff/format-pe.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/take.h"
#include "object/file.h"
#include <stdlib.h>
#include <string.h>

enum { ENTRY_POINTER = 24, POINTER_SIZE = 4 };

// ---- Sections ---------------------------------------------------------------------------------

static uint64_t memory_end(const struct coff_build *b, const struct coff_scnhdr *h)
{
  uint64_t size = b->target->virtual_size && h->paddr != 0 ? h->paddr : h->size;
  uint64_t end = h->vaddr > UINT64_MAX - size ? UINT64_MAX : h->vaddr + size;
  return end > INT64_MAX ? end : coff_place_round(end, coff_place_page(b));
}

static bool is_changed(const struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    struct coff_section was;
    if (s->from == 0 && s->dropped)
      continue;
    if (s->from == 0 || s->dropped)
      return true;
    coff_section_get_unnamed(b->from, s->from, &was);
    if (was.header.size != s->placed.size || was.header.paddr != s->placed.paddr ||
        was.header.vaddr != s->placed.vaddr || was.header.flags != s->placed.flags)
      return true;
  }
  return b->aout.field[COFF_AOUT_SECTION_ALIGNMENT] !=
             coff_file_aouthdr(b->from)->field[COFF_AOUT_SECTION_ALIGNMENT] ||
         b->aout.field[COFF_AOUT_FILE_ALIGNMENT] !=
             coff_file_aouthdr(b->from)->field[COFF_AOUT_FILE_ALIGNMENT];
}

struct span {
  uint64_t vaddr, end;
  struct coff_build_section *s;
};

static int by_address(const void *x, const void *y)
{
  const struct span *a = x, *b = y;
  if (a->vaddr != b->vaddr)
    return a->vaddr < b->vaddr ? -1 : 1;
  return a->s->from < b->s->from ? -1 : a->s->from > b->s->from;
}

// Of a run of sections that have gone, the one in front takes the addresses (3). Behind the last one that
// is left there is no hole.
static void fill_holes(struct coff_build *b, struct span *all, uint32_t n)
{
  struct coff_build_section *front = NULL;
  uint64_t end = 0;
  for (uint32_t i = 0; i < n; i++) {
    struct span *a = &all[i];
    if (a->s->dropped) {
      end = a->end > end ? a->end : end;
      continue;
    }
    if (end != 0 && front != NULL && end > front->placed.vaddr && end <= a->vaddr)
      front->placed.paddr = end - front->placed.vaddr;
    else if (end != 0 && front == NULL)
      coff_report(b->ctx, COFF_WARNING, coff_build_where(b),
                  "the first section has gone; loaders may want one behind the headers");
    front = a->s;
    end = 0;
  }
}

static bool close_up(struct coff_build *b)
{
  struct span *all = coff_alloc_array(b->ctx, (size_t)b->nsections + 1, sizeof *all);
  uint32_t n = 0;
  bool gone = false;
  if (all == NULL)
    return coff_build_out_of_memory(b);
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (s->from == 0)
      continue;
    gone = gone || s->dropped;
    all[n++] = (struct span){s->header.vaddr, memory_end(b, &s->header), s};
  }
  if (gone) {
    qsort(all, n, sizeof *all, by_address);
    fill_holes(b, all, n);
  }
  coff_free(b->ctx, all);
  return true;
}

// ---- Optional header --------------------------------------------------------------------------

static enum coff_aout_id sum_of(uint32_t means)
{
  if ((means & COFF_SEC_CODE) != 0)
    return COFF_AOUT_TSIZE;
  if ((means & COFF_SEC_DATA) != 0)
    return COFF_AOUT_DSIZE;
  return (means & COFF_SEC_BSS) != 0 ? COFF_AOUT_BSIZE : COFF_AOUT_IDS;
}

static uint64_t share_of(const struct coff_build *b, const struct coff_scnhdr *h,
                         enum coff_aout_id sum)
{
  if (sum != COFF_AOUT_BSIZE || !b->target->virtual_size || h->size != 0)
    return h->size;
  return coff_place_round(h->paddr, coff_place_file_alignment(b));
}

// What H adds to the sums of all sections, by field.
static void count(const struct coff_build *b, const struct coff_scnhdr *h, uint64_t *sums)
{
  enum coff_aout_id sum = sum_of(coff_section_flags_meaning(b->target, h->flags));
  if (sum != COFF_AOUT_IDS)
    sums[sum] += share_of(b, h, sum);
}

static void place_sums(struct coff_build *b)
{
  static const uint8_t sums[] = {COFF_AOUT_TSIZE, COFF_AOUT_DSIZE, COFF_AOUT_BSIZE};
  uint64_t old[COFF_AOUT_IDS] = {0}, new[COFF_AOUT_IDS] = {0};
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    struct coff_section was;
    if (s->from != 0 && coff_section_get_unnamed(b->from, s->from, &was))
      count(b, &was.header, old);
    if (!s->dropped)
      count(b, &s->placed, new);
  }
  for (size_t i = 0; i < COFF_COUNT(sums); i++) {
    uint64_t *field = &b->placed_aout.field[sums[i]], sum = *field + new[sums[i]];
    if (coff_aouthdr_has(b->aout_layout, sums[i]))
      *field = sum > old[sums[i]] ? sum - old[sums[i]] : 0;
  }
}

// AIX Files Reference, "Auxiliary Header": numbers of sections.
static void place_numbers(struct coff_build *b)
{
  static const uint8_t numbers[] = {COFF_AOUT_SNENTRY, COFF_AOUT_SNTEXT,   COFF_AOUT_SNDATA,
                                    COFF_AOUT_SNTOC,   COFF_AOUT_SNLOADER, COFF_AOUT_SNBSS,
                                    COFF_AOUT_SNTDATA, COFF_AOUT_SNTBSS};
  for (size_t i = 0; i < COFF_COUNT(numbers); i++) {
    uint64_t id = b->aout.field[numbers[i]];
    if (id != 0 && id <= b->nsections)
      b->placed_aout.field[numbers[i]] = b->sections[id - 1].number;
  }
}

static uint64_t image_end(const struct coff_build *b)
{
  uint64_t end = b->placed_aout.field[COFF_AOUT_SIZE_OF_HEADERS];
  end = coff_place_round(end, coff_place_page(b));
  for (uint32_t i = 0; i < b->nsections; i++) {
    uint64_t last = b->sections[i].dropped ? 0 : memory_end(b, &b->sections[i].placed);
    end = last > end ? last : end;
  }
  return end;
}

static uint64_t first_address(const struct coff_build *b)
{
  uint64_t first = UINT64_MAX;
  for (uint32_t i = 0; i < b->nsections; i++)
    if (!b->sections[i].dropped && b->sections[i].placed.vaddr < first)
      first = b->sections[i].placed.vaddr;
  return first;
}

static bool place_sizes(struct coff_build *b)
{
  uint64_t headers = b->scnhdrs_at + (uint64_t)b->nscns * b->target->records->scnhdr->size;
  uint64_t *size = &b->placed_aout.field[COFF_AOUT_SIZE_OF_HEADERS];
  if (headers > *size || *size % coff_place_file_alignment(b) != 0)
    *size = coff_place_round(headers > *size ? headers : *size, coff_place_file_alignment(b));
  if (headers > first_address(b))
    return coff_fail(b->ctx, coff_build_where(b),
                     "no room for another section header: the first section begins at 0x%llx",
                     (unsigned long long)first_address(b));
  b->placed_aout.field[COFF_AOUT_SIZE_OF_IMAGE] = image_end(b);
  return true;
}

// ---- Directories ------------------------------------------------------------------------------

static bool has_gone(const struct coff_build *b, uint32_t rva)
{
  uint32_t number = coff_rva_section(b->from, rva);
  return number != 0 && b->sections[number - 1].dropped;
}

// The bits of the file header that mean MEANING.
static uint32_t flag_meaning(const struct coff_target *t, uint32_t meaning)
{
  for (size_t i = 0; t->file_flags != NULL && i < t->file_flags->n; i++)
    if (t->file_flags->flags[i].meaning == meaning)
      return t->file_flags->flags[i].value;
  return 0;
}

static void place_directory(struct coff_build *b, unsigned i)
{
  const struct coff_dirs *d = b->target->dirs;
  enum coff_dir kind = d != NULL && i < d->n ? (enum coff_dir)d->kind[i] : COFF_DIR_RESERVED;
  struct coff_build_dir *dir = &b->placed_dirs[i];
  if (kind == COFF_DIR_CERTIFICATE && b->certificates_go)
    *dir = (struct coff_build_dir){0, 0};
  if (dir->rva == 0)
    return;
  if (kind == COFF_DIR_CERTIFICATE ||
      dir->rva < coff_file_aouthdr(b->from)->field[COFF_AOUT_SIZE_OF_HEADERS]) {
    dir->rva = (uint32_t)coff_place_moved(b, dir->rva);
    return;
  }
  if (!has_gone(b, dir->rva))
    return;
  const char *name = coff_file_directory_name(b->from, i);
  coff_report(b->ctx, COFF_WARNING, coff_build_where(b), "the %s goes with its section",
              name == NULL ? "data directory" : name);
  *dir = (struct coff_build_dir){0, 0};
  if (kind == COFF_DIR_BASE_RELOC)
    b->placed_header.flags |= flag_meaning(b->target, COFF_FILE_NO_RELOCS);
}

bool coff_place_image(struct coff_build *b)
{
  if (b->aout_layout == NULL)
    return true;
  place_numbers(b);
  memcpy(b->placed_dirs, b->dirs, sizeof b->placed_dirs);
  for (unsigned i = 0; i < b->ndirs; i++)
    place_directory(b, i);
  if (b->kind != COFF_KIND_IMAGE || !is_changed(b)) // (1)
    return true;
  if (b->target->virtual_size && !close_up(b))
    return false;
  place_sums(b);
  return !coff_aouthdr_has(b->aout_layout, COFF_AOUT_SIZE_OF_IMAGE) || place_sizes(b);
}

// ---- Offsets ----------------------------------------------------------------------------------

// Whether the bytes at offset WAS of the file are in the new one.
static bool is_kept(const struct coff_build *b, uint64_t was)
{
  for (uint32_t i = 0; i < b->nparts; i++) {
    const struct coff_build_part *p = &b->parts[i];
    if (p->length == 0 || was < p->was || was - p->was >= p->length)
      continue;
    return p->size != 0 && (p->kind != COFF_RANGE_CONTENTS ||
                            coff_build_same_contents(b, &b->sections[p->section - 1]));
  }
  return false;
}

// Entries of the debug directory say where in the file their data are.
void coff_write_image(const struct coff_build *b, uint8_t *buf)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(b->from, &all))
    return;
  while (coff_debugdir_next(&all, &e)) {
    uint64_t at = coff_place_moved(b, e.offset) + ENTRY_POINTER;
    uint64_t was = coff_file_offset_of(b->from, e.pointer);
    if (e.pointer == 0 || !is_kept(b, e.offset) || !is_kept(b, was) || at > b->size - POINTER_SIZE)
      continue;
    uint64_t now = coff_place_stored(b, coff_place_moved(b, was));
    if (now != e.pointer)
      coff_store(buf + at, POINTER_SIZE, b->target->order, now);
  }
}

// ---- Certificates -----------------------------------------------------------------------------

static bool has_certificates(const struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nparts; i++)
    if (b->parts[i].kind == COFF_RANGE_DIRECTORY)
      return true;
  return false;
}

bool coff_place_voids_certificates(struct coff_build *b)
{
  if (b->from == NULL || b->keep_certificates || !has_certificates(b))
    return false;
  struct coff_view was = coff_file_bytes(b->from);
  bool same = false;
  if (was.size == b->size) {
    uint8_t *buf = coff_alloc(b->ctx, (size_t)b->size);
    same =
        buf != NULL && coff_write(b, buf, b->size) && memcmp(buf, was.data, (size_t)was.size) == 0;
    coff_free(b->ctx, buf);
  }
  if (!same)
    coff_report(b->ctx, COFF_WARNING, coff_build_where(b),
                "certificates sign what was edited: they go, and their directory entry");
  return !same;
}
