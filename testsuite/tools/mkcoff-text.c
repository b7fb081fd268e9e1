// Files of any flavour from a short text.
//
// Skip it unless a line of the text is taken wrongly.
//
// A line is a command, values, and KEY=VALUE pairs in any order. Numbers are as in C; strings stand in
// double quotes, where \xx is the byte with that number in two hexadecimal digits. '#' begins a
// comment. Ids are those of coff/build.h: sections count from 1, symbols from 0, in the order of the
// text, and may be named before they come.
//
// target NAME KIND [FORM]          first of all; KIND is object, image, import or opaque; FORM tells variants
//                                  with one name apart: 0, 1, ...
// machine MAGIC                    else the target's first
// header KEY=NUMBER...             flags timdat target_id version hint import_type sig flags2 flags3
//                                  float_type
// long-names on|off
// optional "LAYOUT" DIRECTORIES    an optional header by its name in the target, "" for the first
// set "FIELD" NUMBER               of the optional header, as the specification names it
// dir NUMBER ADDRESS SIZE          a data directory
// stub BYTE...                     what stands before the file header
// payload BYTE...                  of an opaque object
// import "SYMBOL" "DLL" ["EXPORT"] type= name_type= hint=
// section "NAME"                   flags= vaddr= paddr= size= align= page= mem_width=
//                                  paddr_space= vaddr_space=
// - bytes BYTE...                  contents; BYTE in hexadecimal digits, no 0x
// - text "STRING"
// - fill COUNT BYTE
// - names                          the names of symbols that have them in a section
// - reloc ADDRESS TYPE             symbol= offset= rsize= stuff= number= code=
//                                  TYPE is a number or "NAME"; NUMBER and CODE (of a section, in ECOFF)
//                                  stand where others have a symbol
// - function SYMBOL                the line number that starts a function
// - line ADDRESS NUMBER            srcndx= fcnndx= flags= space=
// - base ADDRESS TYPE              a base relocation; those of a section are to be sorted
// symbol "NAME"                    value= section= type= class= flags= misc= value_is_symbol=1
//                                  ECOFF: index=, file=; local=1: of the file descriptor before it
// - aux FORM                       "FIELD"=NUMBER... name="STRING": an auxiliary entry; FORM as coffdump
//                                  --json has it, FIELD as the layout names it
// - raw BYTE...                    ... of no form
// - file "NAME"                    the name of a C_FILE symbol, as the flavour spells it
// - section-aux                    selection= associated=
// fd "NAME" FIELD=NUMBER...        a file descriptor (ECOFF); FIELD as sym.h names it. It has all of these up
//                                  to the next one:
// - record KIND FIELD=NUMBER...    KIND is pdr, optr, dnr, rfdt, tir, rndx or isym
// - packed LINE INSTRUCTIONS       the next instructions of the procedure (pdr) before it are for LINE
#include "coff/reloc.h"
#include "testsuite/tools/mkcoff-words.h"
#include "testsuite/tools/mkcoff.h"
#include <stdlib.h>
#include <string.h>

enum { LARGEST_AUX = 64, PAGE = 0x1000 };

// ---- Headers -----------------------------------------------------------------------------------

static bool do_target(struct parser *p)
{
  char name[64], kind_name[16];
  enum coff_kind kind;
  uint64_t form = 0;
  if (p->b != NULL || p->nwords < 3 || p->nwords > 4 || p->words[1].text.size >= sizeof name ||
      p->words[2].text.size >= sizeof kind_name)
    return mk_fail(p, "'target NAME KIND [FORM]' stands once, in the first line");
  if (p->nwords == 4 && !mk_number(p, p->words[3].text, &form))
    return false;
  snprintf(name, sizeof name, "%.*s", (int)p->words[1].text.size, p->words[1].text.data);
  snprintf(kind_name, sizeof kind_name, "%.*s", (int)p->words[2].text.size, p->words[2].text.data);
  p->target = form > UINT8_MAX ? NULL : mkcoff_target(name, (unsigned)form);
  if (p->target == NULL || !mkcoff_kind_by_name(kind_name, &kind))
    return mk_fail(p, "no such target or kind");
  p->b = coff_build_new(p->ctx, p->name, p->target, kind, 0);
  return p->b != NULL;
}

