// Signatures of an image: PKCS #7 signed data, what it says of the image, and whether that is true.
//
// Skip it unless a signature is read wrongly. Microsoft, "Windows Authenticode Portable Executable
// Signature Format".
//
// libcrypto decodes and verifies; what it gives is copied into a list of plain structs, so that
// callers need neither its headers nor its rules of ownership.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "base/alloc.h"
#include "image/signature.h"
#include <stddef.h>
#include <string.h>

// ---- Memory -------------------------------------------------------------------------------------

struct block {
  struct block *next;
  max_align_t data[];
};

void *coff_signatures_keep(struct coff_signatures *all, size_t size)
{
  struct block *b = size > SIZE_MAX - sizeof *b ? NULL : coff_alloc(all->ctx, sizeof *b + size);
  if (b == NULL) {
    all->incomplete = true;
    return NULL;
  }
  b->next = all->memory;
  all->memory = b;
  return b->data;
}

void coff_signatures_close(struct coff_signatures *all)
{
  struct block *b = all->memory, *next;
  for (; b != NULL; b = next) {
    next = b->next;
    coff_free(all->ctx, b);
  }
  all->memory = NULL;
  all->first = NULL;
}

#ifndef HAVE_LIBCRYPTO

bool coff_signatures_open(struct coff_authenticode *image, const struct coff_certificate *entry,
                          struct coff_signatures *all)
{
  (void)entry;
  *all = (struct coff_signatures){.ctx = coff_file_context(image->file)};
  return false;
}

#else
#include "image/signature-parts.h"
#include <openssl/err.h>

enum { SIGNATURES_MOST = 64, PAGES_MOST = 8 };

// ---- The digest ---------------------------------------------------------------------------------

static const struct coff_digest *digest_of(struct coff_authenticode *image,
                                           enum coff_digest_kind kind, enum coff_digest_form form)
{
  struct coff_digest *d = &image->digests[form][kind];
  if (!image->tried[form][kind])
    coff_authenticode_digest(image->file, kind, form, d);
  image->tried[form][kind] = true;
  return d;
}

static enum coff_verdict compare(const struct coff_digest *is, const struct coff_digest *should)
{
  if (is->size == 0)
    return COFF_VERDICT_UNKNOWN;
  return is->size == should->size && memcmp(is->bytes, should->bytes, is->size) == 0
             ? COFF_VERDICT_GOOD
             : COFF_VERDICT_BAD;
}

static const char *digest_name(struct decoder *d, struct coff_view oid, enum coff_digest_kind *kind)
{
  ASN1_OBJECT *o = ASN1_OBJECT_create(NID_undef, (unsigned char *)(uintptr_t)oid.data,
                                      (int)oid.size, NULL, NULL);
  const char *name = o == NULL ? NULL : coff_sig_object(d, o);
  *kind = o == NULL ? COFF_DIGEST_UNKNOWN : coff_sig_digest_kind(OBJ_obj2nid(o));
  ASN1_OBJECT_free(o);
  return coff_digest_name(*kind) != NULL ? coff_digest_name(*kind) : name;
}

static void read_pages(struct decoder *d, const struct coff_spc *spc, struct coff_signature *s)
{
  if (spc->page_hashes.size == 0)
    return;
  s->page_digest = spc->page_sha256 ? COFF_DIGEST_SHA256 : COFF_DIGEST_SHA1;
  s->page_count = spc->page_hashes.size / (4 + coff_digest_size(s->page_digest));
  // It takes as long as a digest.
  if (d->image->pages_checked++ < PAGES_MOST)
    s->pages = coff_page_hashes_check(d->image->file, s->page_digest, spc->page_hashes);
}

static void read_digest(struct decoder *d, PKCS7 *p7, struct coff_signature *s)
{
  struct coff_view element, hashed;
  struct coff_spc spc;
  const struct coff_file *f = d->image->file;
  if (!coff_sig_is(p7->d.sign->contents->type, OID_SPC_INDIRECT_DATA))
    return;
  if (!coff_sig_content(p7, &element, &hashed) || !coff_spc_read(element, &spc)) {
    coff_fail(coff_file_context(f), coff_file_place(f, d->offset),
              "the digest in a signature cannot be decoded");
    return;
  }
  s->digest_name = digest_name(d, spc.digest_algorithm, &s->digest.kind);
  s->digest.size = (unsigned)(spc.digest.size < sizeof s->digest.bytes ? spc.digest.size
                                                                       : sizeof s->digest.bytes);
  memcpy(s->digest.bytes, spc.digest.data, s->digest.size);
  read_pages(d, &spc, s);
  if (coff_digest_name(s->digest.kind) == NULL)
    return;
  s->computed = *digest_of(d->image, s->digest.kind, COFF_DIGEST_BY_SECTIONS);
  s->image = compare(&s->computed, &s->digest);
  s->image_flat = compare(digest_of(d->image, s->digest.kind, COFF_DIGEST_FLAT), &s->digest);
}

// ---- The list -----------------------------------------------------------------------------------

static bool add(struct decoder *d, PKCS7 *p7, int parent, unsigned depth)
{
  struct coff_signature *s = coff_signatures_keep(d->all, sizeof *s);
  if (s == NULL)
    return false;
  if (d->last == NULL)
    d->all->first = s;
  else
    d->last->next = s;
  d->last = s;
  s->index = d->count++;
  s->parent = parent < 0 ? s->index : (unsigned)parent;
  s->content_type = coff_sig_object(d, p7->d.sign->contents->type);
  s->certificates = coff_sig_certificates(d, p7);
  if (s->certificates != NULL)
    s->ncertificates = (size_t)sk_X509_num(p7->d.sign->cert);
  read_digest(d, p7, s);
  s->signers = coff_sig_signers(d, p7, s->certificates);
  coff_sig_nested(d, p7, s->index, depth);
  return true;
}

bool coff_sig_read(struct decoder *d, struct coff_view data, int parent, unsigned depth)
{
  const struct coff_file *f = d->image->file;
  struct coff_place at = coff_file_place(f, d->offset);
  const unsigned char *p = data.data;
  if (d->count == SIGNATURES_MOST)
    return coff_fail(coff_file_context(f), at, "more than %d signatures; the rest is left out",
                     SIGNATURES_MOST);
  PKCS7 *p7 = data.size > INT32_MAX ? NULL : d2i_PKCS7(NULL, &p, (long)data.size);
  if (p7 == NULL || !PKCS7_type_is_signed(p7) || p7->d.sign == NULL ||
      p7->d.sign->contents == NULL) {
    PKCS7_free(p7);
    return coff_fail(coff_file_context(f), at, "%s cannot be decoded as PKCS #7 signed data",
                     parent < 0 ? "a certificate" : "a nested signature");
  }
  bool ok = add(d, p7, parent, depth);
  PKCS7_free(p7);
  return ok;
}

bool coff_signatures_open(struct coff_authenticode *image, const struct coff_certificate *entry,
                          struct coff_signatures *all)
{
  const struct coff_file *f = image->file;
  *all = (struct coff_signatures){.ctx = coff_file_context(f)};
  if (entry->type != WIN_CERT_TYPE_PKCS_SIGNED_DATA)
    return false;
  struct decoder d = {.image = image, .all = all, .offset = entry->offset};
  ERR_set_mark(); // the thread's error queue is the caller's
  bool ok = coff_sig_read(&d, entry->data, -1, 0);
  ERR_pop_to_mark();
  if (all->incomplete)
    ok = coff_fail(all->ctx, coff_file_place(f, entry->offset), "out of memory");
  if (!ok)
    coff_signatures_close(all);
  return ok;
}
#endif
