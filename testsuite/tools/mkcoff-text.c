// Files of any flavour from a short text.
//
// Skip it unless a line of the text is taken wrongly.
//
// A line is a command, values, and KEY=VALUE pairs in any order. Numbers are as in C; strings stand in
// double quotes, where \xx is the byte with that number in two hexadecimal digits. '#' begins a
// comment. Ids are those of coff/build.h: sections count from 1, symbols from 0, in the order of the
// text, and may be named before they come.
//
// target NAME KIND                 first of all; KIND is object, image, import or opaque
// machine MAGIC                    else the target's first
// header KEY=NUMBER...             flags timdat target_id version hint import_type sig
// long-names on|off
// optional "LAYOUT" DIRECTORIES    an optional header by its name in the target, "" for the first
// set "FIELD" NUMBER               of the optional header, as the specification names it
// dir NUMBER ADDRESS SIZE          a data directory
// stub BYTE...                     what stands before the file header
// payload BYTE...                  of an opaque object
// import "SYMBOL" "DLL" ["EXPORT"] type= name_type= hint=
// section "NAME"                   flags= vaddr= paddr= size= align= page= mem_width=
// - bytes BYTE...                  contents; BYTE in hexadecimal digits, no 0x
// - text "STRING"
// - fill COUNT BYTE
// - names                          the names of symbols that have them in a section
// - reloc ADDRESS TYPE             symbol= offset= rsize= stuff= number= code=
//                                  TYPE is a number or "NAME"; NUMBER and CODE (of a section, in ECOFF)
//                                  stand where others have a symbol
// - function SYMBOL                the line number that starts a function
// - line ADDRESS NUMBER            srcndx= fcnndx= flags=
// - base ADDRESS TYPE              a base relocation; those of a section are to be sorted
// symbol "NAME"                    value= section= type= class= flags= misc= value_is_symbol=1
// - aux FORM                       "FIELD"=NUMBER... name="STRING": an auxiliary entry; FORM as coffdump
//                                  --json has it, FIELD as the layout names it
// - raw BYTE...                    ... of no form
// - file "NAME"                    the name of a C_FILE symbol, as the flavour spells it
// - section-aux                    selection= associated=
#include "coff/reloc.h"
#include "testsuite/tools/mkcoff.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 64, LARGEST_AUX = 64, PAGE = 0x1000 };

// A word of a line: a value, or a key with one.
struct word {
  struct coff_str key; // empty: none
  struct coff_str text;
  bool quoted;
};

struct parser {
  const struct coff_context *ctx;
  const char *name;
  const char *at, *end;
  unsigned line;
  struct coff_build *b;
  const struct coff_target *target;
  uint32_t section;
  // A block of base relocations that is not finished.
  uint8_t *block;
  uint32_t block_size, block_page;
  struct word words[MOST_WORDS];
  unsigned nwords;
};

static bool fail(struct parser *p, const char *what)
{
  return coff_fail(p->ctx, (struct coff_place){p->name, NULL, p->line}, "line %u: %s", p->line,
                   what);
}

static bool is(struct coff_str s, const char *word)
{
  return s.size == strlen(word) && memcmp(s.data, word, s.size) == 0;
}

// ---- Words
// ------------------------------------------------------------------------------------

static int digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// A quoted string without its quotes and escapes; *P is behind it afterwards.
static bool unquote(struct parser *p, const char **at, const char *end, struct coff_str *out)
{
  const char *close = *at;
  while (close < end && *close != '"')
    close++;
  if (close == end)
    return fail(p, "a string has no end");
  uint8_t *bytes = p->b == NULL ? NULL : coff_build_bytes(p->b, (size_t)(close - *at) + 1);
  if (bytes == NULL)
    return fail(p, "a string stands before the target");
  size_t n = 0;
  for (const char *c = *at; c < close; c++) {
    bool escaped = *c == '\\' && close - c > 2 && digit(c[1]) >= 0 && digit(c[2]) >= 0;
    bytes[n++] = escaped ? (uint8_t)(digit(c[1]) << 4 | digit(c[2])) : (uint8_t)*c;
    c += escaped ? 2 : 0;
  }
  *at = close + 1;
  *out = (struct coff_str){(const char *)bytes, n};
  return true;
}