static bool do_machine(struct parser *p)
{
  uint64_t magic;
  const struct coff_machine *m = p->target->machines;
  if (!mk_value(p, 0, &magic))
    return false;
  while (m < p->target->machines + p->target->nmachines && m->magic != magic)
    m++;
  if (m == p->target->machines + p->target->nmachines)
    return mk_fail(p, "the target has no such machine");
  p->b->header.flags &= ~p->target->machines[0].flags_value;
  p->b->header.flags |= m->flags_value;
  p->b->header.magic = m->magic;
  return true;
}

static bool do_header(struct parser *p)
{
  struct coff_filehdr *h = &p->b->header;
  const struct key all[] = {KEY(*h, flags),     KEY(*h, timdat), KEY(*h, target_id),
                            KEY(*h, version),   KEY(*h, hint),   KEY(*h, import_type),
                            KEY(*h, sig),       KEY(*h, flags2), KEY(*h, flags3),
                            KEY(*h, float_type)};
  return mk_keys(p, all, COFF_COUNT(all));
}

static bool do_long_names(struct parser *p)
{
  bool on = p->nwords == 2 && mk_is(p->words[1].text, "on");
  if (!on && (p->nwords != 2 || !mk_is(p->words[1].text, "off")))
    return mk_fail(p, "on or off?");
  return coff_build_long_names(p->b, on);
}

static bool do_optional(struct parser *p)
{
  struct coff_str layout;
  uint64_t dirs;
  char name[64];
  if (!mk_string(p, 0, &layout) || !mk_value(p, 1, &dirs) || layout.size >= sizeof name)
    return false;
  snprintf(name, sizeof name, "%.*s", (int)layout.size, layout.data);
  return coff_build_optional_header(p->b, name[0] == 0 ? NULL : name, (uint32_t)dirs);
}

static bool do_set(struct parser *p)
{
  const struct coff_aouthdr_layout *l = p->b->aout_layout;
  struct coff_str field;
  uint64_t v;
  if (!mk_string(p, 0, &field) || !mk_value(p, 1, &v))
    return false;
  for (unsigned i = 0; l != NULL && i < l->nitems; i++)
    if (mk_is(field, l->items[i].name)) {
      p->b->aout.field[l->items[i].id] = v;
      return true;
    }
  return mk_fail(p, "the optional header has no such field");
}

static bool do_dir(struct parser *p)
{
  uint64_t n, rva, size;
  if (!mk_value(p, 0, &n) || !mk_value(p, 1, &rva) || !mk_value(p, 2, &size))
    return false;
  if (n >= p->b->ndirs)
    return mk_fail(p, "no such directory");
  p->b->dirs[n] = (struct coff_build_dir){(uint32_t)rva, (uint32_t)size};
  return true;
}

static bool do_stub(struct parser *p)
{
  return mk_bytes(p, &p->b->stub);
}

static bool do_payload(struct parser *p)
{
  return mk_bytes(p, &p->b->payload);
}

static bool do_import(struct parser *p)
{
  struct coff_import m = {.export_as = {"", 0}};
  const struct key all[] = {KEY(m, type), KEY(m, name_type), KEY(m, hint)};
  if (!mk_string(p, 0, &m.symbol) || !mk_string(p, 1, &m.dll) || !mk_keys(p, all, COFF_COUNT(all)))
    return false;
  if (p->nwords > 3 && p->words[3].quoted && p->words[3].key.size == 0)
    m.export_as = p->words[3].text;
  return coff_build_import(p->b, &m);
}

// ---- Sections ----------------------------------------------------------------------------------

// Blocks have a whole number of 4-byte words (PE specification 6.6.1).
static bool finish_block(struct parser *p)
{
  uint32_t size = (p->block_size + 3) & ~3u;
  if (p->block == NULL)
    return true;
  coff_store(p->block, 4, p->target->order, p->block_page);
  coff_store(p->block + 4, 4, p->target->order, size);
  struct coff_view v = {p->block, size, 0};
  p->block = NULL;
  return coff_build_contents(p->b, p->section, v);
}

