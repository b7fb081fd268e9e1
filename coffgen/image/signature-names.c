// Strings of a signature: names, serial numbers, algorithms, times.
//
// Skip it unless one of them is shown wrongly.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifdef HAVE_LIBCRYPTO
#include "image/signature-parts.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

char *coff_sig_string(struct decoder *d, const void *data, size_t size)
{
  char *s = coff_signatures_keep(d->all, size + 1);
  if (s != NULL && size != 0)
    memcpy(s, data, size);
  return s;
}

const char *coff_sig_object(struct decoder *d, const ASN1_OBJECT *o)
{
  static const struct {
    struct oid oid;
    const char *name;
  } own[] = {
      {OID_SPC_INDIRECT_DATA, "SPC_INDIRECT_DATA_OBJID"},
      {OID_SPC_CTL, "szOID_CTL"},
      {OID_INDIVIDUAL, "SPC_INDIVIDUAL_SP_KEY_PURPOSE_OBJID"},
      {OID_COMMERCIAL, "SPC_COMMERCIAL_SP_KEY_PURPOSE_OBJID"},
  };
  char text[128];
  for (size_t i = 0; i < COFF_COUNT(own); i++)
    if (coff_sig_is(o, own[i].oid))
      return own[i].name;
  int nid = OBJ_obj2nid(o);
  if (nid != NID_undef)
    return coff_sig_string(d, OBJ_nid2sn(nid), strlen(OBJ_nid2sn(nid)));
  int n = OBJ_obj2txt(text, sizeof text, o, 1);
  return n <= 0 ? "" : coff_sig_string(d, text, strlen(text));
}

bool coff_sig_is(const ASN1_OBJECT *o, struct oid oid)
{
  return o != NULL && OBJ_length(o) == oid.size &&
         memcmp(OBJ_get0_data(o), oid.bytes, oid.size) == 0;
}

const char *coff_sig_name(struct decoder *d, const X509_NAME *name)
{
  // As RFC 4514 has it, but UTF-8 as it is and blanks behind commas.
  const unsigned long flags = (ASN1_STRFLGS_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) |
                              XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_DN_REV | XN_FLAG_FN_SN;
  const char *text = NULL;
  char *data;
  BIO *out = BIO_new(BIO_s_mem());
  if (out != NULL && name != NULL && X509_NAME_print_ex(out, name, 0, flags) >= 0) {
    long n = BIO_get_mem_data(out, &data);
    text = coff_sig_string(d, data, n < 0 ? 0 : (size_t)n);
  }
  BIO_free(out);
  return text == NULL ? "" : text;
}

const char *coff_sig_serial(struct decoder *d, const ASN1_INTEGER *serial)
{
  const uint8_t *p = ASN1_STRING_get0_data(serial);
  size_t n = (size_t)ASN1_STRING_length(serial), at = 0;
  char *text = coff_signatures_keep(d->all, 2 * n + 2);
  if (text == NULL)
    return "";
  if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
    text[at++] = '-';
  for (size_t i = 0; i < n; i++, at += 2)
    snprintf(text + at, 3, "%02x", p[i]);
  return text;
}

int64_t coff_sig_time(const ASN1_TIME *time)
{
  int days, seconds;
  ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
  bool ok = time != NULL && epoch != NULL && ASN1_TIME_check(time) == 1 &&
            ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
  ASN1_TIME_free(epoch);
  return ok ? (int64_t)days * 86400 + seconds : COFF_NO_TIME;
}

enum coff_digest_kind coff_sig_digest_kind(int nid)
{
  switch (nid) {
  case NID_md5: return COFF_DIGEST_MD5;
  case NID_sha1: return COFF_DIGEST_SHA1;
  case NID_sha256: return COFF_DIGEST_SHA256;
  case NID_sha384: return COFF_DIGEST_SHA384;
  case NID_sha512: return COFF_DIGEST_SHA512;
  default: return COFF_DIGEST_UNKNOWN;
  }
}

