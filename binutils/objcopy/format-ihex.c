// Intel hex: ":", count, 16-bit offset, type, data, checksum, in digits (Intel Hexadecimal Object File
// Format Specification, revision A).
//
// Skip it unless you change -I ihex or -O ihex. Offsets count from a base: a segment (type 2, times 16)
// below 1 MiB, the upper half of a linear address (type 4) above, as GNU writes them.
#include "objcopy/format-parts.h"
#include <inttypes.h>

enum record_type {
  IHEX_DATA = 0,
  IHEX_END = 1,
  IHEX_SEGMENT = 2,
  IHEX_START_SEGMENT = 3,
  IHEX_LINEAR = 4,
  IHEX_START_LINEAR = 5
};
enum { LINE = 16, MOST = 255, HEADER = 4 };

static bool record(struct raw_job *job, unsigned offset, enum record_type type, const uint8_t *data,
                   unsigned size)
{
  char text[1 + 2 * (HEADER + LINE + 1) + 2], *end = text;
  const uint8_t header[HEADER] = {(uint8_t)size, (uint8_t)(offset >> 8), (uint8_t)offset,
                                  (uint8_t)type};
  uint8_t sum = 0;
  for (unsigned i = 0; i < HEADER; i++)
    sum = (uint8_t)(sum - header[i]);
  for (unsigned i = 0; i < size; i++)
    sum = (uint8_t)(sum - data[i]);
  *end++ = ':';
  end = raw_hex(end, header, HEADER);
  end = raw_hex(end, data, size);
  end = raw_hex(end, &sum, 1);
  *end++ = '\r';
  *end++ = '\n';
  return raw_put(job, text, (uint64_t)(end - text));
}

struct base {
  uint32_t address;
  bool linear; // set by a type 4 record
};

static bool base_record(struct raw_job *job, enum record_type type, uint32_t value)
{
  const uint8_t data[2] = {(uint8_t)(value >> 8), (uint8_t)value};
  return record(job, 0, type, data, 2);
}

// Makes ADDRESS reachable from BASE. The two bases add up in GNU's reader, so the one in force is set
// to 0 before the other is used.
static bool rebase(struct raw_job *job, struct base *base, uint32_t address)
{
  if (address >= base->address && address - base->address <= 0xffff)
    return true;
  bool linear = address > 0xfffff;
  if (base->address != 0 && base->linear != linear &&
      !base_record(job, base->linear ? IHEX_LINEAR : IHEX_SEGMENT, 0))
    return false;
  base->linear = linear;
  base->address = address & 0xffff0000;
  return linear ? base_record(job, IHEX_LINEAR, address >> 16)
                : base_record(job, IHEX_SEGMENT, base->address >> 4);
}

static bool piece(struct raw_job *job, struct base *base, const struct raw_piece *p)
{
  uint64_t last = p->address + (p->size - 1);
  if (!raw_address_fits(p->address) || !raw_address_fits(last) ||
      (uint32_t)last < (uint32_t)p->address)
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "addresses 0x%" PRIx64 " to 0x%" PRIx64 " are beyond the 32 bits of Intel hex",
                     p->address, last);
  for (uint64_t at = 0; at < p->size;) {
    uint32_t address = (uint32_t)(p->address + at);
    if (!rebase(job, base, address))
      return false;
    uint32_t offset = address - base->address;
    uint64_t size = p->size - at < LINE ? p->size - at : LINE;
    // No record goes on past the reach of its base.
    if (size > 0x10000 - offset)
      size = 0x10000 - offset;
    if (!record(job, offset, IHEX_DATA, p->data + at, (unsigned)size))
      return false;
    at += size;
  }
  return true;
}

// CS and IP where they can hold it, else a linear address. GNU cuts what is too long.
static bool start(struct raw_job *job)
{
  uint64_t entry = job->image->entry;
  uint32_t value =
      entry <= 0xfffff ? (uint32_t)((entry & 0xf0000) << 12 | (entry & 0xffff)) : (uint32_t)entry;
  const uint8_t data[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                           (uint8_t)value};
  if (!job->image->has_entry || entry == 0)
    return true;
  if (!raw_address_fits(entry))
    return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE},
                     "the start address 0x%" PRIx64 " is beyond the 32 bits of Intel hex", entry);
  return record(job, 0, entry <= 0xfffff ? IHEX_START_SEGMENT : IHEX_START_LINEAR, data, 4);
}

