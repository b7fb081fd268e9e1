// Who signed, when, and whether the signature is one.
//
// Skip it unless a sound signature does not verify. PKCS #7 (RFC 2315), section 9; PKCS #9 (RFC
// 2985), countersignatures; RFC 3161, timestamps.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifdef HAVE_LIBCRYPTO
#include "image/signature-parts.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

enum { CHECKS_MOST = 64, DEPTH_MOST = 8 };

static struct coff_view view_of(const ASN1_STRING *s)
{
  if (s == NULL)
    return (struct coff_view){NULL, 0, 0};
  return (struct coff_view){ASN1_STRING_get0_data(s), (uint64_t)ASN1_STRING_length(s), 0};
}

// Value N of an attribute, as an element or, of a primitive type, as contents; empty if none.
static struct coff_view value_of(X509_ATTRIBUTE *a, int n)
{
  ASN1_TYPE *type = X509_ATTRIBUTE_get0_type(a, n);
  if (type == NULL || type->type == V_ASN1_BOOLEAN || type->type == V_ASN1_NULL ||
      type->type == V_ASN1_OBJECT)
    return (struct coff_view){NULL, 0, 0};
  return view_of(type->value.asn1_string);
}

bool coff_sig_content(PKCS7 *p7, struct coff_view *element, struct coff_view *hashed)
{
  PKCS7 *inner = p7->d.sign->contents;
  struct coff_view rest;
  struct coff_der e;
  if (inner == NULL)
    return false;
  if (PKCS7_type_is_data(inner)) {
    *element = *hashed = view_of(inner->d.data);
    return element->data != NULL;
  }
  ASN1_TYPE *other = PKCS7_type_is_other(inner) ? inner->d.other : NULL;
  if (other == NULL || (other->type != V_ASN1_SEQUENCE && other->type != V_ASN1_OCTET_STRING))
    return false;
  *element = *hashed = rest = view_of(other->value.asn1_string);
  if (other->type == V_ASN1_OCTET_STRING)
    return true;
  // What PKCS #7 signs are the contents of the element, without its tag and length.
  if (!coff_der_next(&rest, &e))
    return false;
  *hashed = e.content;
  return true;
}

// ---- Verifying ----------------------------------------------------------------------------------

static X509 *certificate_of(PKCS7 *p7, const PKCS7_SIGNER_INFO *si)
{
  if (p7->d.sign->cert == NULL)
    return NULL;
  return X509_find_by_issuer_and_serial(p7->d.sign->cert, si->issuer_and_serial->issuer,
                                        si->issuer_and_serial->serial);
}

static const struct coff_x509 *decoded(PKCS7 *p7, const X509 *x, const struct coff_x509 *list)
{
  for (int i = 0; x != NULL && list != NULL && i < sk_X509_num(p7->d.sign->cert); i++)
    if (sk_X509_value(p7->d.sign->cert, i) == x)
      return &list[i];
  return NULL;
}

static enum coff_verdict verify_with(PKCS7 *p7, PKCS7_SIGNER_INFO *si, X509 *x, const EVP_MD *md,
                                     struct coff_view hashed)
{
  enum coff_verdict verdict = COFF_VERDICT_UNKNOWN;
  BIO *hash = BIO_new(BIO_f_md()), *end = BIO_new(BIO_s_null());
  EVP_MD_CTX *context = NULL;
  if (hash != NULL && end != NULL && BIO_get_md_ctx(hash, &context) == 1 &&
      EVP_DigestInit_ex(context, md, NULL) == 1) {
    BIO_push(hash, end);
    if (hashed.size <= INT32_MAX &&
        (hashed.size == 0 || BIO_write(hash, hashed.data, (int)hashed.size) == (int)hashed.size))
      verdict = PKCS7_signatureVerify(hash, p7, si, x) == 1 ? COFF_VERDICT_GOOD : COFF_VERDICT_BAD;
  }
  BIO_free(hash);
  BIO_free(end);
  return verdict;
}

