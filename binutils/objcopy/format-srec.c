// Motorola S-records: "S", type, count, address, data, checksum, in digits; and the symbols that may stand
// before them.
//
// Skip it unless you change -I srec, -O srec or -O symbolsrec. S1, S2 and S3 hold data at addresses of 2,
// 3 and 4 bytes; S9, S8 and S7 end such a file with the start address; S0 names it.
#include "objcopy/format-parts.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 255, USUAL = 16, NAME = 40 };

// SIZE and the address and the checksum are at most MOST.
static bool record(struct raw_job *job, unsigned type, unsigned width, uint32_t address,
                   const uint8_t *data, unsigned size)
{
  char text[2 + 2 * (MOST + 1) + 2], *end = text;
  uint8_t head[5] = {(uint8_t)(width + size + 1)}, sum;
  coff_store(head + 1, width, COFF_BIG, address);
  sum = 0xff;
  for (unsigned i = 0; i <= width; i++)
    sum = (uint8_t)(sum - head[i]);
  for (unsigned i = 0; i < size; i++)
    sum = (uint8_t)(sum - data[i]);
  *end++ = 'S';
  *end++ = (char)('0' + type);
  end = raw_hex(end, head, 1 + width);
  end = raw_hex(end, data, size);
  end = raw_hex(end, &sum, 1);
  *end++ = '\r';
  *end++ = '\n';
  return raw_put(job, text, (uint64_t)(end - text));
}

// Whether addresses of 32 bits tell all pieces apart: those of images that are linked above 4 GiB lose
// their upper half, which GNU drops too, but only if all have the same.
static bool addresses_fit(const struct raw_job *job)
{
  uint64_t first = job->n == 0 ? 0 : job->pieces[0].address >> 32;
  bool same = true, fit = true;
  for (uint64_t i = 0; i < job->n; i++) {
    uint64_t begin = job->pieces[i].address, last = begin + (job->pieces[i].size - 1);
    same = same && begin >> 32 == first && last >> 32 == first;
    fit = fit && raw_address_fits(begin) && raw_address_fits(last) &&
          (uint32_t)last >= (uint32_t)begin;
  }
  if (!same && !fit)
    return raw_fail(job, "sections lie in several ranges of 4 GiB, and S-records have 32 bits");
  if (!fit)
    coff_report(job->ctx, COFF_NOTE, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                "the upper halves of all addresses, 0x%" PRIx64 ", are not in the S-records",
                first);
  return true;
}

// 1, 2 or 3: the records of which every address and the start address fit. GNU looks only at the data.
static unsigned record_type(const struct raw_job *job)
{
  uint64_t last = job->image->has_entry ? job->image->entry : 0;
  if (job->options->srec_s3)
    return 3;
  for (uint64_t i = 0; i < job->n; i++) {
    uint64_t end = job->pieces[i].address + (job->pieces[i].size - 1);
    last = end > last ? end : last;
  }
  return last <= 0xffff ? 1 : last <= 0xffffff ? 2 : 3;
}

bool raw_write_srec(struct raw_job *job)
{
  const struct raw_image *image = job->image;
  size_t length = strlen(image->name);
  if (!addresses_fit(job) ||
      !record(job, 0, 2, 0, (const uint8_t *)image->name, length < NAME ? (unsigned)length : NAME))
    return false;
  raw_sort(job);
  unsigned type = record_type(job), width = type + 1;
  unsigned room = MOST - 1 - width, wanted = job->options->srec_len;
  unsigned most = wanted == 0 ? USUAL : wanted < room ? wanted : room;
  for (uint64_t i = 0; i < job->n; i++) {
    const struct raw_piece *p = &job->pieces[i];
    for (uint64_t at = 0; at < p->size; at += most)
      if (!record(job, type, width, (uint32_t)(p->address + at), p->data + at,
                  p->size - at < most ? (unsigned)(p->size - at) : most))
        return false;
  }
  return record(job, 10 - type, width, image->has_entry ? (uint32_t)image->entry : 0, NULL, 0);
}

bool raw_write_symbolsrec(struct raw_job *job)
{
  const struct raw_image *image = job->image;
  if (image->nsymbols != 0 &&
      !(raw_put(job, "$$ ", 3) && raw_put(job, image->name, strlen(image->name)) &&
        raw_put(job, "\r\n", 2)))
    return false;
  for (uint32_t i = 0; i < image->nsymbols; i++) {
    const struct raw_symbol *s = &image->symbols[i];
    char value[24];
    int n = snprintf(value, sizeof value, " $%" PRIx64 "\r\n", s->value);
    if (!raw_put(job, "  ", 2) || !raw_put(job, s->name.data, s->name.size) ||
        !raw_put(job, value, (uint64_t)n))
      return false;
  }
  if (image->nsymbols != 0 && !raw_put(job, "$$ \r\n", 5))
    return false;
  return raw_write_srec(job);
}

