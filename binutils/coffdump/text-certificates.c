// Text: certificates and the checksum.
//
// Skip it unless it is printed wrongly.
#include "coff/certificates.h"
#include "coffdump/text.h"
#include "coffdump/when.h"

enum { COLUMN = 22 };

static void label(const struct text *x, const char *indent, const char *words)
{
  out_text(x->o, indent);
  out_text(x->o, words);
  out_pad(x->o, COLUMN);
}

static void words(const struct text *x, const char *indent, const char *what, const char *value)
{
  if (value == NULL)
    return;
  label(x, indent, what);
  out_name(x->o, (struct coff_str){value, strlen(value)});
  out_char(x->o, '\n');
}

// A distinguished name, in which backslashes escape already.
static void name(const struct text *x, const char *indent, const char *what, const char *value)
{
  if (value == NULL)
    return;
  label(x, indent, what);
  for (const char *p = value; *p != 0;) {
    size_t n = strcspn(p, "\\");
    out_name(x->o, (struct coff_str){p, n});
    p += n;
    if (*p != '\\')
      continue;
    out_char(x->o, '\\');
    p++;
  }
  out_char(x->o, '\n');
}

static void digest(const struct text *x, const struct coff_digest *d)
{
  for (unsigned i = 0; i < d->size; i++)
    out_hex_bare(x->o, d->bytes[i], 2);
}

static void moment(const struct text *x, const char *indent, const char *what, int64_t time)
{
  char date[WHEN_SIZE];
  if (when(time, date))
    words(x, indent, what, date);
}

static void checksum(const struct text *x)
{
  struct coff_checksum c;
  struct out *o = x->o;
  if (!coff_checksum_get(x->f, &c))
    return;
  text_heading(x, "Checksum", COFF_NOWHERE);
  label(x, "  ", "stored");
  out_hex(o, c.stored, 8);
  out_text(o, c.stored == 0            ? " (not set)\n"
              : c.stored == c.computed ? " (right)\n"
                                       : " (wrong)\n");
  label(x, "  ", "computed");
  out_hex(o, c.computed, 8);
  out_char(o, '\n');
}

static void owner(const struct text *x, const char *indent, const struct coff_x509 *c)
{
  name(x, indent, "subject", c->subject);
  name(x, indent, "issuer", c->issuer);
  words(x, indent, "serial number", c->serial);
}

static void certificate(const struct text *x, const struct coff_x509 *c)
{
  char date[WHEN_SIZE];
  out_text(x->o, "    Certificate\n");
  owner(x, "      ", c);
  label(x, "      ", "valid");
  out_text(x->o, when(c->not_before, date) ? date : "?");
  out_text(x->o, " to ");
  out_text(x->o, when(c->not_after, date) ? date : "?");
  out_char(x->o, '\n');
  words(x, "      ", "key", c->key);
  words(x, "      ", "signed with", c->algorithm);
  label(x, "      ", "SHA-1");
  digest(x, &c->sha1);
  out_char(x->o, '\n');
  label(x, "      ", "SHA-256");
  digest(x, &c->sha256);
  out_char(x->o, '\n');
}

static const char *signature_verdict(enum coff_verdict v)
{
  switch (v) {
  case COFF_VERDICT_GOOD: return "verifies with the signer's key (trust is not checked)";
  case COFF_VERDICT_BAD: return "DOES NOT VERIFY";
  default: return "not checked";
  }
}

static const char *match(enum coff_verdict v)
{
  switch (v) {
  case COFF_VERDICT_GOOD: return "matches the image";
  case COFF_VERDICT_BAD: return "DOES NOT MATCH the image";
  default: return "not compared with the image";
  }
}

static void timestamp(const struct text *x, const struct coff_timestamp *t)
{
  out_text(x->o, "    Timestamp");
  out_text(x->o, t->kind == COFF_TIMESTAMP_PKCS9 ? ", countersignature (PKCS #9)\n"
                                                 : ", token (RFC 3161)\n");
  moment(x, "      ", "time", t->time);
  if (t->certificate != NULL)
    name(x, "      ", "by", t->certificate->subject);
  name(x, "      ", "issuer", t->issuer);
  words(x, "      ", "serial number", t->serial);
  words(x, "      ", "digest", coff_digest_name(t->digest_kind));
  words(x, "      ", "signature", signature_verdict(t->verdict));
}