bool raw_write_ihex(struct raw_job *job)
{
  struct base base = {0, false};
  raw_sort(job);
  for (uint64_t i = 0; i < job->n; i++)
    if (!piece(job, &base, &job->pieces[i]))
      return false;
  return start(job) && record(job, 0, IHEX_END, NULL, 0);
}

struct reading {
  uint64_t base;
  bool join; // data may go on with the last chunk
  bool ended;
};

// Takes one record. Its data stay in DATA's block if they are data.
static bool take(struct raw_input *in, struct reading *r, unsigned type, unsigned offset,
                 const uint8_t *data, unsigned size)
{
  struct raw_chunks *out = in->out;
  static const uint8_t sizes[] = {
      [IHEX_SEGMENT] = 2, [IHEX_START_SEGMENT] = 4, [IHEX_LINEAR] = 2, [IHEX_START_LINEAR] = 4};
  if (type >= sizeof sizes || (type >= IHEX_SEGMENT && size != sizes[type]))
    return raw_complain(in, type >= sizeof sizes ? "a record of unknown type"
                                                 : "a record whose length is not its type's");
  uint64_t value = coff_load(data, sizes[type], COFF_BIG);
  switch ((enum record_type)type) {
  case IHEX_DATA:
    if (size == 0)
      return true;
    if (r->base + offset + size > (uint64_t)1 << 32)
      return raw_complain(in, "data past the last address");
    // GNU begins a section wherever a base stands, even if addresses go on.
    if (!raw_add(in, r->base + offset, data, size, r->join))
      return false;
    r->join = true;
    out->bytes.size += size;
    return true;
  case IHEX_END:
    // Older tools write the start address here.
    if (!out->has_entry && offset != 0) {
      out->entry = offset;
      out->has_entry = true;
    }
    r->ended = true;
    return true;
  case IHEX_SEGMENT:
  case IHEX_LINEAR:
    r->base = value << (type == IHEX_SEGMENT ? 4 : 16);
    r->join = false;
    return true;
  case IHEX_START_SEGMENT: value = (value >> 16 << 4) + (value & 0xffff); break;
  case IHEX_START_LINEAR: break;
  }
  out->entry = value;
  out->has_entry = true;
  return true;
}

static bool read_record(struct raw_input *in, struct reading *r)
{
  uint8_t header[HEADER], sum = 0, last;
  uint8_t *data = in->out->bytes.data + in->out->bytes.size;
  if (in->file.data[in->at] != ':')
    return raw_complain(in, "a record does not begin with a colon");
  in->at++;
  for (unsigned i = 0; i < HEADER; i++) {
    if (!raw_byte(in, &header[i]))
      return false;
    sum = (uint8_t)(sum + header[i]);
  }
  for (unsigned i = 0; i < header[0]; i++) {
    if (!raw_byte(in, &data[i]))
      return false;
    sum = (uint8_t)(sum + data[i]);
  }
  if (!raw_byte(in, &last))
    return false;
  if ((uint8_t)(sum + last) != 0)
    return raw_complain(in, "the checksum is wrong");
  return take(in, r, header[3], (unsigned)(header[1] << 8 | header[2]), data, header[0]);
}

bool raw_read_ihex(struct raw_input *in)
{
  struct reading r = {0};
  // Two digits a byte, so that this block never moves; the data of a bad record may follow the good.
  if (!raw_reserve(in->ctx, &in->out->bytes, in->file.size / 2 + MOST))
    return raw_complain(in, "out of memory for its data");
  if (!raw_next(in))
    return raw_complain(in, "there is no record");
  while (!r.ended && raw_next(in))
    if (!read_record(in, &r))
      return false;
  if (!r.ended)
    raw_warn(in, "no record ends the file: it may have been cut");
  return true;
}