// Whether SI is a signature over HASHED by the key of certificate X. Unknown without the certificate,
// and for algorithms that libcrypto's PKCS #7 has no way to verify.
static enum coff_verdict verify(PKCS7 *p7, PKCS7_SIGNER_INFO *si, X509 *x, struct coff_view hashed)
{
  int nid = OBJ_obj2nid(si->digest_alg->algorithm);
  const EVP_MD *md = EVP_get_digestbynid(nid);
  int scheme = OBJ_obj2nid(si->digest_enc_alg->algorithm);
  if (x == NULL || X509_get0_pubkey(x) == NULL || md == NULL || scheme == NID_rsassaPss ||
      scheme == NID_undef || hashed.data == NULL)
    return COFF_VERDICT_UNKNOWN;
  return verify_with(p7, si, x, md, hashed);
}

// Verifying costs a key's operation; a small file can hold thousands of signers.
static bool may_check(struct decoder *d)
{
  const struct coff_file *f = d->image->file;
  if (d->image->checks++ < CHECKS_MOST)
    return true;
  if (d->image->checks == CHECKS_MOST + 1)
    coff_fail(coff_file_context(f), coff_file_place(f, d->offset),
              "more than %d signers; the rest is left out", CHECKS_MOST);
  return false;
}

// ---- Timestamps ---------------------------------------------------------------------------------

static X509_ATTRIBUTE *find_attribute(STACK_OF(X509_ATTRIBUTE) * all, int nid)
{
  for (int i = 0; all != NULL && i < sk_X509_ATTRIBUTE_num(all); i++)
    if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(sk_X509_ATTRIBUTE_value(all, i))) == nid)
      return sk_X509_ATTRIBUTE_value(all, i);
  return NULL;
}

static int64_t signing_time(const PKCS7_SIGNER_INFO *si)
{
  X509_ATTRIBUTE *a = find_attribute(si->auth_attr, NID_pkcs9_signingTime);
  ASN1_TYPE *value = a == NULL ? NULL : X509_ATTRIBUTE_get0_type(a, 0);
  if (value == NULL || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
    return COFF_NO_TIME;
  return coff_sig_time(value->value.asn1_string);
}

static struct coff_timestamp *add_timestamp(struct decoder *d, struct coff_signer *s,
                                            PKCS7_SIGNER_INFO *si)
{
  struct coff_timestamp *t = coff_signatures_keep(d->all, sizeof *t);
  const struct coff_timestamp **end = &s->timestamps;
  if (t == NULL)
    return NULL;
  while (*end != NULL)
    end = (const struct coff_timestamp **)(uintptr_t) & (*end)->next;
  *end = t;
  t->time = COFF_NO_TIME;
  t->issuer = coff_sig_name(d, si->issuer_and_serial->issuer);
  t->serial = coff_sig_serial(d, si->issuer_and_serial->serial);
  t->digest_kind = coff_sig_digest_kind(OBJ_obj2nid(si->digest_alg->algorithm));
  return t;
}

// A countersignature: a signer of the signature's own bytes, with a certificate among the others.
static void countersigner(struct decoder *d, PKCS7 *p7, const struct coff_x509 *list,
                          struct coff_signer *s, const PKCS7_SIGNER_INFO *of,
                          struct coff_view encoded)
{
  const unsigned char *p = encoded.data;
  PKCS7_SIGNER_INFO *si = d2i_PKCS7_SIGNER_INFO(NULL, &p, (long)encoded.size);
  struct coff_timestamp *t = si != NULL && may_check(d) ? add_timestamp(d, s, si) : NULL;
  if (t != NULL) {
    X509 *x = certificate_of(p7, si);
    t->kind = COFF_TIMESTAMP_PKCS9;
    t->time = signing_time(si);
    t->certificate = decoded(p7, x, list);
    t->verdict = verify(p7, si, x, view_of(of->enc_digest));
  }
  PKCS7_SIGNER_INFO_free(si);
}

// TSTInfo: the time, and whether the digest in it is that of SIGNATURE.
static enum coff_verdict read_tst_info(struct coff_view v, struct coff_view signature,
                                       int64_t *time)
{
  struct coff_der all, e, imprint, algorithm;
  struct coff_digest d = {.size = 0};
  if (!coff_der_take(&v, V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED, &all) ||
      !coff_der_take(&all.content, V_ASN1_INTEGER, &e) ||
      !coff_der_take(&all.content, V_ASN1_OBJECT, &e) ||
      !coff_der_take(&all.content, V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED, &imprint) ||
      !coff_der_take(&imprint.content, V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED, &algorithm) ||
      !coff_der_take(&imprint.content, V_ASN1_OCTET_STRING, &imprint) ||
      !coff_der_take(&algorithm.content, V_ASN1_OBJECT, &algorithm) ||
      !coff_der_take(&all.content, V_ASN1_INTEGER, &e) ||
      !coff_der_take(&all.content, V_ASN1_GENERALIZEDTIME, &e))
    return COFF_VERDICT_UNKNOWN;
  const unsigned char *p = e.all.data;
  ASN1_GENERALIZEDTIME *when = d2i_ASN1_GENERALIZEDTIME(NULL, &p, (long)e.all.size);
  *time = coff_sig_time(when);
  ASN1_GENERALIZEDTIME_free(when);
  p = algorithm.all.data;
  ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &p, (long)algorithm.all.size);
  const EVP_MD *md = object == NULL ? NULL : EVP_get_digestbynid(OBJ_obj2nid(object));
  ASN1_OBJECT_free(object);
  if (md == NULL || EVP_MD_get_size(md) > (int)sizeof d.bytes ||
      EVP_Digest(signature.data, (size_t)signature.size, d.bytes, &d.size, md, NULL) != 1)
    return COFF_VERDICT_UNKNOWN;
  bool same = imprint.content.size == d.size && memcmp(imprint.content.data, d.bytes, d.size) == 0;
  return same ? COFF_VERDICT_GOOD : COFF_VERDICT_BAD;
}