struct reading {
  uint64_t records; // of data
  bool join, ended, symbols;
};

static void check_count(const struct raw_input *in, const struct reading *r, uint64_t said,
                        unsigned width)
{
  if ((r->records & (((uint64_t)1 << 8 * width) - 1)) != said)
    raw_warn(in, "the count of the records before is not theirs: some may be missing");
}

// Takes a record with SIZE bytes at DATA: address and contents.
static bool take(struct raw_input *in, struct reading *r, unsigned type, uint8_t *data,
                 unsigned size)
{
  static const uint8_t widths[10] = {2, 2, 3, 4, 0, 2, 3, 4, 3, 2};
  struct raw_chunks *out = in->out;
  unsigned width = widths[type];
  if (width == 0)
    return raw_complain(in, "a record of the reserved type S4");
  if (size < width)
    return raw_complain(in, "a record that is too short for its address");
  uint64_t address = coff_load(data, width, COFF_BIG);
  size -= width;
  if (type == 5 || type == 6)
    check_count(in, r, address, width);
  if (type >= 7) {
    out->entry = address;
    out->has_entry = true;
    r->ended = true;
  }
  if (type == 0 || type > 3) {
    r->join = false; // as in GNU's sections
    return true;
  }
  r->records++;
  if (address + size > (uint64_t)1 << 32)
    return raw_complain(in, "data past the last address");
  // Chunks are runs of decoded bytes: the address goes.
  memmove(data, data + width, size);
  if (!raw_add(in, address, data, size, r->join))
    return false;
  out->bytes.size += size;
  r->join = true;
  return true;
}

static bool read_record(struct raw_input *in, struct reading *r)
{
  uint8_t count, sum, last;
  uint8_t *data = in->out->bytes.data + in->out->bytes.size;
  if (in->file.size - in->at < 2 || in->file.data[in->at] != 'S' ||
      in->file.data[in->at + 1] < '0' || in->file.data[in->at + 1] > '9')
    return raw_complain(in, "a record does not begin with S and a digit");
  unsigned type = in->file.data[in->at + 1] - '0';
  in->at += 2;
  if (!raw_byte(in, &count))
    return false;
  if (count == 0)
    return raw_complain(in, "a record without a checksum");
  sum = count;
  for (unsigned i = 0; i + 1 < count; i++) {
    if (!raw_byte(in, &data[i]))
      return false;
    sum = (uint8_t)(sum + data[i]);
  }
  if (!raw_byte(in, &last))
    return false;
  if ((uint8_t)(sum + last) != 0xff)
    return raw_complain(in, "the checksum is wrong");
  return take(in, r, type, data, count - 1u);
}

// The characters up to the next blank.
static struct coff_str token(struct raw_input *in)
{
  uint64_t begin = in->at;
  while (in->at < in->file.size && memchr(" \t\r\n", in->file.data[in->at], 4) == NULL)
    in->at++;
  return (struct coff_str){(const char *)in->file.data + begin, (size_t)(in->at - begin)};
}

static bool number(struct coff_str text, uint64_t *value)
{
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";
  size_t at = text.size > 0 && text.data[0] == '$' ? 1 : 0;
  *value = 0;
  if (text.size == at || text.size - at > 16)
    return false;
  for (; at < text.size; at++) {
    const char *digit = memchr(digits, text.data[at], 32);
    if (digit == NULL)
      return false;
    *value = *value << 4 | (uint64_t)((digit - digits) & 15);
  }
  return true;
}

// "$$ NAME" begins symbols, the next "$$" ends them; the rest of the line says nothing.
static bool marker(struct raw_input *in, struct reading *r)
{
  if (in->file.size - in->at < 2 || memcmp(in->file.data + in->at, "$$", 2) != 0)
    return false;
  r->symbols = !r->symbols;
  r->join = false;
  while (in->at < in->file.size && in->file.data[in->at] != '\n')
    in->at++;
  return true;
}

static bool read_symbol(struct raw_input *in)
{
  struct raw_symbol symbol = {.absolute = true};
  symbol.name = token(in);
  if (!raw_next(in) || !number(token(in), &symbol.value))
    return raw_complain(in, "a symbol has no value in hexadecimal digits");
  return raw_add_symbol(in, symbol);
}

bool raw_read_srec(struct raw_input *in)
{
  struct reading r = {0};
  // Two digits a byte, so that this block never moves; a record may be longer than what is left.
  if (!raw_reserve(in->ctx, &in->out->bytes, in->file.size / 2 + MOST))
    return raw_complain(in, "out of memory for its data");
  if (!raw_next(in))
    return raw_complain(in, "there is no record");
  while (!r.ended && raw_next(in))
    if (!marker(in, &r) && !(r.symbols ? read_symbol(in) : read_record(in, &r)))
      return false;
  if (!r.ended)
    raw_warn(in, "no record ends the file: it may have been cut");
  return true;
}
