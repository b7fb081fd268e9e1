// Tests of certificates: the table, the checksum, digests, signatures; damage to each.
//
// Skip it unless one of them fails; test_certificates.py has files that other tools signed.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "coff/certificates.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/made-signature.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>

// Fields of the headers that made_image writes (PE32+).
enum {
  SIZE_OF_IMAGE = MADE_OPTHDR + 56,
  CHECKSUM = MADE_OPTHDR + 64,
  ENTRY = MADE_OPTHDR + 112 + 8 * 4,
  HEADER = 8
};

struct subject {
  uint8_t *image;
  size_t total;
  struct ear ear;
  struct coff_file *file;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

// An image whose certificate table, SIZE bytes, is the end of the file and in no section. Its digest
// does not depend on the table.
static void make(struct subject *s, const uint8_t *table, size_t size)
{
  *s = (struct subject){0};
  s->image = made_image(0x8664, true, COFF_DIR_CERTIFICATE, table, size, &s->total);
  put(s->image + SIZE_OF_IMAGE, 4, 0x2000);
  put(s->image + MADE_SCNHDR + 8, 4, 0x100); // VirtualSize
  put(s->image + MADE_SCNHDR + 16, 4, 0);    // SizeOfRawData
  put(s->image + MADE_SCNHDR + 20, 4, 0);
}

static void open_image(struct subject *s)
{
  listen(&s->ear);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, s->total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
}

static void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static void header(uint8_t *p, uint32_t length, unsigned type)
{
  put(p, 4, length);
  put(p + 4, 2, WIN_CERT_REVISION_2_0);
  put(p + 6, 2, type);
}

// ---- The checksum -------------------------------------------------------------------------------

// The definition, word by word.
static uint32_t checksum_of(const uint8_t *p, size_t size)
{
  uint32_t sum = 0;
  for (size_t i = 0; i < size; i += 2) {
    uint32_t word = p[i] | (i + 1 < size ? (uint32_t)p[i + 1] << 8 : 0);
    sum += i >= CHECKSUM && i < CHECKSUM + 4 ? 0 : word;
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return sum + (uint32_t)size;
}

START_TEST(test_checksum)
{
  uint8_t bytes[67];
  for (size_t size = 1; size < sizeof bytes; size++) {
    struct subject s;
    struct coff_checksum sum;
    for (size_t i = 0; i < size; i++)
      bytes[i] = (uint8_t)(0xff - 7 * i * size);
    make(&s, bytes, size);
    put(s.image + CHECKSUM, 4, 0xdeadbeef);
    open_image(&s);
    ck_assert(coff_checksum_get(s.file, &sum));
    ck_assert_uint_eq(sum.offset, CHECKSUM);
    ck_assert_uint_eq(sum.stored, 0xdeadbeef);
    ck_assert_uint_eq(sum.computed, checksum_of(s.image, s.total));
    end(&s);
  }
}
END_TEST

// A header at an odd offset: CheckSum then begins in the middle of a word.
START_TEST(test_checksum_odd)
{
  struct subject s;
  struct coff_checksum sum;
  const uint8_t byte = 0x5a;
  uint32_t wanted = 0;
  make(&s, &byte, 1);
  memmove(s.image + 0x43, s.image + 0x40, 0x300);
  put(s.image + 0x3c, 4, 0x43);
  open_image(&s);
  for (size_t i = 0; i < s.total; i++) {
    bool skipped = i >= CHECKSUM + 3 && i < CHECKSUM + 7;
    wanted += skipped ? 0 : (uint32_t)s.image[i] << (i % 2 * 8);
    wanted = (wanted & 0xffff) + (wanted >> 16);
  }
  ck_assert(coff_checksum_get(s.file, &sum));
  ck_assert_uint_eq(sum.offset, CHECKSUM + 3);
  ck_assert_uint_eq(sum.computed, wanted + s.total);
  end(&s);
}
END_TEST

// ---- The table ----------------------------------------------------------------------------------

START_TEST(test_entries)
{
  uint8_t table[56] = {0};
  struct subject s;
  struct coff_certificates all;
  struct coff_certificate e;
  header(table, 11, WIN_CERT_TYPE_X509);
  memcpy(table + HEADER, "abc", 3);
  header(table + 16, 24, WIN_CERT_TYPE_EFI_GUID); // zeroes up to 56 behind it
  make(&s, table, sizeof table);
  open_image(&s);
  ck_assert(coff_certificates_open(s.file, &all));
  ck_assert_uint_eq(all.table.origin, MADE_OFFSET);
  ck_assert(all.section == 0 && all.behind == 0);
  ck_assert(coff_certificate_next(&all, &e));
  ck_assert_uint_eq(e.offset, MADE_OFFSET);
  ck_assert(e.length == 11 && e.type == WIN_CERT_TYPE_X509 && e.data.size == 3);
  ck_assert_mem_eq(e.data.data, "abc", 3);
  ck_assert(coff_certificate_next(&all, &e));
  ck_assert(e.offset == MADE_OFFSET + 16 && e.type == WIN_CERT_TYPE_EFI_GUID && e.data.size == 16);
  ck_assert(!coff_certificate_next(&all, &e));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// A table of one entry that says it has LENGTH bytes. Gives how many entries and complaints came.
static void bad_length(uint32_t length, unsigned size, int entries, int complaints)
{
  uint8_t table[24] = {0};
  struct subject s;
  struct coff_certificates all;
  struct coff_certificate e;
  int n = 0;
  header(table, length, WIN_CERT_TYPE_X509);
  make(&s, table, size);
  open_image(&s);
  ck_assert(coff_certificates_open(s.file, &all));
  for (; coff_certificate_next(&all, &e); n++)
    ck_assert_uint_le(e.data.origin + e.data.size, s.total);
  ck_assert_int_eq(n, entries);
  ck_assert_int_eq(s.ear.heard.errors, complaints);
  end(&s);
}

START_TEST(test_lengths)
{
  bad_length(24, 24, 1, 0);
  bad_length(0, 24, 0, 1);
  bad_length(7, 24, 0, 1);
  bad_length(8, 24, 1, 0);
  bad_length(25, 24, 1, 1);
  bad_length(UINT32_MAX, 24, 1, 1);
  bad_length(24, 5, 0, 1);
}
END_TEST

START_TEST(test_places)
{
  uint8_t table[24] = {0};
  struct subject s;
  struct coff_certificates all;
  header(table, 16, WIN_CERT_TYPE_X509);
  make(&s, table, sizeof table);
  put(s.image + ENTRY + 4, 4, 16); // 8 bytes are left behind it
  put(s.image + MADE_SCNHDR + 16, 4, 24);
  put(s.image + MADE_SCNHDR + 20, 4, MADE_OFFSET);
  open_image(&s);
  ck_assert(coff_certificates_open(s.file, &all));
  ck_assert(all.section == 1 && all.behind == 8);
  ck_assert_int_eq(s.ear.heard.errors, 2);
  end(&s);
  make(&s, table, sizeof table);
  put(s.image + ENTRY, 4, MADE_OFFSET + 4);
  put(s.image + ENTRY + 4, 4, 0x100000);
  open_image(&s);
  ck_assert(coff_certificates_open(s.file, &all));
  ck_assert_uint_eq(all.table.size, 20);
  ck_assert_int_eq(s.ear.heard.errors, 2); // cut off, and not aligned
  end(&s);
  make(&s, table, sizeof table);
  put(s.image + ENTRY, 4, 0x100000);
  open_image(&s);
  ck_assert(!coff_certificates_open(s.file, &all));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

#ifdef HAVE_LIBCRYPTO
#include <openssl/evp.h>

// ---- Digests ------------------------------------------------------------------------------------

// The headers of make() without the holes, and TAIL.
static void digest_by_hand(const struct subject *s, const void *tail, size_t n, uint8_t out[32])
{
  EVP_MD_CTX *md = EVP_MD_CTX_new();
  EVP_DigestInit_ex(md, EVP_sha256(), NULL);
  EVP_DigestUpdate(md, s->image, CHECKSUM);
  EVP_DigestUpdate(md, s->image + CHECKSUM + 4, ENTRY - CHECKSUM - 4);
  EVP_DigestUpdate(md, s->image + ENTRY + 8, MADE_OFFSET - ENTRY - 8);
  EVP_DigestUpdate(md, tail, n);
  EVP_DigestFinal_ex(md, out, NULL);
  EVP_MD_CTX_free(md);
}

static void check_digest(struct subject *s, enum coff_digest_form form, const void *tail, size_t n)
{
  struct coff_digest d;
  uint8_t wanted[32];
  ck_assert(coff_authenticode_digest(s->file, COFF_DIGEST_SHA256, form, &d));
  digest_by_hand(s, tail, n, wanted);
  ck_assert_uint_eq(d.size, 32);
  ck_assert_mem_eq(d.bytes, wanted, 32);
}

// Without certificates the file counts as filled up to 8 bytes; with them it ends at the table.
START_TEST(test_digest_ends)
{
  struct subject s;
  make(&s, (const uint8_t *)"0123456789", 10);
  memset(s.image + ENTRY, 0, 8);
  open_image(&s);
  check_digest(&s, COFF_DIGEST_BY_SECTIONS, "0123456789\0\0\0\0\0\0", 16);
  check_digest(&s, COFF_DIGEST_FLAT, "0123456789\0\0\0\0\0\0", 16);
  end(&s);
  make(&s, (const uint8_t *)"0123456789abcdef", 16);
  put(s.image + ENTRY, 4, MADE_OFFSET + 8);
  put(s.image + ENTRY + 4, 4, 8);
  open_image(&s);
  check_digest(&s, COFF_DIGEST_BY_SECTIONS, "01234567", 8);
  check_digest(&s, COFF_DIGEST_FLAT, "01234567", 8);
  end(&s);
}
END_TEST

// What lies between sections is in the flat form alone; what is behind the sum of their sizes is in
// the other one from there on.
START_TEST(test_digest_gap)
{
  struct subject s;
  make(&s, (const uint8_t *)"gap.....section.", 16);
  memset(s.image + ENTRY, 0, 8);
  put(s.image + MADE_SCNHDR + 16, 4, 8);
  put(s.image + MADE_SCNHDR + 20, 4, MADE_OFFSET + 8);
  open_image(&s);
  check_digest(&s, COFF_DIGEST_FLAT, "gap.....section.", 16);
  check_digest(&s, COFF_DIGEST_BY_SECTIONS, "section.section.", 16);
  end(&s);
}
END_TEST

// 600 sections that are all the same megabyte.
START_TEST(test_digest_overlap)
{
  enum { SECTIONS = 600, BIG = 0x100000, HEADERS = 0x8000 };
  struct subject s;
  struct coff_digest d;
  uint8_t *big = calloc(1, BIG);
  make(&s, big, BIG);
  memset(s.image + ENTRY, 0, 8);
  put(s.image + MADE_OPTHDR + 60, 4, HEADERS);
  put(s.image + 0x46, 2, SECTIONS);
  for (unsigned i = 0; i < SECTIONS; i++) {
    put(s.image + MADE_SCNHDR + 40 * i + 16, 4, BIG - HEADERS);
    put(s.image + MADE_SCNHDR + 40 * i + 20, 4, HEADERS);
  }
  open_image(&s);
  ck_assert(!coff_authenticode_digest(s.file, COFF_DIGEST_SHA256, COFF_DIGEST_BY_SECTIONS, &d));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_uint_eq(d.size, 0);
  ck_assert(coff_authenticode_digest(s.file, COFF_DIGEST_SHA512, COFF_DIGEST_FLAT, &d));
  ck_assert_uint_eq(d.size, 64);
  end(&s);
  free(big);
}
END_TEST

// ---- Signatures ---------------------------------------------------------------------------------

struct verdicts {
  enum coff_verdict image, signer, countersigner;
};

static struct verdicts look(const struct coff_signature *s)
{
  ck_assert_ptr_nonnull(s);
  ck_assert_ptr_null(s->next);
  ck_assert(s->index == 0 && s->parent == 0);
  ck_assert_str_eq(s->content_type, "SPC_INDIRECT_DATA_OBJID");
  ck_assert_str_eq(s->digest_name, "SHA-256");
  const struct coff_signer *by = s->signers;
  ck_assert_ptr_nonnull(by);
  ck_assert_str_eq(by->issuer, "CN=Sign\xc3\xa9r, O=A\\, B");
  ck_assert_str_eq(by->serial, "1234");
  ck_assert_int_eq(by->signing_time, 1600000000);
  ck_assert_ptr_nonnull(by->timestamps);
  ck_assert_int_eq(by->timestamps->kind, COFF_TIMESTAMP_PKCS9);
  ck_assert_int_eq(by->timestamps->time, 1600000000);
  ck_assert_ptr_null(by->timestamps->next);
  return (struct verdicts){s->image, by->verdict, by->timestamps->verdict};
}

// An image with a signature that has FAULT; CHANGED: a byte of the image differs from what was signed.
static void check_signature(enum made_fault fault, bool changed, struct verdicts wanted)
{
  struct subject s;
  uint8_t digest[32], *table;
  size_t size;
  struct coff_certificates all;
  struct coff_certificate e;
  struct coff_signatures signatures;
  make(&s, (const uint8_t *)"", 0);
  digest_by_hand(&s, "", 0, digest);
  free(s.image);
  uint8_t *message = made_signature(digest, fault, &size);
  size_t rounded = (HEADER + size + 7) / 8 * 8;
  table = calloc(1, rounded);
  header(table, (uint32_t)(HEADER + size), WIN_CERT_TYPE_PKCS_SIGNED_DATA);
  memcpy(table + HEADER, message, size);
  make(&s, table, rounded);
  s.image[MADE_OFFSET - 1] ^= changed;
  open_image(&s);
  struct coff_authenticode image = {.file = s.file};
  ck_assert(coff_certificates_open(s.file, &all) && coff_certificate_next(&all, &e));
  ck_assert(coff_signatures_open(&image, &e, &signatures));
  struct verdicts got = look(signatures.first);
  ck_assert_int_eq(got.image, wanted.image);
  ck_assert_int_eq(got.signer, wanted.signer);
  ck_assert_int_eq(got.countersigner, wanted.countersigner);
  if (fault == MADE_SOUND) {
    const struct coff_x509 *x = signatures.first->certificates;
    ck_assert_uint_eq(signatures.first->ncertificates, 1);
    ck_assert_ptr_eq(signatures.first->signers->certificate, x);
    ck_assert_int_eq(x->not_before, 0);
    ck_assert_int_eq(x->not_after, 4102444799); // 2099-12-31T23:59:59Z
    ck_assert_str_eq(x->key, "id-ecPublicKey prime256v1 256");
  }
  coff_signatures_close(&signatures);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
  free(table);
  free(message);
}

START_TEST(test_signatures)
{
  const enum coff_verdict good = COFF_VERDICT_GOOD, bad = COFF_VERDICT_BAD,
                          unknown = COFF_VERDICT_UNKNOWN;
  check_signature(MADE_SOUND, false, (struct verdicts){good, good, good});
  check_signature(MADE_SOUND, true, (struct verdicts){bad, good, good});
  check_signature(MADE_WRONG_CONTENT, false, (struct verdicts){bad, bad, good});
  check_signature(MADE_WRONG_SIGNATURE, false, (struct verdicts){good, bad, bad});
  check_signature(MADE_WRONG_COUNTERSIGN, false, (struct verdicts){good, good, bad});
  check_signature(MADE_NO_CERTIFICATE, false, (struct verdicts){good, unknown, unknown});
}
END_TEST

START_TEST(test_no_signature)
{
  uint8_t table[24] = {0};
  struct subject s;
  struct coff_certificates all;
  struct coff_certificate e;
  struct coff_signatures signatures;
  header(table, 24, WIN_CERT_TYPE_PKCS_SIGNED_DATA);
  memcpy(table + HEADER, "\x30\x03\x02\x01\x01", 5);
  make(&s, table, sizeof table);
  open_image(&s);
  struct coff_authenticode image = {.file = s.file};
  ck_assert(coff_certificates_open(s.file, &all) && coff_certificate_next(&all, &e));
  ck_assert(!coff_signatures_open(&image, &e, &signatures));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET);
  e.type = WIN_CERT_TYPE_X509;
  ck_assert(!coff_signatures_open(&image, &e, &signatures));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST
#endif

int main(void)
{
  Suite *suite = suite_create("certificates");
  TCase *c = tcase_create("certificates");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, test_checksum);
  tcase_add_test(c, test_checksum_odd);
  tcase_add_test(c, test_entries);
  tcase_add_test(c, test_lengths);
  tcase_add_test(c, test_places);
#ifdef HAVE_LIBCRYPTO
  tcase_add_test(c, test_digest_ends);
  tcase_add_test(c, test_digest_gap);
  tcase_add_test(c, test_digest_overlap);
  tcase_add_test(c, test_signatures);
  tcase_add_test(c, test_no_signature);
#endif
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
