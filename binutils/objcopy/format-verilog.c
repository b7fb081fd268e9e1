// Verilog hex: "@ADDRESS" before each piece, then words of so many bytes.
//
// Skip it unless you change -O verilog.
#include "objcopy/format-parts.h"
#include <inttypes.h>
#include <stdio.h>

enum { LINE = 16 }; // bytes

// A word's digits begin with the byte of most weight.
static char *word(char *text, const struct raw_job *job, const uint8_t *data, uint64_t size)
{
  if (job->options->big_endian)
    return raw_hex(text, data, size);
  while (size-- > 0)
    text = raw_hex(text, data + size, 1);
  return text;
}

static bool line(struct raw_job *job, const uint8_t *data, uint64_t size, unsigned width)
{
  char text[3 * LINE + 2], *end = text;
  for (uint64_t at = 0; at < size; at += width) {
    if (at != 0)
      *end++ = ' ';
    end = word(end, job, data + at, size - at < width ? size - at : width);
  }
  *end++ = '\r';
  *end++ = '\n';
  return raw_put(job, text, (uint64_t)(end - text));
}

static bool piece(struct raw_job *job, const struct raw_piece *p, unsigned width)
{
  char text[24];
  if (p->address % width != 0)
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "bytes begin at 0x%" PRIx64 ", within a word of %u", p->address, width);
  uint64_t address = p->address / width;
  int n = snprintf(text, sizeof text, "@%0*" PRIX64 "\r\n", address > UINT32_MAX ? 16 : 8, address);
  if (!raw_put(job, text, (uint64_t)n))
    return false;
  for (uint64_t at = 0; at < p->size; at += LINE)
    if (!line(job, p->data + at, p->size - at < LINE ? p->size - at : LINE, width))
      return false;
  return true;
}

bool raw_write_verilog(struct raw_job *job)
{
  unsigned width = job->options->verilog_width == 0 ? 1 : job->options->verilog_width;
  if (width > LINE || (width & (width - 1)) != 0)
    return raw_fail(job, "the width of Verilog words must be 1, 2, 4, 8 or 16");
  raw_sort(job);
  for (uint64_t i = 0; i < job->n; i++)
    if (!piece(job, &job->pieces[i], width))
      return false;
  return true;
}
