// Text: what a person asks of an image first: what it takes, gives, and can be trusted with.
//
// Skip it unless you change the summary of images.
#include "coff/certificates.h"
#include "coff/clr.h"
#include "coff/debugdir.h"
#include "coff/exports.h"
#include "coff/hardening.h"
#include "coff/imports.h"
#include "coff/loadconfig.h"
#include "coffdump/text.h"

enum { LIBRARIES_SHOWN = 8, NAMES_SHOWN = 8 };

// "5 libraries, 123 symbols: KERNEL32.dll (45), USER32.dll (2)".
static void imports(const struct text *x, const char *title, const char *option,
                    struct coff_imports *all)
{
  struct coff_import_library l, first[LIBRARIES_SHOWN];
  uint64_t libraries = 0, entries = 0;
  while (coff_import_library_next(all, &l)) {
    if (libraries < LIBRARIES_SHOWN)
      first[libraries] = l;
    libraries++;
    entries += l.count;
  }
  if (libraries == 0)
    return;
  text_label(x, title);
  out_count(x->o, libraries, "library", "libraries");
  out_text(x->o, ", ");
  out_count(x->o, entries, "symbol", "symbols");
  uint64_t shown = libraries < LIBRARIES_SHOWN ? libraries : LIBRARIES_SHOWN;
  for (uint64_t i = 0; i < shown; i++) {
    out_text(x->o, i == 0 ? ": " : ", ");
    out_name(x->o, first[i].name);
    out_text(x->o, " (");
    out_dec(x->o, first[i].count);
    out_char(x->o, ')');
  }
  out_char(x->o, libraries > shown ? ' ' : '\n');
  if (libraries > shown)
    text_more(x, libraries - shown, option);
}

static void export_names(const struct text *x, const struct coff_exports *all)
{
  struct coff_export_name n;
  for (uint32_t i = 0; i < NAMES_SHOWN && coff_export_name_get(all, i, &n); i++) {
    out_text(x->o, i == 0 ? ": " : ", ");
    text_symbol_name(x, n.name);
  }
  out_char(x->o, all->nnames > NAMES_SHOWN ? ' ' : '\n');
  if (all->nnames > NAMES_SHOWN)
    text_more(x, all->nnames - NAMES_SHOWN, "--exports");
}

// "12 symbols as api.dll, 2 without a name, 1 forwarder: api_call, api_std".
static void exports(const struct text *x)
{
  struct coff_exports all;
  struct coff_export e;
  uint64_t used = 0, nameless = 0, forwarders = 0;
  if (!coff_exports_open(x->f, &all))
    return;
  for (uint32_t i = 0; coff_export_get(&all, i, &e); i++) {
    used += e.rva != 0;
    nameless += e.rva != 0 && e.first_name == COFF_EXPORT_NO_NAME;
    forwarders += e.is_forwarder;
  }
  text_label(x, "exports");
  out_count(x->o, used, "symbol", "symbols");
  out_text(x->o, " as ");
  out_name(x->o, all.dll);
  if (nameless != 0)
    out_printf(x->o, ", %llu without a name", (unsigned long long)nameless);
  if (forwarders != 0) {
    out_text(x->o, ", ");
    out_count(x->o, forwarders, "forwarder", "forwarders");
  }
  export_names(x, &all);
  coff_exports_close(&all);
}

static void hardening(const struct text *x)
{
  enum coff_hardening_state state[COFF_HARDENINGS];
  const char *comma = "";
  bool honoured[COFF_HARDENINGS];
  if (!coff_hardening_get(x->f, state))
    return;
  coff_hardening_honoured(x->f, honoured);
  text_label(x, "hardening");
  for (unsigned i = 0; i < COFF_HARDENINGS; i++) {
    if (state[i] != COFF_HARDENING_ON || !honoured[i])
      continue;
    out_text(x->o, comma);
    out_text(x->o, coff_hardening_name(i));
    comma = ", ";
  }
  comma = *comma == 0 ? "none of " : "; without ";
  // Few images have a reason for the last ones.
  for (unsigned i = 0; i < COFF_HARDENING_INTEGRITY; i++) {
    if (state[i] != COFF_HARDENING_OFF || !honoured[i])
      continue;
    out_text(x->o, comma);
    out_text(x->o, coff_hardening_name(i));
    comma = ", ";
  }
  out_char(x->o, '\n');
}

static const char *verdict(enum coff_verdict v, const char *good, const char *bad,
                           const char *unknown)
{
  return v == COFF_VERDICT_GOOD ? good : v == COFF_VERDICT_BAD ? bad : unknown;
}

