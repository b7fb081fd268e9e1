// Fuzz target: certificates, signatures, digests, checksum, stub and overlay.
//
// Skip it unless it finds something.
//
// The input is an image, or else a PKCS #7 message, for which a table and an image are made; both are
// read whole.
#include "coff/certificates.h"
#include "coff/overlay.h"
#include "coff/target.h"
#include "testsuite/unit/made-image.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t sum;

static void touch_text(const char *s)
{
  if (s != NULL)
    sum += strlen(s);
}

static void touch_certificate(const struct coff_x509 *c)
{
  touch_text(c->subject);
  touch_text(c->issuer);
  touch_text(c->serial);
  touch_text(c->key);
  touch_text(c->algorithm);
}

static void read_signature(const struct coff_signature *s)
{
  touch_text(s->content_type);
  touch_text(s->digest_name);
  for (const struct coff_signer *p = s->signers; p != NULL; p = p->next) {
    touch_text(p->issuer);
    touch_text(p->serial);
    touch_text(p->program);
    touch_text(p->url);
    touch_text(p->statement);
    for (const struct coff_timestamp *t = p->timestamps; t != NULL; t = t->next)
      if (t->certificate != NULL)
        touch_certificate(t->certificate);
  }
  for (size_t i = 0; i < s->ncertificates; i++)
    touch_certificate(&s->certificates[i]);
}

static void read_certificates(const struct coff_file *f)
{
  struct coff_authenticode image = {.file = f};
  struct coff_certificates all;
  struct coff_certificate e;
  struct coff_signatures signatures;
  if (!coff_certificates_open(f, &all))
    return;
  while (coff_certificate_next(&all, &e)) {
    if (!coff_signatures_open(&image, &e, &signatures))
      continue;
    for (const struct coff_signature *s = signatures.first; s != NULL; s = s->next) {
      if (s->parent > s->index)
        abort();
      read_signature(s);
    }
    coff_signatures_close(&signatures);
  }
}

static bool read_file(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzz", data, size, NULL);
  struct coff_checksum checksum;
  struct coff_stub stub;
  struct coff_overlay overlay;
  if (f == NULL)
    return false;
  if (coff_checksum_get(f, &checksum))
    sum += checksum.computed;
  if (coff_stub_get(f, &stub))
    for (size_t i = 0; i < stub.message.size; i++)
      sum += (uint8_t)stub.message.data[i];
  for (bool more = coff_overlay_first(f, &overlay); more; more = coff_overlay_next(&overlay))
    if (overlay.bytes.size == 0 || overlay.bytes.origin + overlay.bytes.size > size)
      abort();
  read_certificates(f);
  coff_file_close(f);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  enum { HEADER = 8 };
  size_t total;
  if (read_file(data, size))
    return 0;
  uint8_t *table = calloc(1, HEADER + size);
  if (table == NULL)
    abort();
  coff_store(table, 4, COFF_LITTLE, HEADER + size);
  coff_store(table + 4, 2, COFF_LITTLE, WIN_CERT_REVISION_2_0);
  coff_store(table + 6, 2, COFF_LITTLE, WIN_CERT_TYPE_PKCS_SIGNED_DATA);
  if (size != 0)
    memcpy(table + HEADER, data, size);
  uint8_t *image = made_image(0x8664, true, COFF_DIR_CERTIFICATE, table, HEADER + size, &total);
  read_file(image, total);
  free(image);
  free(table);
  return 0;
}
