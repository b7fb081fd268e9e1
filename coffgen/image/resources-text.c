// Text of resources: UTF-16, string tables, message tables.
//
// Skip it unless one of them is read wrongly. Windows SDK: "STRINGTABLE resource",
// "MESSAGE_RESOURCE_DATA structure".
#include "coff/resources.h"
#include <inttypes.h>

// ---- UTF-16 -----------------------------------------------------------------------------------

// The character at TEXT, and how many bytes it takes there. An unpaired surrogate is one.
static uint32_t next_character(struct coff_view text, uint64_t at, unsigned *taken)
{
  uint32_t c = coff_le16(text.data + at);
  *taken = 2;
  if ((c & 0xfc00) != 0xd800 || text.size - at < 4)
    return c;
  uint32_t low = coff_le16(text.data + at + 2);
  if ((low & 0xfc00) != 0xdc00)
    return c;
  *taken = 4;
  return 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
}

static unsigned encode(uint32_t c, char out[4])
{
  static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  unsigned n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (unsigned i = n - 1; i > 0; i--, c >>= 6)
    out[i] = (char)(0x80 | (c & 0x3f));
  out[0] = (char)(n == 1 ? c : lead[n] | c);
  return n;
}

size_t coff_utf8_from_utf16(struct coff_view text, char *buf, size_t size)
{
  size_t used = 0;
  unsigned taken;
  char one[4];
  bool full = false;
  for (uint64_t at = 0; text.size - at >= 2; at += taken) {
    unsigned n = encode(next_character(text, at, &taken), one);
    full = full || used > size || n > size - used;
    for (unsigned i = 0; i < n && !full; i++)
      buf[used + i] = one[i];
    used += n;
  }
  return used;
}

struct coff_view coff_utf16_string(struct coff_view v, bool *terminated)
{
  uint64_t n = 0;
  bool end = false;
  while (!end && v.size - n >= 2) {
    end = coff_le16(v.data + n) == 0;
    n += end ? 0 : 2;
  }
  v.size = n;
  if (terminated != NULL)
    *terminated = end;
  return v;
}

bool coff_utf16_next(struct coff_view *list, struct coff_view *string)
{
  bool terminated;
  *string = coff_utf16_string(*list, &terminated);
  uint64_t taken = string->size + (terminated ? 2 : 0);
  list->data += taken;
  list->origin += taken;
  list->size -= taken;
  return string->size != 0;
}

// ---- String tables ----------------------------------------------------------------------------

enum { STRINGS_IN_BLOCK = 16 };

static void skip(struct coff_view *v, uint64_t n)
{
  v->data += n;
  v->size -= n;
  v->origin += n;
}

struct coff_strings coff_strings_open(const struct coff_file *f, uint32_t block, struct coff_view v)
{
  return (struct coff_strings){f, v, block, 0};
}

bool coff_strings_next(struct coff_strings *s, struct coff_string_entry *e)
{
  while (s->next < STRINGS_IN_BLOCK) {
    struct coff_view head;
    if (!coff_view_table(s->rest, 0, 1, 2, &head)) {
      s->next = STRINGS_IN_BLOCK;
      return coff_fail(coff_file_context(s->file), coff_file_place(s->file, s->rest.origin),
                       "string table ends before its 16 strings do");
    }
    uint64_t units = coff_le16(head.data);
    *e =
        (struct coff_string_entry){(s->block - 1) * STRINGS_IN_BLOCK + s->next++, head.origin, {0}};
    if (coff_view_clip(s->rest, 2, units, 2, &e->text) < units) {
      coff_fail(coff_file_context(s->file), coff_file_place(s->file, head.origin),
                "string %" PRIu32 " is cut off", e->id);
      s->next = STRINGS_IN_BLOCK;
      return true;
    }
    skip(&s->rest, 2 + units * 2);
    if (units != 0)
      return true;
  }
  return false;
}

// ---- Message tables ---------------------------------------------------------------------------

enum { BLOCK_SIZE = 12, MESSAGE_HEADER = 4 };

static bool fail_at(const struct coff_messages *m, uint64_t at, const char *text)
{
  return coff_fail(coff_file_context(m->file), coff_file_place(m->file, m->all.origin + at), "%s",
                   text);
}

struct coff_messages coff_messages_open(const struct coff_file *f, struct coff_view v)
{
  struct coff_messages m = {.file = f, .all = v, .entries_left = v.size / MESSAGE_HEADER};
  struct coff_view blocks;
  if (v.size < 4) {
    fail_at(&m, 0, "message table is cut off");
    return m;
  }
  uint32_t claimed = coff_le32(v.data);
  m.blocks = (uint32_t)coff_view_clip(v, 4, claimed, BLOCK_SIZE, &blocks);
  if (m.blocks < claimed)
    coff_fail(coff_file_context(f), coff_file_place(f, v.origin),
              "message table has %" PRIu32 " blocks; %" PRIu32 " are there", claimed, m.blocks);
  return m;
}

// Opens the next block that has messages.
static bool next_block(struct coff_messages *m)
{
  while (m->next_block < m->blocks) {
    uint64_t at = 4 + (uint64_t)m->next_block++ * BLOCK_SIZE;
    const uint8_t *p = m->all.data + at;
    m->id = coff_le32(p);
    m->last = coff_le32(p + 4);
    m->at = coff_le32(p + 8);
    m->in_block = m->id <= m->last;
    if (m->in_block)
      return true;
    fail_at(m, at, "block of messages ends before it begins");
  }
  return false;
}

static struct coff_view message_text(const struct coff_messages *m, uint16_t length, uint16_t flags)
{
  struct coff_view v = {0};
  coff_view_table(m->all, m->at + MESSAGE_HEADER, 1, length - MESSAGE_HEADER, &v);
  unsigned unit = flags == MESSAGE_RESOURCE_UNICODE ? 2 : 1;
  v.size -= v.size % unit;
  while (v.size != 0 && v.data[v.size - 1] == 0 && v.data[v.size - unit] == 0)
    v.size -= unit;
  return v;
}

bool coff_messages_next(struct coff_messages *m, struct coff_message *one)
{
  struct coff_view head;
  while (m->in_block || next_block(m)) {
    bool there = coff_view_table(m->all, m->at, 1, MESSAGE_HEADER, &head);
    uint16_t length = there ? coff_le16(head.data) : 0;
    m->in_block = false;
    if (length < MESSAGE_HEADER || length > m->all.size - m->at) {
      fail_at(m, there ? m->at : 0, "message is cut off; the rest of its block is left out");
      continue;
    }
    if (m->entries_left-- == 0) {
      m->entries_left = 0;
      m->next_block = m->blocks;
      return fail_at(m, m->at, "blocks of messages overlap: the rest is left out");
    }
    *one = (struct coff_message){.id = m->id, .at = head.origin};
    one->flags = coff_le16(head.data + 2);
    one->text = message_text(m, length, one->flags);
    m->at += length;
    m->in_block = m->id++ < m->last;
    return true;
  }
  return false;
}
