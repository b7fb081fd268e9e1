// JSON: certificates and the checksum.
//
// Skip it unless it is written wrongly.
#include "coff/certificates.h"
#include "coffdump/json.h"
#include "coffdump/when.h"
#include <string.h>

static void string(struct json_writer *j, const char *key, const char *s)
{
  if (s == NULL)
    json_null(j, key);
  else
    json_str(j, key, (struct coff_str){s, strlen(s)});
}

static void moment(struct json_writer *j, const char *key, int64_t seconds)
{
  char text[WHEN_SIZE];
  json_text(j, key, when(seconds, text) ? text : NULL);
}

// True, false, or null for unknown.
static void verdict(struct json_writer *j, const char *key, enum coff_verdict v)
{
  if (v == COFF_VERDICT_UNKNOWN)
    json_null(j, key);
  else
    json_bool(j, key, v == COFF_VERDICT_GOOD);
}

static void digest(struct json_writer *j, const char *key, const struct coff_digest *d)
{
  if (d->size == 0)
    json_null(j, key);
  else
    json_bytes(j, key, d->bytes, d->size);
}

static void certificate(struct json_writer *j, const char *key, const struct coff_x509 *c)
{
  if (c == NULL) {
    json_null(j, key);
    return;
  }
  json_object(j, key);
  string(j, "subject", c->subject);
  string(j, "issuer", c->issuer);
  string(j, "serial", c->serial);
  moment(j, "not_before", c->not_before);
  moment(j, "not_after", c->not_after);
  string(j, "key", c->key);
  string(j, "algorithm", c->algorithm);
  digest(j, "sha1", &c->sha1);
  digest(j, "sha256", &c->sha256);
  json_end(j);
}

static void timestamp(struct json_writer *j, const struct coff_timestamp *t)
{
  json_object(j, NULL);
  json_text(j, "kind", t->kind == COFF_TIMESTAMP_PKCS9 ? "countersignature" : "RFC 3161");
  moment(j, "time", t->time);
  string(j, "issuer", t->issuer);
  string(j, "serial", t->serial);
  json_text(j, "digest_algorithm", coff_digest_name(t->digest_kind));
  verdict(j, "verifies", t->verdict);
  certificate(j, "certificate", t->certificate);
  json_end(j);
}

static void signer(struct json_writer *j, const struct coff_signer *s)
{
  json_object(j, NULL);
  string(j, "subject", s->certificate == NULL ? NULL : s->certificate->subject);
  string(j, "issuer", s->issuer);
  string(j, "serial", s->serial);
  string(j, "digest_algorithm", s->digest_name);
  string(j, "signature_algorithm", s->algorithm);
  moment(j, "signing_time", s->signing_time);
  string(j, "program", s->program);
  string(j, "url", s->url);
  string(j, "purpose", s->statement);
  verdict(j, "verifies", s->verdict);
  json_array(j, "timestamps");
  for (const struct coff_timestamp *t = s->timestamps; t != NULL; t = t->next)
    timestamp(j, t);
  json_end(j);
  json_end(j);
}

static void signature(struct json_writer *j, const struct coff_signature *s)
{
  json_object(j, NULL);
  json_uint(j, "index", s->index);
  if (s->parent == s->index)
    json_null(j, "nested_in");
  else
    json_uint(j, "nested_in", s->parent);
  string(j, "content_type", s->content_type);
  string(j, "digest_algorithm", s->digest_name);
  digest(j, "digest", &s->digest);
  digest(j, "digest_computed", &s->computed);
  verdict(j, "digest_matches", s->image);
  verdict(j, "digest_matches_in_file_order", s->image_flat);
  json_text(j, "page_hash_algorithm", coff_digest_name(s->page_digest));
  json_uint(j, "page_hashes", s->page_count);
  verdict(j, "page_hashes_match", s->pages);
  json_array(j, "signers");
  for (const struct coff_signer *p = s->signers; p != NULL; p = p->next)
    signer(j, p);
  json_end(j);
  json_array(j, "certificates");
  for (size_t i = 0; i < s->ncertificates; i++)
    certificate(j, NULL, &s->certificates[i]);
  json_end(j);
  json_end(j);
}

static void entry(struct document *d, struct coff_authenticode *image,
                  const struct coff_certificate *e)
{
  struct json_writer *j = &d->j;
  struct coff_signatures all;
  json_object(j, NULL);
  json_uint(j, "offset", e->offset);
  json_uint(j, "length", e->length);
  json_text(j, "revision", coff_certificate_revision_name(e->revision));
  json_uint(j, "revision_raw", e->revision);
  json_text(j, "type", coff_certificate_type_name(e->type));
  json_uint(j, "type_raw", e->type);
  if (coff_signatures_open(image, e, &all)) {
    json_array(j, "signatures");
    for (const struct coff_signature *s = all.first; s != NULL; s = s->next)
      signature(j, s);
    json_end(j);
    coff_signatures_close(&all);
  } else {
    json_null(j, "signatures");
  }
  json_end(j);
}

void json_certificates(struct document *d)
{
  struct coff_authenticode image = {.file = d->file};
  struct coff_certificates all;
  struct coff_certificate e;
  if (!coff_certificates_open(d->file, &all)) {
    json_null(&d->j, "certificates");
    return;
  }
  json_object(&d->j, "certificates");
  json_uint(&d->j, "offset", all.table.origin);
  json_uint(&d->j, "size", all.table.size);
  json_uint(&d->j, "bytes_behind", all.behind);
  if (all.section == 0)
    json_null(&d->j, "section");
  else
    json_uint(&d->j, "section", all.section);
  json_array(&d->j, "entries");
  while (coff_certificate_next(&all, &e))
    entry(d, &image, &e);
  json_end(&d->j);
  json_end(&d->j);
}

void json_checksum(struct document *d)
{
  struct coff_checksum c;
  struct coff_digest digest_of_all;
  if (!coff_checksum_get(d->file, &c)) {
    json_null(&d->j, "checksum");
    json_null(&d->j, "authenticode_sha256");
    return;
  }
  json_row(&d->j, "checksum");
  json_uint(&d->j, "offset", c.offset);
  json_uint(&d->j, "stored", c.stored);
  json_uint(&d->j, "computed", c.computed);
  if (c.stored == 0)
    json_null(&d->j, "matches");
  else
    json_bool(&d->j, "matches", c.stored == c.computed);
  json_end(&d->j);
  coff_authenticode_digest(d->file, COFF_DIGEST_SHA256, COFF_DIGEST_BY_SECTIONS, &digest_of_all);
  digest(&d->j, "authenticode_sha256", &digest_of_all);
}
