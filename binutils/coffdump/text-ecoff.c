// Text: symbolic information of ECOFF files: header, files, procedures, optimisation symbols, lines.
//
// Skip it unless one of these is printed wrongly. The symbols are text-symbols.c.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "coffdump/ecoff.h"
#include "coffdump/text.h"

static void header(const struct text *x, const struct coff_symbolic_numbers *h)
{
  struct out *o = x->o;
  text_heading(x, "Symbolic header", COFF_NOWHERE);
  out_text(o, "  version             ");
  out_printf(o, "%u.%u\n", (unsigned)(h->field[COFF_HDRR_VSTAMP] >> 8),
             (unsigned)(h->field[COFF_HDRR_VSTAMP] & 0xff));
  out_text(o, "  unpacked lines      ");
  out_dec(o, h->field[COFF_HDRR_ILINEMAX]);
  out_char(o, '\n');
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++) {
    if (h->field[COFF_HDRR_COUNT + i] == 0)
      continue;
    out_text(o, "  ");
    out_text(o, coff_ecoff_table_name((enum coff_symbolic_table_id)i));
    out_pad(o, 28);
    out_dec_right(o, h->field[COFF_HDRR_COUNT + i], 7);
    out_text(o, " at ");
    out_hex(o, h->field[COFF_HDRR_OFFSET + i], 0);
    out_char(o, '\n');
  }
}

static void file_row(const struct text *x, const struct coff_ecoff_file *fd)
{
  const uint64_t *v = fd->native.field;
  struct out *o = x->o;
  const char *language = coff_ecoff_language_name(v[COFF_FDR_LANG]);
  out_dec_right(o, fd->number, 6);
  out_char(o, ' ');
  out_hex(o, v[COFF_FDR_ADR], x->digits);
  out_dec_right(o, v[COFF_FDR_CSYM], 8);
  out_dec_right(o, v[COFF_FDR_CPD], 6);
  out_dec_right(o, v[COFF_FDR_CLINE], 7);
  out_printf(o, " -g%u ", coff_ecoff_debug_level(v[COFF_FDR_GLEVEL]));
  out_text(o, language == NULL ? "unknown language" : language);
  out_text(o, fd->stabs ? ", stabs: " : ": ");
  if (fd->has_name)
    out_name(o, fd->name);
  else
    out_text(o, "(no name)");
  out_char(o, '\n');
}

static void files(const struct text *x)
{
  struct coff_ecoff_file fd;
  uint64_t count;
  coff_ecoff_table(x->f, COFF_SYMBOLIC_FILES, &count);
  text_heading(x, "Source files", count);
  if (count == 0)
    return;
  out_text(x->o, "    No Address");
  out_pad(x->o, 7 + x->digits + 2);
  out_text(x->o, " Symbols Procs  Lines  -g Language: name\n");
  for (uint64_t i = 0; coff_ecoff_file_get(x->f, i, &fd); i++)
    file_row(x, &fd);
}

static void procedure_row(const struct text *x, const struct coff_ecoff_procedure *p)
{
  const uint64_t *v = p->native.field;
  struct out *o = x->o;
  out_dec_right(o, p->number, 6);
  out_char(o, ' ');
  out_hex(o, p->address, x->digits);
  out_dec_right(o, p->file, 6);
  if (v[COFF_PDR_ILINE] == ECOFF_NIL)
    out_text(o, "     -     ");
  else
    out_printf(o, " %5lld-%-5lld", (long long)v[COFF_PDR_LNLOW], (long long)v[COFF_PDR_LNHIGH]);
  out_printf(o, " frame %lld($%u) pc $%u", (long long)v[COFF_PDR_FRAMEOFFSET],
             (unsigned)v[COFF_PDR_FRAMEREG], (unsigned)v[COFF_PDR_PCREG]);
  if (v[COFF_PDR_REGMASK] != 0)
    out_printf(o, " mask 0x%x at %lld", (unsigned)v[COFF_PDR_REGMASK],
               (long long)v[COFF_PDR_REGOFFSET]);
  if (v[COFF_PDR_FREGMASK] != 0)
    out_printf(o, " fmask 0x%x at %lld", (unsigned)v[COFF_PDR_FREGMASK],
               (long long)v[COFF_PDR_FREGOFFSET]);
  if (v[COFF_PDR_GP_USED] != 0)
    out_printf(o, " gp set in %u bytes", (unsigned)v[COFF_PDR_GP_PROLOGUE]);
  if (v[COFF_PDR_REG_FRAME] != 0)
    out_text(o, " register frame");
  if (v[COFF_PDR_PROF] != 0)
    out_text(o, " profiled");
  if (v[COFF_PDR_LOCALOFF] != 0)
    out_printf(o, " locals at %u", (unsigned)v[COFF_PDR_LOCALOFF]);
  out_text(o, ": ");
  text_symbol_name(x, p->name);
  out_char(o, '\n');
}