// UTF-16 without surrogate pairs joined wrongly: half a pair alone becomes U+FFFD.
static size_t put_utf8(char *to, uint32_t c)
{
  if (c < 0x80) {
    to[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    to[0] = (char)(0xc0 | c >> 6);
    to[1] = (char)(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    to[0] = (char)(0xe0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3f));
    to[2] = (char)(0x80 | (c & 0x3f));
    return 3;
  }
  to[0] = (char)(0xf0 | c >> 18);
  to[1] = (char)(0x80 | (c >> 12 & 0x3f));
  to[2] = (char)(0x80 | (c >> 6 & 0x3f));
  to[3] = (char)(0x80 | (c & 0x3f));
  return 4;
}

const char *coff_sig_spc_string(struct decoder *d, const struct coff_spc_string *s)
{
  uint64_t n = s->bytes.size / 2;
  if (s->bytes.data == NULL)
    return NULL;
  if (!s->utf16)
    return coff_sig_string(d, s->bytes.data, (size_t)s->bytes.size);
  char *text = coff_signatures_keep(d->all, (size_t)n * 3 + 1), *to = text;
  for (uint64_t i = 0; text != NULL && i < n; i++) {
    uint32_t c = coff_be16(s->bytes.data + 2 * i);
    uint32_t low = i + 1 < n ? coff_be16(s->bytes.data + 2 * i + 2) : 0;
    if ((c & 0xfc00) == 0xd800 && (low & 0xfc00) == 0xdc00) {
      c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
      i++;
    } else if ((c & 0xf800) == 0xd800) {
      c = 0xfffd;
    }
    to += put_utf8(to, c);
  }
  return text;
}

// ---- Certificates -------------------------------------------------------------------------------

static const char *key_of(struct decoder *d, const X509 *x)
{
  char text[128], group[48] = "";
  ASN1_OBJECT *type = NULL;
  EVP_PKEY *key = X509_get0_pubkey(x);
  if (X509_PUBKEY_get0_param(&type, NULL, NULL, NULL, X509_get_X509_PUBKEY(x)) != 1)
    return "";
  if (key == NULL)
    return coff_sig_object(d, type);
  if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1)
    group[0] = 0;
  const char *name = coff_sig_object(d, type);
  int n = snprintf(text, sizeof text, "%s%s%s %d", name == NULL ? "" : name,
                   group[0] == 0 ? "" : " ", group, EVP_PKEY_get_bits(key));
  return n < 0 ? "" : coff_sig_string(d, text, strlen(text));
}

static struct coff_digest thumbprint(const X509 *x, enum coff_digest_kind kind)
{
  struct coff_digest digest = {.kind = kind};
  const EVP_MD *md = kind == COFF_DIGEST_SHA1 ? EVP_sha1() : EVP_sha256();
  if (X509_digest(x, md, digest.bytes, &digest.size) != 1)
    digest.size = 0;
  return digest;
}

struct coff_x509 *coff_sig_certificates(struct decoder *d, PKCS7 *p7)
{
  STACK_OF(X509) *all = p7->d.sign->cert;
  int n = all == NULL ? 0 : sk_X509_num(all);
  if (n <= 0)
    return NULL;
  struct coff_x509 *list = coff_signatures_keep(d->all, (size_t)n * sizeof *list);
  for (int i = 0; list != NULL && i < n; i++) {
    const X509 *x = sk_X509_value(all, i);
    const X509_ALGOR *signed_with;
    X509_get0_signature(NULL, &signed_with, x);
    list[i] = (struct coff_x509){
        .subject = coff_sig_name(d, X509_get_subject_name(x)),
        .issuer = coff_sig_name(d, X509_get_issuer_name(x)),
        .serial = coff_sig_serial(d, X509_get0_serialNumber(x)),
        .not_before = coff_sig_time(X509_get0_notBefore(x)),
        .not_after = coff_sig_time(X509_get0_notAfter(x)),
        .algorithm = coff_sig_object(d, signed_with->algorithm),
        .key = key_of(d, x),
        .sha1 = thumbprint(x, COFF_DIGEST_SHA1),
        .sha256 = thumbprint(x, COFF_DIGEST_SHA256),
    };
  }
  return list;
}
#else
// A file of C needs a declaration.
typedef int signature_names_are_unused;
#endif
