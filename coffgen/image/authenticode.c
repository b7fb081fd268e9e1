// The digest of an image that its signatures sign, and the hashes of its pages.
//
// Skip it unless a sound signature does not match. Microsoft, "Windows Authenticode Portable
// Executable Signature Format", section "Calculating the PE Image Hash".
//
// Nothing is copied: the bytes go from the mapping into the hash. With --without-libcrypto there is
// no hash to go into, and the functions say that they do not know.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "base/alloc.h"
#include "image/signature.h"
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBCRYPTO
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#endif

enum { ENTRY_SIZE = 8, ALIGNMENT = 8 };

const char *coff_digest_name(enum coff_digest_kind kind)
{
  static const char *const names[] = {[COFF_DIGEST_MD5] = "MD5",
                                      [COFF_DIGEST_SHA1] = "SHA-1",
                                      [COFF_DIGEST_SHA256] = "SHA-256",
                                      [COFF_DIGEST_SHA384] = "SHA-384",
                                      [COFF_DIGEST_SHA512] = "SHA-512"};
  return (size_t)kind < COFF_COUNT(names) ? names[kind] : NULL;
}

unsigned coff_digest_size(enum coff_digest_kind kind)
{
  static const unsigned sizes[] = {[COFF_DIGEST_MD5] = 16,
                                   [COFF_DIGEST_SHA1] = 20,
                                   [COFF_DIGEST_SHA256] = 32,
                                   [COFF_DIGEST_SHA384] = 48,
                                   [COFF_DIGEST_SHA512] = 64};
  return (size_t)kind < COFF_COUNT(sizes) ? sizes[kind] : 0;
}

#ifndef HAVE_LIBCRYPTO

const char *coff_libcrypto_version(void)
{
  return NULL;
}

bool coff_authenticode_digest(const struct coff_file *f, enum coff_digest_kind kind,
                              enum coff_digest_form form, struct coff_digest *out)
{
  (void)f, (void)form;
  *out = (struct coff_digest){.kind = kind};
  return false;
}

enum coff_verdict coff_page_hashes_check(const struct coff_file *f, enum coff_digest_kind kind,
                                         struct coff_view table)
{
  (void)f, (void)kind, (void)table;
  return COFF_VERDICT_UNKNOWN;
}

#else

const char *coff_libcrypto_version(void)
{
  return OpenSSL_version(OPENSSL_VERSION_STRING);
}

// ---- Hashing ------------------------------------------------------------------------------------

// The directory's entry for the certificate table. False if there is no room for one.
static bool entry_field(const struct coff_file *f, struct coff_view *field)
{
  const struct coff_dirs *d = coff_file_target(f)->dirs;
  uint32_t at, size;
  for (unsigned i = 0; d != NULL && i < d->n; i++)
    if (d->kind[i] == COFF_DIR_CERTIFICATE && coff_file_directory(f, i, &at, &size))
      return coff_view_table(coff_file_aouthdr_bytes(f),
                             coff_file_aouthdr_layout(f)->dirs_at + (uint64_t)i * ENTRY_SIZE, 1,
                             ENTRY_SIZE, field);
  return false;
}

struct range {
  uint64_t from, to;
};

struct hasher {
  const struct coff_file *f;
  EVP_MD_CTX *md;
  struct range holes[2]; // CheckSum and the directory's entry, in this order
  uint64_t room;         // bytes that may still be read: sections that overlap make many of few
  bool failed;
};

static const EVP_MD *algorithm(enum coff_digest_kind kind)
{
  switch (kind) {
  case COFF_DIGEST_MD5: return EVP_md5();
  case COFF_DIGEST_SHA1: return EVP_sha1();
  case COFF_DIGEST_SHA256: return EVP_sha256();
  case COFF_DIGEST_SHA384: return EVP_sha384();
  case COFF_DIGEST_SHA512: return EVP_sha512();
  default: return NULL;
  }
}