static void signature(const struct text *x, const struct coff_signature *s)
{
  struct out *o = x->o;
  const struct coff_signer *by = s->signers;
  const char *who = by == NULL                ? "nobody"
                    : by->certificate != NULL ? by->certificate->subject
                                              : by->issuer;
  text_label(x, "signed");
  out_text(o, by != NULL && by->certificate == NULL ? "by a certificate of " : "by ");
  out_name(o, (struct coff_str){who == NULL ? "" : who, who == NULL ? 0 : strlen(who)});
  out_text(o, verdict(s->image, "; the image is as it was signed", "; THE IMAGE WAS CHANGED since",
                      "; the image's digest cannot be checked"));
  if (s->digest_name != NULL) {
    out_text(o, " (");
    out_text(o, s->digest_name);
    out_char(o, ')');
  }
  if (by != NULL)
    out_text(o, verdict(by->verdict, ", trust not checked", "; THE SIGNATURE IS WRONG",
                        ", trust not checked"));
  out_char(o, '\n');
}

static void signatures(const struct text *x)
{
  struct coff_certificates all;
  struct coff_certificate c;
  struct coff_signatures found;
  struct coff_authenticode image = {.file = x->f};
  uint32_t at, size;
  if (x->t->dll_flags != NULL && coff_file_aouthdr(x->f) != NULL &&
      (!coff_file_find_directory(x->f, COFF_DIR_CERTIFICATE, &at, &size) || size == 0)) {
    text_label(x, "signed");
    out_text(x->o, "no\n");
  }
  if (!coff_certificates_open(x->f, &all))
    return;
  while (coff_certificate_next(&all, &c)) {
    if (!coff_signatures_open(&image, &c, &found)) {
      const char *type = coff_certificate_type_name(c.type);
      text_label(x, "signed");
      out_text(x->o, type == NULL ? "an unknown kind of certificate" : type);
      out_text(x->o, ", which was not read\n");
      continue;
    }
    for (const struct coff_signature *s = found.first; s != NULL; s = s->next)
      signature(x, s);
    coff_signatures_close(&found);
  }
}

static void checksum(const struct text *x)
{
  struct coff_checksum sum;
  if (!coff_checksum_get(x->f, &sum) || sum.stored == 0)
    return;
  text_label(x, "checksum");
  out_hex(x->o, sum.stored, 8);
  out_text(x->o, sum.stored == sum.computed ? ", right\n" : ", WRONG\n");
}

// The PDB that belongs to it, with what a symbol server files it under.
static void pdb(const struct text *x)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  struct coff_debugdir_codeview cv;
  char key[41];
  if (!coff_debugdir_open(x->f, &all))
    return;
  while (coff_debugdir_next(&all, &e)) {
    if (!coff_debugdir_codeview(x->f, &e, &cv) || !cv.is_pdb)
      continue;
    coff_debugdir_codeview_key(&cv, key);
    text_label(x, "PDB");
    out_name(x->o, cv.path);
    out_text(x->o, ", key ");
    out_text(x->o, key);
    out_char(x->o, '\n');
  }
}

static void assembly(const struct text *x, const struct coff_metadata_assembly *a)
{
  const uint16_t *v = a->version;
  out_name(x->o, a->name);
  out_printf(x->o, " %u.%u.%u.%u", v[0], v[1], v[2], v[3]);
}

// "net 1.0.0.0 for v4.0.30319, needs mscorlib 4.0.0.0".
static void dotnet(const struct text *x)
{
  struct coff_clr clr;
  struct coff_view v;
  struct coff_metadata m;
  struct coff_metadata_tables t;
  struct coff_metadata_assembly a;
  uint32_t n = 0;
  if (!coff_clr_open(x->f, &clr) || !coff_clr_view(&clr, COFF_CLR_METADATA, &v) ||
      !coff_metadata_open(x->f, v, true, &m) || !coff_metadata_tables(&m, &t))
    return;
  text_label(x, ".NET");
  if (coff_metadata_assembly(&t, &a))
    assembly(x, &a);
  else
    out_text(x->o, "module");
  out_text(x->o, " for ");
  out_name(x->o, m.version);
  while (n < NAMES_SHOWN && coff_metadata_reference(&t, n + 1, &a)) {
    out_text(x->o, n++ == 0 ? ", needs " : ", ");
    assembly(x, &a);
  }
  out_text(x->o, coff_metadata_reference(&t, n + 1, &a) ? ", ... (--clr)\n" : "\n");
}

static void hybrid(const struct text *x)
{
  const char *name = coff_hybrid_name(coff_lc_hybrid(x->f));
  if (name == NULL)
    return;
  text_label(x, "hybrid");
  out_text(x->o, name);
  out_text(x->o, ": code for two processors (--load-config)\n");
}

void text_image(const struct text *x)
{
  struct coff_imports all;
  if (coff_file_kind(x->f) != COFF_KIND_IMAGE || x->t->dirs == NULL)
    return;
  out_char(x->o, '\n');
  hybrid(x);
  if (coff_imports_open(x->f, &all))
    imports(x, "imports", "--imports", &all);
  if (coff_delay_imports_open(x->f, &all))
    imports(x, "delayed", "--imports", &all);
  exports(x);
  dotnet(x);
  pdb(x);
  hardening(x);
  signatures(x);
  checksum(x);
}
