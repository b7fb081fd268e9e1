// Raw bytes: memory from the lowest address on, as it is.
//
// Skip it unless you change -I binary or -O binary.
#include "objcopy/format-parts.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// No file is made longer than what its sections hold by more than this; the same limit as for filled gaps.
static const uint64_t gap_limit = (uint64_t)1 << 30;

bool raw_write_binary(struct raw_job *job)
{
  uint64_t low = UINT64_MAX, last = 0, held = 0;
  for (uint64_t i = 0; i < job->n; i++) {
    const struct raw_piece *p = &job->pieces[i];
    low = p->address < low ? p->address : low;
    last = p->address + (p->size - 1) > last ? p->address + (p->size - 1) : last;
    held += p->size;
  }
  if (job->n == 0)
    return true;
  uint64_t span = last - low; // one less than the size, which might not fit
  if (span >= held && span - held >= gap_limit)
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "sections lie too far apart to be written as one run of bytes: from 0x%" PRIx64
                     " to 0x%" PRIx64 " there are %" PRIu64
                     " bytes of sections, and more than 1 GiB of nothing",
                     low, last, held);
  if (!raw_reserve(job->ctx, job->out, span + 1))
    return raw_fail(job, "out of memory for the output");
  uint8_t *base = job->out->data + job->out->size;
  memset(base, 0, (size_t)span + 1);
  for (uint64_t i = 0; i < job->n; i++)
    memcpy(base + (job->pieces[i].address - low), job->pieces[i].data, (size_t)job->pieces[i].size);
  job->out->size += span + 1;
  return true;
}

// What a C identifier holds, of ASCII.
static bool word_character(char c)
{
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool raw_read_binary(struct raw_input *in)
{
  static const char *const ends[] = {"_start", "_end", "_size"};
  size_t length = strlen(in->name), room = length + sizeof "_binary__start";
  struct raw_bytes *names = &in->out->bytes;
  if (!raw_reserve(in->ctx, names, 3 * (uint64_t)room))
    return raw_complain(in, "out of memory for its symbols");
  if (!raw_add(in, 0, in->file.data, in->file.size, false))
    return false;
  for (unsigned i = 0; i < 3; i++) {
    char *name = (char *)names->data + names->size;
    int n = snprintf(name, room, "_binary_%s%s", in->name, ends[i]);
    for (size_t k = 0; k < length; k++)
      if (!word_character(name[sizeof "_binary_" - 1 + k]))
        name[sizeof "_binary_" - 1 + k] = '_';
    names->size += (uint64_t)n;
    if (!raw_add_symbol(in,
                        (struct raw_symbol){{name, (size_t)n}, i == 0 ? 0 : in->file.size, i == 2}))
      return false;
  }
  return true;
}
