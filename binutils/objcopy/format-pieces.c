// From sections to pieces: bytes reversed and picked as asked, gaps filled.
//
// Skip it unless an option changes what every raw format writes.
#include "objcopy/format-parts.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// What the gaps of one file may come to. Flash and RAM of a microcontroller lie further apart than
// anyone wants written, but people do write it; 1 GiB is past all of them.
static const uint64_t gap_limit = (uint64_t)1 << 30;

bool raw_address_fits(uint64_t address)
{
  uint64_t high = address >> 31;
  return high <= 1 || high == UINT64_MAX >> 31;
}

static bool options_make_sense(const struct raw_job *job)
{
  const struct raw_options *o = job->options;
  unsigned width = o->interleave_width == 0 ? 1 : o->interleave_width;
  if (o->interleave == 0)
    return true;
  if (width > o->interleave || o->byte > o->interleave - width)
    return raw_fail(job, "the bytes to be picked are not within the interleave");
  return true;
}

static void reverse(uint8_t *data, uint64_t size, unsigned group)
{
  for (uint64_t at = 0; at < size; at += group)
    for (unsigned i = 0; i < group / 2; i++) {
      uint8_t byte = data[at + i];
      data[at + i] = data[at + group - 1 - i];
      data[at + group - 1 - i] = byte;
    }
}

// The bytes to be picked, moved to the front; returns their number.
static uint64_t pick(uint8_t *data, uint64_t size, const struct raw_options *o)
{
  unsigned width = o->interleave_width == 0 ? 1 : o->interleave_width;
  uint64_t n = 0;
  for (uint64_t at = 0; at < size; at++)
    if (at % o->interleave >= o->byte && at % o->interleave - o->byte < width)
      data[n++] = data[at];
  return n;
}

// Replaces P's bytes by changed ones, which stand in job->changed. Room was reserved.
static bool change(struct raw_job *job, struct raw_piece *p)
{
  const struct raw_options *o = job->options;
  if (o->interleave != 0)
    p->address /= o->interleave;
  if (p->size == 0) // there may be no block for the changed ones at all
    return true;
  if (o->reverse_bytes > 1 && p->size % o->reverse_bytes != 0)
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "a section has %" PRIu64 " bytes, which are no groups of %u to be reversed",
                     p->size, o->reverse_bytes);
  uint8_t *copy = job->changed.data + job->changed.size;
  memcpy(copy, p->data, (size_t)p->size);
  if (o->reverse_bytes > 1)
    reverse(copy, p->size, o->reverse_bytes);
  if (o->interleave != 0)
    p->size = pick(copy, p->size, o);
  p->data = copy;
  job->changed.size += p->size;
  return true;
}

static bool piece_room(struct raw_job *job, uint64_t more)
{
  if (more <= job->room - job->n)
    return true;
  struct raw_bytes b = {(uint8_t *)job->pieces, job->n * sizeof *job->pieces,
                        job->room * sizeof *job->pieces};
  if (more > SIZE_MAX / sizeof *job->pieces ||
      !raw_reserve(job->ctx, &b, more * sizeof *job->pieces))
    return raw_fail(job, "out of memory for its pieces");
  job->pieces = (struct raw_piece *)b.data;
  job->room = b.room / sizeof *job->pieces;
  return true;
}

static bool take_sections(struct raw_job *job)
{
  const struct raw_image *image = job->image;
  const struct raw_options *o = job->options;
  bool changes = o->reverse_bytes > 1 || o->interleave != 0;
  uint64_t total = 0;
  for (uint32_t i = 0; i < image->n; i++)
    total += image->chunks[i].bytes.size;
  if (!piece_room(job, image->n))
    return false;
  if (changes && !raw_reserve(job->ctx, &job->changed, total))
    return raw_fail(job, "out of memory for changed sections");
  for (uint32_t i = 0; i < image->n; i++) {
    const struct raw_chunk *c = &image->chunks[i];
    struct raw_piece *p = &job->pieces[job->n++];
    *p = (struct raw_piece){c->address, c->bytes.size, c->bytes.data, i};
    // The last address may be the last there is.
    if (p->size != 0 && p->size - 1 > UINT64_MAX - p->address)
      return coff_fail(job->ctx, (struct coff_place){image->name, NULL, COFF_NOWHERE},
                       "the section at 0x%" PRIx64 " goes on past the last address", p->address);
    if (changes && !change(job, p))
      return false;
  }
  return true;
}