static bool begin(struct hasher *h, const struct coff_file *f)
{
  struct coff_view checksum, entry;
  *h = (struct hasher){.f = f, .room = 4 * coff_file_bytes(f).size + 0x100000};
  if (!coff_checksum_field(f, &checksum))
    return false;
  h->holes[0] = (struct range){checksum.origin, checksum.origin + checksum.size};
  h->holes[1] = h->holes[0];
  if (entry_field(f, &entry))
    h->holes[1] = (struct range){entry.origin, entry.origin + ENTRY_SIZE};
  h->md = EVP_MD_CTX_new();
  return h->md != NULL;
}

// Bytes FROM to TO, as far as they are in the file.
static void feed(struct hasher *h, uint64_t from, uint64_t to)
{
  struct coff_view all = coff_file_bytes(h->f);
  to = to < all.size ? to : all.size;
  if (from >= to || h->failed)
    return;
  if (to - from > h->room || EVP_DigestUpdate(h->md, all.data + from, (size_t)(to - from)) != 1) {
    h->failed = true;
    return;
  }
  h->room -= to - from;
}

// The same without the holes.
static void feed_around(struct hasher *h, uint64_t from, uint64_t to)
{
  for (size_t i = 0; i < COFF_COUNT(h->holes); i++) {
    feed(h, from, to < h->holes[i].from ? to : h->holes[i].from);
    from = from > h->holes[i].to ? from : h->holes[i].to;
  }
  feed(h, from, to);
}

static void feed_zeroes(struct hasher *h, uint64_t n)
{
  static const uint8_t zeroes[4096];
  for (uint64_t run; n != 0 && !h->failed; n -= run) {
    run = n < sizeof zeroes ? n : sizeof zeroes;
    h->failed = run > h->room || EVP_DigestUpdate(h->md, zeroes, (size_t)run) != 1;
    h->room -= h->failed ? 0 : run;
  }
}

// ---- The two forms ------------------------------------------------------------------------------

static int compare(const void *a, const void *b)
{
  const struct range *x = a, *y = b;
  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return x->to < y->to ? -1 : x->to > y->to;
}

// Steps 9 to 12: the sections by PointerToRawData. Returns the sum of their sizes; false in OK if
// memory ran out.
static uint64_t feed_sections(struct hasher *h, bool *ok)
{
  const struct coff_file *f = h->f;
  uint32_t count = coff_section_count(f), n = 0;
  struct range *all = coff_alloc_array(coff_file_context(f), count == 0 ? 1 : count, sizeof *all);
  struct coff_section s;
  uint64_t sum = 0;
  *ok = all != NULL;
  if (all == NULL)
    return 0;
  for (uint32_t i = 1; i <= count && coff_section_get(f, i, &s); i++)
    if (s.file_size != 0)
      all[n++] = (struct range){s.file_offset, s.file_offset + s.file_size};
  if (n != 0)
    qsort(all, n, sizeof *all, compare);
  for (uint32_t i = 0; i < n; i++) {
    feed(h, all[i].from, all[i].to);
    sum += all[i].to - all[i].from;
  }
  coff_free(coff_file_context(f), all);
  return sum;
}