// A timestamp token: signed data of its own, with its own certificates.
static void token(struct decoder *d, struct coff_signer *s, const PKCS7_SIGNER_INFO *of,
                  struct coff_view encoded)
{
  const unsigned char *p = encoded.data;
  PKCS7 *p7 = d2i_PKCS7(NULL, &p, (long)encoded.size);
  struct coff_view element, hashed;
  bool sound = p7 != NULL && PKCS7_type_is_signed(p7) && p7->d.sign != NULL;
  STACK_OF(PKCS7_SIGNER_INFO) *all = sound ? p7->d.sign->signer_info : NULL;
  PKCS7_SIGNER_INFO *si =
      all != NULL && sk_PKCS7_SIGNER_INFO_num(all) > 0 ? sk_PKCS7_SIGNER_INFO_value(all, 0) : NULL;
  struct coff_timestamp *t = si != NULL && may_check(d) ? add_timestamp(d, s, si) : NULL;
  if (si == NULL)
    coff_fail(coff_file_context(d->image->file), coff_file_place(d->image->file, d->offset),
              "a timestamp cannot be decoded");
  if (t != NULL) {
    X509 *x = certificate_of(p7, si);
    t->kind = COFF_TIMESTAMP_RFC3161;
    t->certificate = decoded(p7, x, coff_sig_certificates(d, p7));
    if (coff_sig_content(p7, &element, &hashed)) {
      enum coff_verdict same = read_tst_info(element, view_of(of->enc_digest), &t->time);
      t->verdict = same == COFF_VERDICT_GOOD ? verify(p7, si, x, hashed) : same;
    }
  }
  PKCS7_free(p7);
}

// ---- Signers ------------------------------------------------------------------------------------

static void authenticated(struct decoder *d, const PKCS7_SIGNER_INFO *si, struct coff_signer *s)
{
  struct coff_spc_string program, url;
  struct coff_view v;
  struct coff_der e;
  s->signing_time = signing_time(si);
  for (int i = 0; si->auth_attr != NULL && i < sk_X509_ATTRIBUTE_num(si->auth_attr); i++) {
    X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(si->auth_attr, i);
    const ASN1_OBJECT *type = X509_ATTRIBUTE_get0_object(a);
    v = value_of(a, 0);
    if (v.data == NULL)
      continue;
    if (coff_sig_is(type, OID_SPC_OPUS) && coff_spc_opus(v, &program, &url)) {
      s->program = coff_sig_spc_string(d, &program);
      s->url = coff_sig_spc_string(d, &url);
    }
    if (!coff_sig_is(type, OID_SPC_STATEMENT) ||
        !coff_der_take(&v, V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED, &e) ||
        !coff_der_take(&e.content, V_ASN1_OBJECT, &e))
      continue;
    const unsigned char *p = e.all.data;
    ASN1_OBJECT *purpose = d2i_ASN1_OBJECT(NULL, &p, (long)e.all.size);
    s->statement = purpose == NULL ? NULL : coff_sig_object(d, purpose);
    ASN1_OBJECT_free(purpose);
  }
}