static int by_address(const void *a, const void *b)
{
  const struct raw_piece *p = a, *q = b;
  if (p->address != q->address)
    return p->address < q->address ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}

void raw_sort(struct raw_job *job)
{
  if (job->n > 1)
    qsort(job->pieces, (size_t)job->n, sizeof *job->pieces, by_address);
}

static int by_order(const void *a, const void *b)
{
  const struct raw_piece *p = a, *q = b;
  return p->order < q->order ? -1 : p->order > q->order;
}

// Fills from FROM to before TO, in blocks; LEFT is what remains of the limit.
static bool fill(struct raw_job *job, uint64_t from, uint64_t to, uint64_t *left)
{
  if (to - from > *left)
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "more than 1 GiB of gaps would have to be filled: there is nothing "
                     "between 0x%" PRIx64 " and 0x%" PRIx64,
                     from, to);
  *left -= to - from;
  if (!piece_room(job, (to - from) / RAW_FILL_BLOCK + 1))
    return false;
  while (from < to) {
    uint64_t size = to - from < RAW_FILL_BLOCK ? to - from : RAW_FILL_BLOCK;
    job->pieces[job->n] = (struct raw_piece){from, size, job->fill, job->n};
    job->n++;
    from += size;
  }
  return true;
}

// Fills between the first N pieces, which stand by address, and after them. GNU overwrites what of a
// section lies past the end of one within it; only what no section has is filled here.
static bool fill_gaps(struct raw_job *job, uint64_t n)
{
  const struct raw_options *o = job->options;
  uint64_t left = gap_limit, end = job->pieces[0].address;
  for (uint64_t i = 0; i < n; i++) {
    struct raw_piece p = job->pieces[i];
    if (p.address > end && o->has_gap_fill && !fill(job, end, p.address, &left))
      return false;
    if (p.size != 0 && p.address + (p.size - 1) >= end)
      end = p.address + p.size; // 0 if there is no address past it, and then no gap either
    if (p.size == 0 && p.address > end)
      end = p.address;
    if (end == 0 && p.size != 0)
      return true;
  }
  if (o->has_pad_to && o->pad_to > end)
    return fill(job, end, o->pad_to, &left);
  return true;
}

static void drop_empty(struct raw_job *job)
{
  uint64_t n = 0;
  for (uint64_t i = 0; i < job->n; i++)
    if (job->pieces[i].size != 0)
      job->pieces[n++] = job->pieces[i];
  job->n = n;
}

bool raw_pieces(struct raw_job *job)
{
  const struct raw_options *o = job->options;
  if (!options_make_sense(job) || !take_sections(job))
    return false;
  if ((o->has_gap_fill || o->has_pad_to) && job->n != 0) {
    job->fill = raw_resize(job->ctx, NULL, RAW_FILL_BLOCK);
    if (job->fill == NULL)
      return raw_fail(job, "out of memory for gaps");
    memset(job->fill, o->gap_fill, RAW_FILL_BLOCK);
    raw_sort(job);
    if (!fill_gaps(job, job->n))
      return false;
    qsort(job->pieces, (size_t)job->n, sizeof *job->pieces, by_order);
  }
  drop_empty(job);
  return true;
}

void raw_pieces_free(struct raw_job *job)
{
  raw_resize(job->ctx, job->pieces, 0);
  raw_resize(job->ctx, job->fill, 0);
  raw_bytes_free(job->ctx, &job->changed);
  job->pieces = NULL;
  job->fill = NULL;
}