static bool do_section(struct parser *p)
{
  struct coff_scnhdr h = {.name = ""};
  struct coff_str name;
  const struct key all[] = {KEY(h, flags),     KEY(h, vaddr),       KEY(h, paddr),
                            KEY(h, size),      KEY(h, align),       KEY(h, page),
                            KEY(h, mem_width), KEY(h, paddr_space), KEY(h, vaddr_space)};
  if (!finish_block(p) || !mk_string(p, 0, &name) || !mk_keys(p, all, COFF_COUNT(all)))
    return false;
  p->section = coff_build_section(p->b, name, &h);
  return p->section != 0;
}

static bool do_bytes(struct parser *p)
{
  struct coff_view v;
  return mk_bytes(p, &v) && coff_build_contents(p->b, p->section, v);
}

static bool do_text(struct parser *p)
{
  struct coff_str s;
  return mk_string(p, 0, &s) &&
         coff_build_contents(p->b, p->section,
                             (struct coff_view){(const uint8_t *)s.data, s.size, 0});
}

static bool do_fill(struct parser *p)
{
  uint64_t n, byte;
  if (!mk_value(p, 0, &n) || !mk_value(p, 1, &byte))
    return false;
  if (n > 1u << 28)
    return mk_fail(p, "too much");
  uint8_t *room = coff_build_bytes(p->b, (size_t)n);
  if (room == NULL)
    return false;
  memset(room, (int)(byte & 0xff), (size_t)n);
  return coff_build_contents(p->b, p->section, (struct coff_view){room, n, 0});
}

static bool do_names(struct parser *p)
{
  if (p->section == 0 || p->target->debug_prefix == 0)
    return mk_fail(p, "the target has no section of names");
  p->b->sections[p->section - 1].holds_names = true;
  return true;
}

static bool reloc_type(struct parser *p, struct coff_reloc *r)
{
  uint64_t v;
  char name[96];
  if (p->nwords < 3 || p->words[2].key.size != 0)
    return mk_fail(p, "a type is missing");
  if (!p->words[2].quoted) {
    if (!mk_number(p, p->words[2].text, &v))
      return false;
    r->type = (uint16_t)v;
    return v <= UINT16_MAX || mk_fail(p, "a type is too large");
  }
  snprintf(name, sizeof name, "%.*s",
           (int)(p->words[2].text.size < 95 ? p->words[2].text.size : 95), p->words[2].text.data);
  const struct coff_howto *h = coff_howto_by_name(p->target, name);
  if (h == NULL)
    return mk_fail(p, "no such type");
  r->type = h->type;
  return true;
}

static bool do_reloc(struct parser *p)
{
  struct coff_reloc r = {0};
  uint32_t symbol = COFF_BUILD_NONE, plain = COFF_BUILD_NONE, code = COFF_BUILD_NONE;
  const struct key all[] = {KEY(r, offset),
                            KEY(r, rsize),
                            KEY(r, stuff),
                            {"symbol", &symbol, sizeof symbol},
                            {"number", &plain, sizeof plain},
                            {"code", &code, sizeof code}};
  if (!mk_value(p, 0, &r.vaddr) || !reloc_type(p, &r) || !mk_keys(p, all, COFF_COUNT(all)))
    return false;
  r.symndx = symbol;
  if (code != COFF_BUILD_NONE) {
    r.symndx = code;
    r.by_section = true;
  }
  if (plain != COFF_BUILD_NONE) {
    r.symndx = plain;
    r.is_number = true;
  }
  return coff_build_reloc(p->b, p->section, &r);
}

static bool do_function(struct parser *p)
{
  uint64_t symbol;
  return mk_value(p, 0, &symbol) &&
         coff_build_line(p->b, p->section, &(struct coff_lineno){.symndx = (uint32_t)symbol});
}

static bool do_line(struct parser *p)
{
  struct coff_lineno l = {0};
  const struct key all[] = {KEY(l, srcndx), KEY(l, fcnndx), KEY(l, flags), KEY(l, space)};
  uint64_t n;
  if (!mk_value(p, 0, &l.addr) || !mk_value(p, 1, &n) || !mk_keys(p, all, COFF_COUNT(all)))
    return false;
  l.lnno = (uint32_t)n;
  return coff_build_line(p->b, p->section, &l);
}