static void procedures(const struct text *x)
{
  struct coff_ecoff_procedure p;
  uint64_t count;
  coff_ecoff_table(x->f, COFF_SYMBOLIC_PROCEDURES, &count);
  text_heading(x, "Procedures", count);
  if (count == 0)
    return;
  out_text(x->o, "    No Address");
  out_pad(x->o, 7 + x->digits + 2);
  out_text(x->o, "  File Lines       Frame and saved registers: name\n");
  for (uint64_t i = 0; coff_ecoff_procedure_get(x->f, i, &p); i++)
    procedure_row(x, &p);
}

// A table of records that are numbers alone, with their names.
static void numbers(const struct text *x, const char *title, enum coff_symbolic_record kind)
{
  struct coff_symbolic_numbers v;
  struct out *o = x->o;
  const char *name;
  unsigned id;
  if (!coff_ecoff_record(x->f, kind, 0, &v))
    return;
  text_heading(x, title, COFF_NOWHERE);
  for (uint64_t i = 0; coff_ecoff_record(x->f, kind, i, &v); i++) {
    out_dec_right(o, i, 6);
    for (unsigned k = 0; (name = coff_ecoff_field_name(x->t, kind, k, &id)) != NULL; k++) {
      out_printf(o, " %s ", name);
      out_dec(o, v.field[id]);
      bool is_ot = kind == COFF_SYMBOLIC_OPTR && id == COFF_OPTR_OT;
      const char *ot = is_ot ? coff_ecoff_optimisation_name(v.field[id]) : NULL;
      if (ot != NULL)
        out_printf(o, " (%s)", ot);
    }
    out_char(o, '\n');
  }
}

bool text_ecoff(const struct text *x)
{
  const struct coff_symbolic_numbers *h = coff_ecoff_header(x->f);
  if (h == NULL)
    return false;
  header(x, h);
  files(x);
  procedures(x);
  numbers(x, "Optimisation symbols", COFF_SYMBOLIC_OPTR);
  numbers(x, "Dense numbers", COFF_SYMBOLIC_DNR);
  numbers(x, "Relative file descriptors", COFF_SYMBOLIC_RFDT);
  return true;
}

// ---- Lines ------------------------------------------------------------------------------------

static void procedure_lines(const struct text *x, const struct coff_ecoff_procedure *p)
{
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  struct coff_ecoff_file fd;
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, p->address, x->digits);
  out_text(o, "        function ");
  text_symbol_name(x, p->name);
  if (coff_ecoff_file_get(x->f, p->file, &fd) && fd.has_name) {
    out_text(o, " of ");
    out_name(o, fd.name);
  }
  out_char(o, '\n');
  coff_ecoff_line_first(x->f, p, &c);
  while (coff_ecoff_line_next(&c, &l)) {
    out_text(o, "  ");
    out_hex(o, l.address, x->digits);
    out_printf(o, " %5lld\n", (long long)l.line);
  }
}

void text_ecoff_lines(const struct text *x)
{
  struct coff_ecoff_procedure p;
  uint64_t bytes, left;
  coff_ecoff_table(x->f, COFF_SYMBOLIC_LINES, &bytes);
  text_heading(x, "Line numbers", bytes == 0 ? 0 : COFF_NOWHERE);
  if (bytes == 0)
    return;
  out_text(x->o, "  Address");
  out_pad(x->o, 2 + x->digits + 3);
  out_text(x->o, " Line\n");
  left = ecoff_lines_room(x->f);
  for (uint64_t i = 0; coff_ecoff_procedure_get(x->f, i, &p); i++)
    if (p.lines.size != 0 && !ecoff_lines_spend(x->f, &p, &left))
      return;
    else if (p.lines.size != 0)
      procedure_lines(x, &p);
}

// ---- Symbols ----------------------------------------------------------------------------------

void text_ecoff_symbol(const struct text *x, const struct coff_symbol *s)
{
  static const char *const how[] = {[COFF_INDEX_NONE] = "",
                                    [COFF_INDEX_TYPE] = "",
                                    [COFF_INDEX_PROC] = "ends before",
                                    [COFF_INDEX_END] = "ends before",
                                    [COFF_INDEX_BEGIN] = "begins at"};
  const char *type = coff_ecoff_symbol_type_name(x->t, s->native.type);
  struct coff_ecoff_meaning m;
  struct out *o = x->o;
  char text[1200];
  size_t n = coff_type_spell(x->f, s, text, sizeof text);
  coff_ecoff_meaning(x->f, &s->native, &m);
  out_text(o, ": ");
  if (m.is_stab) {
    const char *stab = coff_ecoff_stab_name(m.stab);
    out_text(o, "stab ");
    if (stab != NULL)
      out_text(o, stab);
    else
      out_hex(o, m.stab, 2);
    return;
  }
  if (type != NULL)
    out_text(o, type);
  else
    out_dec(o, s->native.type);
  if (n != 0)
    out_text(o, ", ");
  out_name(o, (struct coff_str){text, n < sizeof text ? n : sizeof text - 1});
  if (m.has_symbol)
    out_printf(o, ", %s %llu", m.how == COFF_INDEX_PROC && !s->native.local ? "also" : how[m.how],
               (unsigned long long)m.symbol);
  if ((s->native.flags & ECOFF_EXT_JMPTBL) != 0)
    out_text(o, ", jump table");
  if ((s->native.flags & ECOFF_EXT_COBOL_MAIN) != 0)
    out_text(o, ", Cobol main");
}