static void signer(const struct text *x, const struct coff_signer *s)
{
  out_text(x->o, "    Signer\n");
  if (s->certificate != NULL)
    name(x, "      ", "subject", s->certificate->subject);
  name(x, "      ", "issuer", s->issuer);
  words(x, "      ", "serial number", s->serial);
  moment(x, "      ", "signing time", s->signing_time);
  words(x, "      ", "program", s->program);
  words(x, "      ", "URL", s->url);
  words(x, "      ", "purpose", s->statement);
  words(x, "      ", "digest", s->digest_name);
  words(x, "      ", "algorithm", s->algorithm);
  words(x, "      ", "signature", signature_verdict(s->verdict));
  for (const struct coff_timestamp *t = s->timestamps; t != NULL; t = t->next)
    timestamp(x, t);
}

static void pages(const struct text *x, const struct coff_signature *s)
{
  if (s->page_digest == COFF_DIGEST_UNKNOWN)
    return;
  label(x, "    ", "page hashes");
  out_dec(x->o, s->page_count);
  out_printf(x->o, ", %s, %s\n", coff_digest_name(s->page_digest),
             s->pages == COFF_VERDICT_GOOD  ? "match the image"
             : s->pages == COFF_VERDICT_BAD ? "DO NOT MATCH the image"
                                            : "not compared with the image");
}

static void image_digest(const struct text *x, const struct coff_signature *s)
{
  if (s->digest_name == NULL)
    return;
  words(x, "    ", "digest", s->digest_name);
  label(x, "    ", "signed");
  digest(x, &s->digest);
  out_printf(x->o, "\n");
  if (s->computed.size != 0) {
    label(x, "    ", "computed");
    digest(x, &s->computed);
    out_char(x->o, '\n');
  }
  words(x, "    ", "verdict", match(s->image));
  if (s->image_flat != s->image)
    words(x, "    ", "in file order", match(s->image_flat));
}

static void signature(const struct text *x, const struct coff_signature *s)
{
  out_printf(x->o, "  Signature %u", s->index + 1);
  if (s->parent != s->index)
    out_printf(x->o, ", nested in signature %u", s->parent + 1);
  out_char(x->o, '\n');
  words(x, "    ", "contents", s->content_type);
  image_digest(x, s);
  pages(x, s);
  for (const struct coff_signer *p = s->signers; p != NULL; p = p->next)
    signer(x, p);
  for (size_t i = 0; i < s->ncertificates; i++)
    certificate(x, &s->certificates[i]);
}

static void number(const struct text *x, const char *constant, unsigned value)
{
  if (constant != NULL)
    out_text(x->o, constant);
  else
    out_hex(x->o, value, 4);
}

static void entry(const struct text *x, struct coff_authenticode *image,
                  const struct coff_certificate *e)
{
  struct coff_signatures all;
  struct out *o = x->o;
  out_hex(o, e->offset, 8);
  out_char(o, ' ');
  number(x, coff_certificate_type_name(e->type), e->type);
  out_text(o, ", ");
  number(x, coff_certificate_revision_name(e->revision), e->revision);
  out_printf(o, ", %u bytes\n", (unsigned)e->length);
  if (e->type == WIN_CERT_TYPE_PKCS_SIGNED_DATA && coff_libcrypto_version() == NULL)
    out_text(o, "  not decoded: built without libcrypto\n");
  if (!coff_signatures_open(image, e, &all))
    return;
  for (const struct coff_signature *s = all.first; s != NULL; s = s->next)
    signature(x, s);
  coff_signatures_close(&all);
}

// What a signature of an image without one would sign; Secure Boot's lists hold such digests.
static void unsigned_image(const struct text *x)
{
  struct coff_digest d;
  if (!coff_authenticode_digest(x->f, COFF_DIGEST_SHA256, COFF_DIGEST_BY_SECTIONS, &d))
    return;
  text_heading(x, "Certificates", 0);
  label(x, "  ", "digest (SHA-256)");
  digest(x, &d);
  out_char(x->o, '\n');
}

void text_certificates(const struct text *x)
{
  struct coff_authenticode image = {.file = x->f};
  struct coff_certificates all;
  struct coff_certificate e;
  checksum(x);
  if (!coff_certificates_open(x->f, &all)) {
    unsigned_image(x);
    return;
  }
  text_heading(x, "Certificates", COFF_NOWHERE);
  while (coff_certificate_next(&all, &e))
    entry(x, &image, &e);
}