static bool do_base(struct parser *p)
{
  uint64_t rva, type;
  if (!mk_value(p, 0, &rva) || !mk_value(p, 1, &type))
    return false;
  uint32_t page = (uint32_t)rva & ~(uint32_t)(PAGE - 1);
  if (p->block != NULL && (page != p->block_page || p->block_size == 8 + 2 * PAGE) &&
      !finish_block(p))
    return false;
  if (p->block == NULL) {
    p->block = coff_build_bytes(p->b, 8 + 2 * PAGE + 4);
    p->block_page = page;
    p->block_size = 8;
  }
  if (p->block == NULL)
    return false;
  coff_store(p->block + p->block_size, 2, p->target->order, type << 12 | (rva & (PAGE - 1)));
  p->block_size += 2;
  return true;
}

// ---- Symbols -----------------------------------------------------------------------------------

static bool do_symbol(struct parser *p)
{
  struct coff_syment s = {.name = ""};
  struct coff_str name;
  uint8_t is_symbol = 0, local = 0;
  const struct key all[] = {KEY(s, value),
                            KEY(s, type),
                            KEY(s, flags),
                            KEY(s, misc),
                            KEY(s, index),
                            KEY(s, file),
                            {"local", &local, sizeof local},
                            {"section", &s.scnum, sizeof s.scnum},
                            {"class", &s.sclass, sizeof s.sclass},
                            {"value_is_symbol", &is_symbol, sizeof is_symbol}};
  if (!mk_string(p, 0, &name) || !mk_keys(p, all, COFF_COUNT(all)))
    return false;
  s.local = local != 0;
  uint32_t id = coff_build_symbol(p->b, name, &s);
  if (id == COFF_BUILD_NONE)
    return false;
  if (is_symbol != 0)
    p->b->symbols[id].what = COFF_BUILD_SYMBOL;
  return true;
}

// A layout of the target that has this form and all the fields that the line
// names.
static const struct coff_aux_layout *layout_for(const struct parser *p)
{
  const struct coff_aux_rule *r = p->target->records->aux_rules;
  for (; r != NULL && r->layout != NULL; r++) {
    unsigned found = 0, wanted = 0;
    if (p->nwords < 2 || !mk_is(p->words[1].text, mkcoff_form_name(r->layout->form)))
      continue;
    for (unsigned w = 2; w < p->nwords; w++) {
      wanted += !mk_is(p->words[w].key, "name");
      for (unsigned i = 0; i < r->layout->nitems; i++)
        found += mk_is(p->words[w].key, r->layout->items[i].name);
    }
    if (found == wanted)
      return r->layout;
  }
  return NULL;
}

static bool do_aux(struct parser *p)
{
  struct coff_auxent a = {.layout = layout_for(p), .name = {"", 0}};
  if (a.layout == NULL)
    return mk_fail(p, "the target has no such auxiliary entry");
  for (unsigned w = 2; w < p->nwords; w++) {
    uint64_t v;
    if (mk_is(p->words[w].key, "name")) {
      a.name = p->words[w].text;
      continue;
    }
    if (!mk_number(p, p->words[w].text, &v))
      return false;
    for (unsigned i = 0; i < a.layout->nitems; i++)
      if (mk_is(p->words[w].key, a.layout->items[i].name))
        a.field[a.layout->items[i].id] |= v << a.layout->items[i].shift;
  }
  return coff_build_aux(p->b, &a);
}

static bool do_raw(struct parser *p)
{
  struct coff_view v;
  uint8_t room[LARGEST_AUX] = {0};
  if (!mk_bytes(p, &v))
    return false;
  memcpy(room, v.data, v.size < sizeof room ? (size_t)v.size : sizeof room);
  return coff_build_aux_bytes(p->b, room);
}

static bool do_file(struct parser *p)
{
  struct coff_str name;
  return mk_string(p, 0, &name) && coff_build_file_name(p->b, name);
}