static bool take_word(struct parser *p, const char **at, const char *end, struct word *w)
{
  *w = (struct word){.key = {"", 0}};
  for (;;) {
    w->quoted = *at < end && **at == '"';
    if (w->quoted) {
      ++*at;
      if (!unquote(p, at, end, &w->text))
        return false;
    } else {
      const char *start = *at;
      while (*at < end && !isspace((unsigned char)**at) && **at != '=')
        ++*at;
      w->text = (struct coff_str){start, (size_t)(*at - start)};
    }
    if (*at == end || **at != '=')
      return true;
    if (w->key.size != 0)
      return fail(p, "a second '=' in a word");
    w->key = w->text;
    ++*at;
  }
}

static bool split(struct parser *p, const char *at, const char *end)
{
  p->nwords = 0;
  for (;;) {
    while (at < end && isspace((unsigned char)*at))
      at++;
    if (at == end || *at == '#')
      return true;
    if (p->nwords == MOST_WORDS)
      return fail(p, "too many words");
    if (!take_word(p, &at, end, &p->words[p->nwords]))
      return false;
    p->nwords++;
  }
}

static bool number(struct parser *p, struct coff_str s, uint64_t *v)
{
  char text[32], *end;
  if (s.size == 0 || s.size >= sizeof text)
    return fail(p, "a number is missing");
  memcpy(text, s.data, s.size);
  text[s.size] = 0;
  bool minus = text[0] == '-';
  *v = strtoull(text + minus, &end, 0);
  if (minus)
    *v = 0 - *v;
  return *end == 0 || fail(p, "a number is expected");
}

// The Nth value (0: behind the command), which has no key.
static bool value(struct parser *p, unsigned n, uint64_t *v)
{
  if (n + 1 >= p->nwords || p->words[n + 1].key.size != 0)
    return fail(p, "a value is missing");
  return number(p, p->words[n + 1].text, v);
}

static bool string(struct parser *p, unsigned n, struct coff_str *s)
{
  *s = (struct coff_str){"", 0};
  if (n + 1 >= p->nwords || !p->words[n + 1].quoted || p->words[n + 1].key.size != 0)
    return fail(p, "a string is missing");
  *s = p->words[n + 1].text;
  return true;
}

// A key that a command takes, and where its number goes.
struct key {
  const char *name;
  void *to;
  unsigned size;
};

#define KEY(record, member)                                                                        \
  {                                                                                                \
#member, &(record).member, sizeof(record).member                                               \
  }

static bool store(struct parser *p, const struct key *k, uint64_t v)
{
  uint64_t lost = k->size == 8 ? 0 : v >> 8 * k->size;
  bool negative = k->size < 8 && (int64_t)v < 0 && coff_sign_extend(v, k->size * 8) == (int64_t)v;
  if (lost != 0 && !negative)
    return fail(p, "a number is too large");
  uint8_t u8 = (uint8_t)v;
  uint16_t u16 = (uint16_t)v;
  uint32_t u32 = (uint32_t)v;
  const void *from = k->size == 1   ? (const void *)&u8
                     : k->size == 2 ? (const void *)&u16
                     : k->size == 4 ? (const void *)&u32
                                    : (const void *)&v;
  memcpy(k->to, from, k->size);
  return true;
}

static bool keys(struct parser *p, const struct key *all, size_t n)
{
  for (unsigned i = 1; i < p->nwords; i++) {
    const struct word *w = &p->words[i];
    size_t k = 0;
    uint64_t v;
    if (w->key.size == 0)
      continue;
    while (k < n && !is(w->key, all[k].name))
      k++;
    if (k == n)
      return fail(p, "no such key");
    if (!number(p, w->text, &v) || !store(p, &all[k], v))
      return false;
  }
  return true;
}