// The number in each comment is the specification's step.
static bool feed_by_sections(struct hasher *h)
{
  const struct coff_file *f = h->f;
  uint64_t size = coff_file_bytes(f).size, table;
  uint64_t headers = coff_file_aouthdr(f)->field[COFF_AOUT_SIZE_OF_HEADERS];
  bool ok;
  coff_certificates_offset(f, &table);
  feed_around(h, 0, headers);                     // 3 to 7
  uint64_t sum = headers + feed_sections(h, &ok); // 8 to 13
  if (!ok)
    return coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
  if (size > sum && size - sum > table) // 14
    feed(h, sum, size - table);
  if (table == 0)
    feed_zeroes(h, (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT);
  return true;
}

static void feed_flat(struct hasher *h)
{
  uint64_t table, end = coff_certificates_offset(h->f, &table);
  feed_around(h, 0, end);
  if (table == 0)
    feed_zeroes(h, (ALIGNMENT - end % ALIGNMENT) % ALIGNMENT);
}

static bool finish(struct hasher *h, struct coff_digest *out)
{
  return !h->failed && EVP_DigestFinal_ex(h->md, out->bytes, &out->size) == 1;
}

bool coff_authenticode_digest(const struct coff_file *f, enum coff_digest_kind kind,
                              enum coff_digest_form form, struct coff_digest *out)
{
  struct hasher h;
  bool done = false;
  *out = (struct coff_digest){.kind = kind};
  ERR_set_mark(); // the thread's error queue is the caller's
  if (algorithm(kind) != NULL && begin(&h, f)) {
    if (EVP_DigestInit_ex(h.md, algorithm(kind), NULL) == 1) {
      done = true;
      if (form == COFF_DIGEST_FLAT)
        feed_flat(&h);
      else
        done = feed_by_sections(&h);
      done = done && finish(&h, out);
    }
    if (h.failed)
      coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE),
                "sections overlap so much that the digest is not computed");
    EVP_MD_CTX_free(h.md);
  }
  ERR_pop_to_mark();
  out->size = done ? out->size : 0;
  return done;
}

// ---- Pages --------------------------------------------------------------------------------------

enum { LARGEST_PAGE = 0x10000 };

struct pages {
  struct hasher h;
  enum coff_digest_kind kind;
  struct coff_view table;
  uint64_t next; // offset of the next entry
  bool good;
};

// Compares the next entry with the page that begins at FROM; SIZE 0 is the end, whose digest is zero.
static void check_page(struct pages *p, uint64_t from, uint64_t to, uint64_t page)
{
  struct coff_view entry;
  struct coff_digest d = {.kind = p->kind};
  unsigned size = coff_digest_size(p->kind);
  p->good = p->good && coff_view_table(p->table, p->next, 1, 4 + size, &entry) &&
            coff_le32(entry.data) == from;
  if (!p->good)
    return;
  p->next += 4 + size;
  if (page != 0) {
    p->h.failed |= EVP_DigestInit_ex(p->h.md, algorithm(p->kind), NULL) != 1;
    if (from == 0)
      feed_around(&p->h, 0, to); // the holes are left out, and not filled at the end
    else
      feed(&p->h, from, to);
    feed_zeroes(&p->h, page - (to - from));
    p->good = finish(&p->h, &d);
  }
  p->good = p->good && memcmp(entry.data + 4, d.bytes, size) == 0;
}

// One entry for the headers, one a page of each section, and the end of the last section.
static void check_pages(struct pages *p, uint64_t page, uint64_t headers)
{
  struct coff_section s;
  uint64_t end = headers;
  check_page(p, 0, headers, page);
  for (uint32_t i = 1; p->good && coff_section_get(p->h.f, i, &s); i++) {
    if (s.file_size == 0)
      continue;
    end = s.file_offset + s.file_size;
    for (uint64_t at = s.file_offset; p->good && at < end; at += page)
      check_page(p, at, end - at < page ? end : at + page, page);
  }
  check_page(p, end, end, 0);
}

enum coff_verdict coff_page_hashes_check(const struct coff_file *f, enum coff_digest_kind kind,
                                         struct coff_view table)
{
  struct pages p = {.kind = kind, .table = table, .good = true};
  const struct coff_aouthdr *a = coff_file_aouthdr(f);
  if (a == NULL || algorithm(kind) == NULL || !begin(&p.h, f))
    return COFF_VERDICT_UNKNOWN;
  uint64_t page = a->field[COFF_AOUT_SECTION_ALIGNMENT];
  uint64_t headers = a->field[COFF_AOUT_SIZE_OF_HEADERS];
  bool known = page != 0 && page <= LARGEST_PAGE && headers <= page;
  ERR_set_mark();
  if (known)
    check_pages(&p, page, headers);
  EVP_MD_CTX_free(p.h.md);
  ERR_pop_to_mark();
  if (!known || p.h.failed)
    return COFF_VERDICT_UNKNOWN;
  return p.good ? COFF_VERDICT_GOOD : COFF_VERDICT_BAD;
}
#endif
