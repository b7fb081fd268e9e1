// The certificate table of an image: its entries, not what is in them.
//
// Skip it unless an entry is read wrongly. PE and COFF specification, "The Attribute Certificate
// Table (Image Only)".
//
// The directory entry holds an offset in the file, not an address: the table is not loaded.
#include "coff/certificates.h"
#include "image/claims.h"
#include "image/signature.h"
#include <inttypes.h>

enum { HEADER_SIZE = 8, ALIGNMENT = 8 };

uint64_t coff_certificates_offset(const struct coff_file *f, uint64_t *size)
{
  uint32_t at, bytes;
  uint64_t end = coff_file_bytes(f).size;
  *size = 0;
  if (!coff_file_find_directory(f, COFF_DIR_CERTIFICATE, &at, &bytes) || bytes == 0 || at > end)
    return end;
  *size = bytes;
  return at;
}

static void check_place(struct coff_certificates *all)
{
  const struct coff_context *ctx = coff_file_context(all->file);
  struct coff_place at = coff_file_place(all->file, all->table.origin);
  struct coff_section s;
  for (uint32_t i = 1; all->section == 0 && coff_section_get(all->file, i, &s); i++)
    if (all->table.origin >= s.file_offset && all->table.origin - s.file_offset < s.file_size)
      all->section = i;
  if (all->section != 0)
    coff_report(ctx, COFF_WARNING, at, "the certificate table lies inside of section %" PRIu32,
                all->section);
  if (all->behind != 0)
    coff_report(ctx, COFF_WARNING, at,
                "the certificate table is not the end of the file: 0x%" PRIx64
                " bytes that no signature covers are behind it",
                all->behind);
  if (all->table.origin % ALIGNMENT != 0)
    coff_report(ctx, COFF_WARNING, at, "the certificate table is not aligned to 8 bytes");
}

static bool open_table(const struct coff_file *f, struct coff_certificates *all)
{
  *all = (struct coff_certificates){.file = f};
  if (!coff_directory_view(f, COFF_DIR_CERTIFICATE, &all->table))
    return false;
  all->behind = coff_file_bytes(f).size - all->table.origin - all->table.size;
  return true;
}

bool coff_certificates_open(const struct coff_file *f, struct coff_certificates *all)
{
  if (!open_table(f, all))
    return false;
  check_place(all);
  return true;
}

// Some signers fill the table up further than to 8 bytes.
static bool rest_is_zero(const struct coff_certificates *all)
{
  for (uint64_t i = all->next; i < all->table.size; i++)
    if (all->table.data[i] != 0)
      return false;
  return true;
}

bool coff_certificate_next(struct coff_certificates *all, struct coff_certificate *e)
{
  const struct coff_context *ctx = coff_file_context(all->file);
  uint64_t at = all->next;
  struct coff_view entry;
  if (at >= all->table.size || rest_is_zero(all))
    return false;
  struct coff_place place = coff_file_place(all->file, all->table.origin + at);
  all->next = all->table.size;
  if (!coff_view_table(all->table, at, 1, HEADER_SIZE, &entry))
    return coff_fail(ctx, place, "a certificate is cut off in its header");
  *e = (struct coff_certificate){.offset = entry.origin,
                                 .length = coff_le32(entry.data),
                                 .revision = coff_le16(entry.data + 4),
                                 .type = coff_le16(entry.data + 6)};
  if (e->length < HEADER_SIZE)
    return coff_fail(ctx, place, "a certificate says that it has %" PRIu32 " bytes", e->length);
  if (coff_view_clip(all->table, at + HEADER_SIZE, e->length - HEADER_SIZE, 1, &e->data) !=
      e->length - HEADER_SIZE)
    coff_fail(ctx, place,
              "a certificate of 0x%" PRIx32 " bytes is longer than the table, where 0x%" PRIx64
              " are left",
              e->length, all->table.size - at);
  // Aligned in the table: where that lies in the file is another matter.
  uint64_t next = (at + e->length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (next < all->table.size)
    all->next = next;
  return true;
}

const char *coff_certificate_revision_name(unsigned revision)
{
  switch (revision) {
  case WIN_CERT_REVISION_1_0: return "WIN_CERT_REVISION_1_0";
  case WIN_CERT_REVISION_2_0: return "WIN_CERT_REVISION_2_0";
  default: return NULL;
  }
}

const char *coff_certificate_type_name(unsigned type)
{
  switch (type) {
  case WIN_CERT_TYPE_X509: return "WIN_CERT_TYPE_X509";
  case WIN_CERT_TYPE_PKCS_SIGNED_DATA: return "WIN_CERT_TYPE_PKCS_SIGNED_DATA";
  case WIN_CERT_TYPE_RESERVED_1: return "WIN_CERT_TYPE_RESERVED_1";
  case WIN_CERT_TYPE_TS_STACK_SIGNED: return "WIN_CERT_TYPE_TS_STACK_SIGNED";
  case WIN_CERT_TYPE_PKCS1_SIGN: return "WIN_CERT_TYPE_PKCS1_SIGN";
  case WIN_CERT_TYPE_EFI_PKCS115: return "WIN_CERT_TYPE_EFI_PKCS115";
  case WIN_CERT_TYPE_EFI_GUID: return "WIN_CERT_TYPE_EFI_GUID";
  default: return NULL;
  }
}

void coff_claim_certificates(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_certificates all;
  struct coff_certificate e;
  if (!open_table(f, &all))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "certificate table", all.table);
  while (coff_certificate_next(&all, &e)) {
    struct coff_view entry = {e.data.data, e.data.size + HEADER_SIZE, e.offset};
    coff_claim(claims, COFF_RANGE_TABLE, "certificate", entry);
  }
}