// All words behind the command as hexadecimal bytes.
static bool bytes(struct parser *p, struct coff_view *v)
{
  size_t room = 0, n = 0;
  for (unsigned i = 1; i < p->nwords; i++)
    room += p->words[i].text.size / 2;
  uint8_t *out = coff_build_bytes(p->b, room + 1);
  if (out == NULL)
    return false;
  for (unsigned i = 1; i < p->nwords; i++) {
    struct coff_str s = p->words[i].text;
    for (size_t k = 0; k + 1 < s.size; k += 2) {
      if (digit(s.data[k]) < 0 || digit(s.data[k + 1]) < 0)
        return fail(p, "bytes are hexadecimal digits");
      out[n++] = (uint8_t)(digit(s.data[k]) << 4 | digit(s.data[k + 1]));
    }
    if (s.size % 2 != 0)
      return fail(p, "half a byte");
  }
  *v = (struct coff_view){out, n, 0};
  return true;
}

// ---- Headers
// ----------------------------------------------------------------------------------

static bool do_target(struct parser *p)
{
  char name[64], kind_name[16];
  enum coff_kind kind;
  if (p->b != NULL || p->nwords != 3 || p->words[1].text.size >= sizeof name ||
      p->words[2].text.size >= sizeof kind_name)
    return fail(p, "'target NAME KIND' stands once, in the first line");
  snprintf(name, sizeof name, "%.*s", (int)p->words[1].text.size, p->words[1].text.data);
  snprintf(kind_name, sizeof kind_name, "%.*s", (int)p->words[2].text.size, p->words[2].text.data);
  p->target = coff_target_find(name);
  if (p->target == NULL || !mkcoff_kind_by_name(kind_name, &kind))
    return fail(p, "no such target or kind");
  p->b = coff_build_new(p->ctx, p->name, p->target, kind, 0);
  return p->b != NULL;
}

static bool do_machine(struct parser *p)
{
  uint64_t magic;
  const struct coff_machine *m = p->target->machines;
  if (!value(p, 0, &magic))
    return false;
  while (m < p->target->machines + p->target->nmachines && m->magic != magic)
    m++;
  if (m == p->target->machines + p->target->nmachines)
    return fail(p, "the target has no such machine");
  p->b->header.flags &= ~p->target->machines[0].flags_value;
  p->b->header.flags |= m->flags_value;
  p->b->header.magic = m->magic;
  return true;
}

static bool do_header(struct parser *p)
{
  struct coff_filehdr *h = &p->b->header;
  const struct key all[] = {KEY(*h, flags),   KEY(*h, timdat), KEY(*h, target_id),
                            KEY(*h, version), KEY(*h, hint),   KEY(*h, import_type),
                            KEY(*h, sig)};
  return keys(p, all, COFF_COUNT(all));
}

static bool do_long_names(struct parser *p)
{
  bool on = p->nwords == 2 && is(p->words[1].text, "on");
  if (!on && (p->nwords != 2 || !is(p->words[1].text, "off")))
    return fail(p, "on or off?");
  return coff_build_long_names(p->b, on);
}

static bool do_optional(struct parser *p)
{
  struct coff_str layout;
  uint64_t dirs;
  char name[64];
  if (!string(p, 0, &layout) || !value(p, 1, &dirs) || layout.size >= sizeof name)
    return false;
  snprintf(name, sizeof name, "%.*s", (int)layout.size, layout.data);
  return coff_build_optional_header(p->b, name[0] == 0 ? NULL : name, (uint32_t)dirs);
}

