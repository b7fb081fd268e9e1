// Signatures of images, made with libcrypto, for tests.
//
// Skip it unless you test how signatures are read.
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifdef HAVE_LIBCRYPTO
#include "testsuite/unit/made-signature.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

enum { WHEN = 1600000000 };

static void need(int ok)
{
  if (!ok)
    abort();
}

static X509 *certificate(EVP_PKEY *key, const char *name)
{
  X509 *x = X509_new();
  X509_NAME *n = X509_NAME_new();
  need(x != NULL && n != NULL);
  need(X509_NAME_add_entry_by_txt(n, "O", MBSTRING_UTF8, (const uint8_t *)"A, B", -1, -1, 0));
  need(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0));
  need(X509_set_version(x, X509_VERSION_3) && ASN1_INTEGER_set(X509_get_serialNumber(x), 0x1234));
  need(X509_set_subject_name(x, n) && X509_set_issuer_name(x, n) && X509_set_pubkey(x, key));
  need(ASN1_TIME_set(X509_getm_notBefore(x), 0) != NULL);
  need(ASN1_TIME_set_string(X509_getm_notAfter(x), "20991231235959Z"));
  need(X509_sign(x, key, EVP_sha256()) > 0);
  X509_NAME_free(n);
  return x;
}

// SpcIndirectDataContent: a PE image with no more said of it, and its SHA-256.
static void content(const uint8_t digest[32], uint8_t out[67])
{
  static const uint8_t head[] = "\x30\x41\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0f"
                                "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05"
                                "\x00\x04\x20";
  memcpy(out, head, 35);
  memcpy(out + 35, digest, 32);
}

static void set_content(PKCS7 *p7, const uint8_t bytes[67])
{
  PKCS7 *inner = PKCS7_new();
  need(inner != NULL);
  inner->type = OBJ_txt2obj("1.3.6.1.4.1.311.2.1.4", 1);
  inner->d.other = ASN1_TYPE_new();
  ASN1_STRING *s = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
  need(s != NULL && ASN1_STRING_set(s, bytes, 67));
  ASN1_TYPE_set(inner->d.other, V_ASN1_SEQUENCE, s);
  need(PKCS7_set_content(p7, inner));
}

// SI signs the digest of DATA, with the time and the type as attributes.
static void sign(PKCS7_SIGNER_INFO *si, const char *type, const uint8_t *data, size_t size)
{
  uint8_t digest[32];
  need(EVP_Digest(data, size, digest, NULL, EVP_sha256(), NULL));
  need(PKCS7_add_signed_attribute(si, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_txt2obj(type, 1)));
  need(PKCS7_add_signed_attribute(si, NID_pkcs9_signingTime, V_ASN1_UTCTIME,
                                  ASN1_UTCTIME_set(NULL, WHEN)));
  need(PKCS7_add1_attrib_digest(si, digest, 32));
  need(PKCS7_SIGNER_INFO_sign(si));
}

static void damage(ASN1_STRING *s)
{
  uint8_t bytes[512];
  int n = ASN1_STRING_length(s);
  need(n > 0 && n <= (int)sizeof bytes);
  memcpy(bytes, ASN1_STRING_get0_data(s), (size_t)n);
  bytes[n - 1] ^= 1;
  need(ASN1_STRING_set(s, bytes, n));
}

static void countersign(PKCS7_SIGNER_INFO *of, X509 *x, EVP_PKEY *key, enum made_fault fault)
{
  PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
  uint8_t *encoded = NULL;
  need(si != NULL && PKCS7_SIGNER_INFO_set(si, x, key, EVP_sha256()));
  sign(si, "1.2.840.113549.1.7.1", ASN1_STRING_get0_data(of->enc_digest),
       (size_t)ASN1_STRING_length(of->enc_digest));
  if (fault == MADE_WRONG_COUNTERSIGN)
    damage(si->enc_digest);
  int n = i2d_PKCS7_SIGNER_INFO(si, &encoded);
  ASN1_STRING *s = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
  need(n > 0 && s != NULL && ASN1_STRING_set(s, encoded, n));
  need(PKCS7_add_attribute(of, NID_pkcs9_countersignature, V_ASN1_SEQUENCE, s));
  OPENSSL_free(encoded);
  PKCS7_SIGNER_INFO_free(si);
}

uint8_t *made_signature(const uint8_t digest[32], enum made_fault fault, size_t *size)
{
  uint8_t bytes[67], *encoded = NULL;
  EVP_PKEY *key = EVP_EC_gen("P-256");
  need(key != NULL);
  X509 *x = certificate(key, "Sign\xc3\xa9r");
  PKCS7 *p7 = PKCS7_new();
  content(digest, bytes);
  need(p7 != NULL && PKCS7_set_type(p7, NID_pkcs7_signed));
  set_content(p7, bytes);
  PKCS7_SIGNER_INFO *si = PKCS7_add_signature(p7, x, key, EVP_sha256());
  need(si != NULL && (fault == MADE_NO_CERTIFICATE || PKCS7_add_certificate(p7, x)));
  sign(si, "1.3.6.1.4.1.311.2.1.4", bytes + 2, 65);
  countersign(si, x, key, fault);
  if (fault == MADE_WRONG_SIGNATURE)
    damage(si->enc_digest);
  if (fault == MADE_WRONG_CONTENT)
    damage(p7->d.sign->contents->d.other->value.sequence);
  int n = i2d_PKCS7(p7, &encoded);
  need(n > 0);
  uint8_t *copy = malloc((size_t)n);
  need(copy != NULL);
  memcpy(copy, encoded, (size_t)n);
  *size = (size_t)n;
  OPENSSL_free(encoded);
  PKCS7_free(p7);
  X509_free(x);
  EVP_PKEY_free(key);
  return copy;
}
#else
// A file of C needs a declaration.
typedef int made_signature_is_unused;
#endif
