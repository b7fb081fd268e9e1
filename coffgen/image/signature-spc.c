// Microsoft's own structures inside of a signature.
//
// Skip it unless a digest, page hashes or a program's name are not found. Microsoft, "Windows
// Authenticode Portable Executable Signature Format", section "Authenticode-Specific Structures";
// X.690 for the encoding.
//
// What PKCS #7 and X.509 define, libcrypto decodes; these it does not know.
#include "image/signature.h"
#include <string.h>

enum {
  OCTET_STRING = 0x04,
  OBJECT = 0x06,
  SEQUENCE = 0x30,
  SET = 0x31,
  TAG_0 = 0x80, // primitive, context-specific
  TAG_1 = 0x81,
  IN_0 = 0xa0, // constructed, context-specific
  IN_1 = 0xa1,
  IN_2 = 0xa2
};

bool coff_der_next(struct coff_view *rest, struct coff_der *e)
{
  struct coff_view from = *rest; // which may be E's own content
  struct coff_der found;
  uint64_t size, head = 2;
  if (from.size < 2 || (from.data[0] & 0x1f) == 0x1f)
    return false;
  found.tag = from.data[0];
  size = from.data[1];
  if (size >= 0x80) {
    unsigned n = size & 0x7f;
    if (n == 0 || n > 4 || from.size < 2 + n)
      return false;
    head += n;
    size = coff_load(from.data + 2, n, COFF_BIG);
  }
  if (!coff_view_table(from, 0, head + size, 1, &found.all))
    return false;
  coff_view_table(from, head, size, 1, &found.content);
  coff_view_table(from, head + size, from.size - head - size, 1, rest);
  *e = found;
  return true;
}

bool coff_der_take(struct coff_view *rest, uint8_t tag, struct coff_der *e)
{
  struct coff_view before = *rest;
  if (coff_der_next(rest, e) && e->tag == tag)
    return true;
  *rest = before;
  return false;
}

static bool is(struct coff_view v, const char *bytes, size_t n)
{
  return v.size == n && memcmp(v.data, bytes, n) == 0;
}

// SpcSerializedObject: a class id, and a SET of (version, SET of one table).
static void read_page_hashes(struct coff_view object, struct coff_spc *spc)
{
  static const char class_id[] = "\xa6\xb5\x86\xd5\xb4\xa1\x24\x66\xae\x05\xa2\x17\xda\x8e\x60\xd6";
  // 1.3.6.1.4.1.311.2.3.1 and .2
  static const char version_1[] = "\x2b\x06\x01\x04\x01\x82\x37\x02\x03\x01";
  static const char version_2[] = "\x2b\x06\x01\x04\x01\x82\x37\x02\x03\x02";
  struct coff_der e, type;
  if (!coff_der_take(&object, OCTET_STRING, &e) || !is(e.content, class_id, 16) ||
      !coff_der_take(&object, OCTET_STRING, &e) || !coff_der_take(&e.content, SET, &e) ||
      !coff_der_take(&e.content, SEQUENCE, &e) || !coff_der_take(&e.content, OBJECT, &type))
    return;
  spc->page_sha256 = is(type.content, version_2, 10);
  if (!spc->page_sha256 && !is(type.content, version_1, 10))
    return;
  if (coff_der_take(&e.content, SET, &e) && coff_der_take(&e.content, OCTET_STRING, &e))
    spc->page_hashes = e.content;
}

bool coff_spc_read(struct coff_view data, struct coff_spc *spc)
{
  struct coff_der all, attribute, info, e;
  memset(spc, 0, sizeof *spc);
  if (!coff_der_take(&data, SEQUENCE, &all) || !coff_der_take(&all.content, SEQUENCE, &attribute) ||
      !coff_der_take(&all.content, SEQUENCE, &info) ||
      !coff_der_take(&info.content, SEQUENCE, &e) || !coff_der_take(&e.content, OBJECT, &all) ||
      !coff_der_take(&info.content, OCTET_STRING, &e))
    return false;
  spc->digest_algorithm = all.content;
  spc->digest = e.content;
  // SpcPeImageData, in it an SpcLink that is a moniker. The flags, a bit string, say nothing.
  if (!coff_der_take(&attribute.content, OBJECT, &e) ||
      !coff_der_take(&attribute.content, SEQUENCE, &all))
    return true;
  while (coff_der_next(&all.content, &e))
    if (e.tag == IN_0 && coff_der_take(&e.content, IN_1, &info))
      read_page_hashes(info.content, spc);
  return true;
}

static void read_string(struct coff_view v, struct coff_spc_string *s)
{
  struct coff_der e;
  if (!coff_der_next(&v, &e) || (e.tag != TAG_0 && e.tag != TAG_1))
    return;
  *s = (struct coff_spc_string){e.content, e.tag == TAG_0};
}

// SpcLink: a URL, or a file's name as an SpcString.
static void read_link(struct coff_view v, struct coff_spc_string *s)
{
  struct coff_der e;
  if (!coff_der_next(&v, &e))
    return;
  if (e.tag == TAG_0)
    *s = (struct coff_spc_string){e.content, false};
  if (e.tag == IN_2)
    read_string(e.content, s);
}

bool coff_spc_opus(struct coff_view data, struct coff_spc_string *program,
                   struct coff_spc_string *url)
{
  struct coff_der all, e;
  memset(program, 0, sizeof *program);
  memset(url, 0, sizeof *url);
  if (!coff_der_take(&data, SEQUENCE, &all))
    return false;
  while (coff_der_next(&all.content, &e)) {
    if (e.tag == IN_0)
      read_string(e.content, program);
    if (e.tag == IN_1)
      read_link(e.content, url);
  }
  return true;
}