static bool do_section_aux(struct parser *p)
{
  uint32_t selection = 0, associated = 0;
  const struct key all[] = {{"selection", &selection, sizeof selection},
                            {"associated", &associated, sizeof associated}};
  return mk_keys(p, all, COFF_COUNT(all)) && coff_build_aux_section(p->b, selection, associated);
}

// ---- Lines -------------------------------------------------------------------------------------

static const struct command {
  const char *name;
  bool (*run)(struct parser *);
} commands[] = {
    {"target", do_target},
    {"machine", do_machine},
    {"header", do_header},
    {"long-names", do_long_names},
    {"optional", do_optional},
    {"set", do_set},
    {"dir", do_dir},
    {"stub", do_stub},
    {"payload", do_payload},
    {"import", do_import},
    {"section", do_section},
    {"bytes", do_bytes},
    {"text", do_text},
    {"fill", do_fill},
    {"reloc", do_reloc},
    {"function", do_function},
    {"line", do_line},
    {"base", do_base},
    {"symbol", do_symbol},
    {"aux", do_aux},
    {"raw", do_raw},
    {"file", do_file},
    {"section-aux", do_section_aux},
    {"names", do_names},
    {"fd", mk_do_fd},
    {"record", mk_do_record},
    {"packed", mk_do_packed},
};

static bool run_line(struct parser *p, const char *at, const char *end)
{
  if (!mk_split(p, at, end))
    return false;
  if (p->nwords == 0)
    return true;
  if (p->b == NULL && !mk_is(p->words[0].text, "target"))
    return mk_fail(p, "the target stands first");
  for (size_t i = 0; i < COFF_COUNT(commands); i++)
    if (mk_is(p->words[0].text, commands[i].name))
      return commands[i].run(p) || mk_fail(p, "this line is not taken");
  return mk_fail(p, "no such command");
}

struct coff_build *mkcoff_build(const struct coff_context *ctx, const char *name, const char *text,
                                size_t size)
{
  struct parser p = {.ctx = ctx, .name = name, .at = text, .end = text + size};
  bool ok = true;
  while (ok && p.at < p.end) {
    const char *newline = memchr(p.at, '\n', (size_t)(p.end - p.at));
    const char *end = newline == NULL ? p.end : newline;
    p.line++;
    ok = run_line(&p, p.at, end);
    p.at = newline == NULL ? p.end : newline + 1;
  }
  if (ok && p.b == NULL)
    ok = mk_fail(&p, "there is no target");
  if (ok && finish_block(&p))
    return p.b;
  coff_build_free(p.b);
  return NULL;
}

const struct coff_target *mkcoff_target(const char *name, unsigned form)
{
  const struct coff_target *first = coff_target_find(name), *t;
  if (form == 0 || first == NULL)
    return first;
  for (size_t n = 0; (t = coff_target_at(n)) != NULL; n++)
    for (const struct coff_target *const *v = t->variants; v != NULL && *v != NULL; v++)
      if (*v != first && strcmp((*v)->name, first->name) == 0 && --form == 0)
        return *v;
  return NULL;
}

unsigned mkcoff_form(const struct coff_target *t)
{
  unsigned form = 0;
  while (mkcoff_target(t->name, form) != t)
    form++;
  return form;
}

const char *mkcoff_kind_name(enum coff_kind kind)
{
  switch (kind) {
  case COFF_KIND_OBJECT: return "object";
  case COFF_KIND_IMAGE: return "image";
  case COFF_KIND_IMPORT: return "import";
  case COFF_KIND_OPAQUE: return "opaque";
  default: return "none";
  }
}

bool mkcoff_kind_by_name(const char *name, enum coff_kind *kind)
{
  for (unsigned k = 1; k <= COFF_KIND_OPAQUE; k *= 2)
    if (strcmp(name, mkcoff_kind_name((enum coff_kind)k)) == 0) {
      *kind = (enum coff_kind)k;
      return true;
    }
  return false;
}

const char *mkcoff_form_name(unsigned form)
{
  static const char *const names[COFF_AUX_FORMS] = {
      "raw",    "symbol", "function", "array", "tag",    "block", "end",   "file", "section",
      "vector", "weak",   "clr",      "csect", "except", "dwarf", "ident", "leaf"};
  return form < COFF_AUX_FORMS ? names[form] : NULL;
}