static bool do_set(struct parser *p)
{
  const struct coff_aouthdr_layout *l = p->b->aout_layout;
  struct coff_str field;
  uint64_t v;
  if (!string(p, 0, &field) || !value(p, 1, &v))
    return false;
  for (unsigned i = 0; l != NULL && i < l->nitems; i++)
    if (is(field, l->items[i].name)) {
      p->b->aout.field[l->items[i].id] = v;
      return true;
    }
  return fail(p, "the optional header has no such field");
}

static bool do_dir(struct parser *p)
{
  uint64_t n, rva, size;
  if (!value(p, 0, &n) || !value(p, 1, &rva) || !value(p, 2, &size))
    return false;
  if (n >= p->b->ndirs)
    return fail(p, "no such directory");
  p->b->dirs[n] = (struct coff_build_dir){(uint32_t)rva, (uint32_t)size};
  return true;
}

static bool do_stub(struct parser *p)
{
  return bytes(p, &p->b->stub);
}

static bool do_payload(struct parser *p)
{
  return bytes(p, &p->b->payload);
}

static bool do_import(struct parser *p)
{
  struct coff_import m = {.export_as = {"", 0}};
  const struct key all[] = {KEY(m, type), KEY(m, name_type), KEY(m, hint)};
  if (!string(p, 0, &m.symbol) || !string(p, 1, &m.dll) || !keys(p, all, COFF_COUNT(all)))
    return false;
  if (p->nwords > 3 && p->words[3].quoted && p->words[3].key.size == 0)
    m.export_as = p->words[3].text;
  return coff_build_import(p->b, &m);
}

// ---- Sections
// ---------------------------------------------------------------------------------

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
  const struct key all[] = {KEY(h, flags), KEY(h, vaddr), KEY(h, paddr),    KEY(h, size),
                            KEY(h, align), KEY(h, page),  KEY(h, mem_width)};
  if (!finish_block(p) || !string(p, 0, &name) || !keys(p, all, COFF_COUNT(all)))
    return false;
  p->section = coff_build_section(p->b, name, &h);
  return p->section != 0;
}

static bool do_bytes(struct parser *p)
{
  struct coff_view v;
  return bytes(p, &v) && coff_build_contents(p->b, p->section, v);
}

static bool do_text(struct parser *p)
{
  struct coff_str s;
  return string(p, 0, &s) &&
         coff_build_contents(p->b, p->section,
                             (struct coff_view){(const uint8_t *)s.data, s.size, 0});
}

static bool do_fill(struct parser *p)
{
  uint64_t n, byte;
  if (!value(p, 0, &n) || !value(p, 1, &byte))
    return false;
  if (n > 1u << 28)
    return fail(p, "too much");
  uint8_t *room = coff_build_bytes(p->b, (size_t)n);
  if (room == NULL)
    return false;
  memset(room, (int)(byte & 0xff), (size_t)n);
  return coff_build_contents(p->b, p->section, (struct coff_view){room, n, 0});
}

static bool do_names(struct parser *p)
{
  if (p->section == 0 || p->target->debug_prefix == 0)
    return fail(p, "the target has no section of names");
  p->b->sections[p->section - 1].holds_names = true;
  return true;
}

static bool reloc_type(struct parser *p, struct coff_reloc *r)
{
  uint64_t v;
  char name[96];
  if (p->nwords < 3 || p->words[2].key.size != 0)
    return fail(p, "a type is missing");
  if (!p->words[2].quoted) {
    if (!number(p, p->words[2].text, &v))
      return false;
    r->type = (uint16_t)v;
    return v <= UINT16_MAX || fail(p, "a type is too large");
  }
  snprintf(name, sizeof name, "%.*s",
           (int)(p->words[2].text.size < 95 ? p->words[2].text.size : 95), p->words[2].text.data);
  const struct coff_howto *h = coff_howto_by_name(p->target, name);
  if (h == NULL)
    return fail(p, "no such type");
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
  if (!value(p, 0, &r.vaddr) || !reloc_type(p, &r) || !keys(p, all, COFF_COUNT(all)))
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
  return value(p, 0, &symbol) &&
         coff_build_line(p->b, p->section, &(struct coff_lineno){.symndx = (uint32_t)symbol});
}