static void unauthenticated(struct decoder *d, PKCS7 *p7, const struct coff_x509 *list,
                            const PKCS7_SIGNER_INFO *si, struct coff_signer *s)
{
  for (int i = 0; si->unauth_attr != NULL && i < sk_X509_ATTRIBUTE_num(si->unauth_attr); i++) {
    X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(si->unauth_attr, i);
    const ASN1_OBJECT *type = X509_ATTRIBUTE_get0_object(a);
    for (int n = 0; n < X509_ATTRIBUTE_count(a); n++) {
      struct coff_view v = value_of(a, n);
      if (v.data == NULL)
        continue;
      if (OBJ_obj2nid(type) == NID_pkcs9_countersignature)
        countersigner(d, p7, list, s, si, v);
      if (coff_sig_is(type, OID_SPC_RFC3161))
        token(d, s, si, v);
    }
  }
}

struct coff_signer *coff_sig_signers(struct decoder *d, PKCS7 *p7, const struct coff_x509 *list)
{
  STACK_OF(PKCS7_SIGNER_INFO) *all = p7->d.sign->signer_info;
  struct coff_signer *first = NULL, *last = NULL;
  struct coff_view element, hashed = {NULL, 0, 0};
  coff_sig_content(p7, &element, &hashed);
  for (int i = 0; all != NULL && i < sk_PKCS7_SIGNER_INFO_num(all) && may_check(d); i++) {
    PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(all, i);
    X509 *x = certificate_of(p7, si);
    struct coff_signer *s = coff_signatures_keep(d->all, sizeof *s);
    if (s == NULL)
      break;
    s->issuer = coff_sig_name(d, si->issuer_and_serial->issuer);
    s->serial = coff_sig_serial(d, si->issuer_and_serial->serial);
    s->certificate = decoded(p7, x, list);
    s->digest_kind = coff_sig_digest_kind(OBJ_obj2nid(si->digest_alg->algorithm));
    s->digest_name = coff_digest_name(s->digest_kind);
    if (s->digest_name == NULL)
      s->digest_name = coff_sig_object(d, si->digest_alg->algorithm);
    s->algorithm = coff_sig_object(d, si->digest_enc_alg->algorithm);
    s->verdict = verify(p7, si, x, hashed);
    authenticated(d, si, s);
    unauthenticated(d, p7, list, si, s);
    if (last == NULL)
      first = s;
    else
      last->next = s;
    last = s;
  }
  return first;
}

void coff_sig_nested(struct decoder *d, PKCS7 *p7, unsigned parent, unsigned depth)
{
  STACK_OF(PKCS7_SIGNER_INFO) *all = p7->d.sign->signer_info;
  const struct coff_file *f = d->image->file;
  for (int i = 0; all != NULL && i < sk_PKCS7_SIGNER_INFO_num(all); i++) {
    PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(all, i);
    for (int k = 0; si->unauth_attr != NULL && k < sk_X509_ATTRIBUTE_num(si->unauth_attr); k++) {
      X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(si->unauth_attr, k);
      if (!coff_sig_is(X509_ATTRIBUTE_get0_object(a), OID_SPC_NESTED))
        continue;
      // Each level is decoded out of the last one: without a limit that is quadratic.
      if (depth == DEPTH_MOST) {
        coff_fail(coff_file_context(f), coff_file_place(f, d->offset),
                  "signatures are nested more than %d deep; the rest is left out", DEPTH_MOST);
        return;
      }
      for (int n = 0; n < X509_ATTRIBUTE_count(a); n++)
        if (value_of(a, n).data != NULL)
          coff_sig_read(d, value_of(a, n), (int)parent, depth + 1);
    }
  }
}
#else
// A file of C needs a declaration.
typedef int signature_signers_are_unused;
#endif