static bool do_line(struct parser *p)
{
  struct coff_lineno l = {0};
  const struct key all[] = {KEY(l, srcndx), KEY(l, fcnndx), KEY(l, flags)};
  uint64_t n;
  if (!value(p, 0, &l.addr) || !value(p, 1, &n) || !keys(p, all, COFF_COUNT(all)))
    return false;
  l.lnno = (uint32_t)n;
  return coff_build_line(p->b, p->section, &l);
}

static bool do_base(struct parser *p)
{
  uint64_t rva, type;
  if (!value(p, 0, &rva) || !value(p, 1, &type))
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

// ---- Symbols
// ----------------------------------------------------------------------------------

static bool do_symbol(struct parser *p)
{
  struct coff_syment s = {.name = ""};
  struct coff_str name;
  uint8_t is_symbol = 0;
  const struct key all[] = {KEY(s, value),
                            KEY(s, type),
                            KEY(s, flags),
                            KEY(s, misc),
                            {"section", &s.scnum, sizeof s.scnum},
                            {"class", &s.sclass, sizeof s.sclass},
                            {"value_is_symbol", &is_symbol, sizeof is_symbol}};
  if (!string(p, 0, &name) || !keys(p, all, COFF_COUNT(all)))
    return false;
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
    if (p->nwords < 2 || !is(p->words[1].text, mkcoff_form_name(r->layout->form)))
      continue;
    for (unsigned w = 2; w < p->nwords; w++) {
      wanted += !is(p->words[w].key, "name");
      for (unsigned i = 0; i < r->layout->nitems; i++)
        found += is(p->words[w].key, r->layout->items[i].name);
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
    return fail(p, "the target has no such auxiliary entry");
  for (unsigned w = 2; w < p->nwords; w++) {
    uint64_t v;
    if (is(p->words[w].key, "name")) {
      a.name = p->words[w].text;
      continue;
    }
    if (!number(p, p->words[w].text, &v))
      return false;
    for (unsigned i = 0; i < a.layout->nitems; i++)
      if (is(p->words[w].key, a.layout->items[i].name))
        a.field[a.layout->items[i].id] |= v << a.layout->items[i].shift;
  }
  return coff_build_aux(p->b, &a);
}

static bool do_raw(struct parser *p)
{
  struct coff_view v;
  uint8_t room[LARGEST_AUX] = {0};
  if (!bytes(p, &v))
    return false;
  memcpy(room, v.data, v.size < sizeof room ? (size_t)v.size : sizeof room);
  return coff_build_aux_bytes(p->b, room);
}

static bool do_file(struct parser *p)
{
  struct coff_str name;
  return string(p, 0, &name) && coff_build_file_name(p->b, name);
}

static bool do_section_aux(struct parser *p)
{
  uint32_t selection = 0, associated = 0;
  const struct key all[] = {{"selection", &selection, sizeof selection},
                            {"associated", &associated, sizeof associated}};
  return keys(p, all, COFF_COUNT(all)) && coff_build_aux_section(p->b, selection, associated);
}

// ---- Lines
// ------------------------------------------------------------------------------------

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
};

static bool run_line(struct parser *p, const char *at, const char *end)
{
  if (!split(p, at, end))
    return false;
  if (p->nwords == 0)
    return true;
  if (p->b == NULL && !is(p->words[0].text, "target"))
    return fail(p, "the target stands first");
  for (size_t i = 0; i < COFF_COUNT(commands); i++)
    if (is(p->words[0].text, commands[i].name))
      return commands[i].run(p) || fail(p, "this line is not taken");
  return fail(p, "no such command");
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
    ok = fail(&p, "there is no target");
  if (ok && finish_block(&p))
    return p.b;
  coff_build_free(p.b);
  return NULL;
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
