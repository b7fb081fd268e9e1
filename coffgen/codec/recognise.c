// Recognition: which targets the bytes may be, ranked by what speaks for each.
//
// Skip it unless a file is taken for the wrong flavour.
//
// A pure predicate: it looks at the magic first, then weighs the headers. Magic numbers are shared
// (0x14c is coff-i386, coff-go32 and pe-i386), so a magic alone names no format; what decides is
// evidence, and between equals the priority in the tables. Nothing here knows a flavour's name.
//
// Invariants: (1) no byte outside of the view is read; (2) the result depends on the bytes and the
// tables alone, not on the order in which targets are registered.
#include "codec/recognise.h"
#include "codec/names.h"
#include "coff/swap.h"
#include <string.h>

enum {
  SECTIONS_LOOKED_AT = 16,
  // Weights. A table that fits the file outweighs a doubtful section; a wrong optional header
  // outweighs neither.
  TABLE_FITS = 4,
  TABLE_MISSES = -4,
  OPTIONAL_HEADER_FITS = 2,
  OPTIONAL_HEADER_EXACT = 3, // and it has the size of the flavour's
  OPTIONAL_HEADER_STRANGE = -4,
  UNKNOWN_FLAG = -3,
  TYPICAL_FLAG = 2,
  NO_TYPICAL_FLAG = -2,
  FILLER = 2,
  FILLER_LOOKED_FOR = 1024, // bytes of code
  OTHER_MAGIC = -1,         // a number that the flavour reads, but does not write
  ASSUMED = -1,
  LONG_NAME = 2,
  WRONG_KIND = -6,
  RELOCATIONS_MISS = -4,
  RELOCATIONS_LOOKED_AT = 8,
  TWIN = -1,
  TARGET_ID = 4,
  // What stands behind another header or a signature is not there by chance.
  SIGNATURE = 8,
  LEAST_EVIDENCE = -6
};

// Where a container's file header would be; false if the bytes are no such container.
struct site {
  bool found;
  uint64_t base, header;
  uint16_t magic[2]; // the first two bytes of the header, by order
};

static struct site find_stub(struct coff_view v)
{
  // The program behind the MZ loader's pages: e_cblp bytes count on the last of e_cp pages.
  struct site s = {.found = false};
  if (v.size < 0x40 || v.data[0] != 'M' || v.data[1] != 'Z')
    return s;
  uint64_t cblp = coff_le16(v.data + 2), cp = coff_le16(v.data + 4);
  uint64_t end = cp * 512;
  if (cp == 0 || cblp >= 512)
    return s;
  s.base = s.header = cblp == 0 ? end : end - 512 + cblp;
  s.found = s.base < v.size;
  return s;
}

// Big-endian images of the GNU tools have all of that in their order: "ZM", and the signature as a
// number.
static struct site find_lfanew(struct coff_view v, enum coff_order order)
{
  enum { MZ = 0x5a4d, PE = 0x4550 };
  struct site s = {.found = false};
  struct coff_view sig;
  if (v.size < 0x40 || coff_load(v.data, 2, order) != MZ)
    return s;
  uint64_t at = coff_load(v.data + 0x3c, 4, order);
  s.found = coff_view_table(v, at, 1, 4, &sig) && coff_load(sig.data, 4, order) == PE;
  s.header = at + 4;
  return s;
}

static struct site find_anonymous(struct coff_view v)
{
  return (struct site){.found = v.size >= 20 && memcmp(v.data, "\0\0\377\377", 4) == 0};
}

static struct site find_terse(struct coff_view v)
{
  return (struct site){.found = v.size >= 40 && memcmp(v.data, "VZ", 2) == 0};
}

// What is looked up once, whatever the number of targets.
struct probe {
  struct coff_view v;
  struct site at[COFF_TERSE + 1][2]; // by container and order
  // The file header as the last target that was asked decodes it; others with its layout need not.
  const struct coff_filehdr_layout *layout;
  enum coff_order order;
  const uint8_t *header_at;
  struct coff_filehdr header;
};

static void find_sites(struct coff_view v, struct probe *p)
{
  struct site after_stub = find_stub(v), anonymous = find_anonymous(v), terse = find_terse(v);
  p->v = v;
  p->layout = NULL;
  for (unsigned order = 0; order < 2; order++) {
    p->at[COFF_AT_START][order] = (struct site){.found = true};
    p->at[COFF_AFTER_STUB][order] = after_stub;
    p->at[COFF_AT_LFANEW][order] = find_lfanew(v, (enum coff_order)order);
    p->at[COFF_ANONYMOUS][order] = anonymous;
    p->at[COFF_TERSE][order] = terse;
  }
  struct site *end = p->at[COFF_TERSE] + COFF_COUNT(p->at[COFF_TERSE]);
  for (struct site *s = p->at[0]; s < end; s++) {
    s->found = s->found && s->header <= v.size && v.size - s->header >= 2;
    for (unsigned order = 0; s->found && order < 2; order++)
      s->magic[order] = (uint16_t)coff_load(v.data + s->header, 2, (enum coff_order)order);
  }
}

static inline const struct site *site_of(const struct coff_target *t, const struct probe *p)
{
  return &p->at[t->container][t->order];
}

static uint32_t magic_of(const struct coff_target *t, const uint8_t *header)
{
  struct coff_field f = t->records->filehdr->magic;
  return (uint32_t)coff_load(header + f.at, f.width, t->order);
}

static inline bool magic_is_first(const struct coff_target *t)
{
  struct coff_field f = t->records->filehdr->magic;
  return f.at == 0 && f.width == 2;
}

static inline bool has_machine(const struct coff_target *t, uint32_t magic)
{
  const struct coff_machine *m = t->machines, *end = m + t->nmachines;
  while (m < end && m->magic != magic)
    m++;
  return m < end;
}

// Whether the bytes may have a file header with a magic number of T's. Every file asks every target
// this, and nearly all say no: so most are told apart by two bytes that were loaded before.
static inline bool has_magic(const struct coff_target *t, const struct probe *p)
{
  const struct site *s = site_of(t, p);
  if (!s->found)
    return false;
  const struct coff_filehdr_layout *l = t->records->filehdr;
  bool is_first = magic_is_first(t);
  if (!is_first && p->v.size - s->header < l->size)
    return false;
  uint32_t magic = is_first ? s->magic[t->order] : magic_of(t, p->v.data + s->header);
  return (has_machine(t, magic) || t->any_machine) && p->v.size - s->header >= l->size;
}

// Bigobj is an anonymous object of a certain class; the class ids of others rule a target out.
static bool class_fits(const struct coff_target *t, const struct coff_filehdr *h)
{
  if (t->container != COFF_ANONYMOUS)
    return true;
  if (h->version != t->anon_version)
    return false;
  if (t->class_id != NULL)
    return memcmp(h->class_id, t->class_id, sizeof h->class_id) == 0;
  for (const uint8_t *const *id = t->other_class_ids; id != NULL && *id != NULL; id++)
    if (memcmp(h->class_id, *id, sizeof h->class_id) == 0)
      return false;
  return true;
}

// A second magic number, which some flavours' tools leave as they found it.
static bool id_fits(const struct coff_target *t, const struct coff_filehdr *h)
{
  return t->target_id == 0 || t->target_id == h->target_id || t->target_id_unset;
}

// Two fields of each header, not all of it: a magic number may have a dozen candidates.
static int weigh_sections(const struct coff_target *t, struct coff_view headers)
{
  const struct coff_scnhdr_layout *l = t->records->scnhdr;
  uint64_t offset;
  int weight = 0;
  bool typical = false;
  for (uint64_t at = 0; at + l->size <= headers.size; at += l->size) {
    const uint8_t *p = headers.data + at;
    uint32_t flags = (uint32_t)coff_load(p + l->flags.at, l->flags.width, t->order);
    if ((flags & ~t->scn_flags_known) != 0)
      weight += UNKNOWN_FLAG;
    if ((flags & t->scn_flags_typical) != 0) {
      weight += TYPICAL_FLAG;
      typical = true;
    }
    if (coff_section_name_offset(t, (const char *)p + l->name.at, &offset))
      weight += LONG_NAME;
  }
  return t->scn_flags_needed && !typical ? weight + NO_TYPICAL_FLAG : weight;
}

// Whether the first section of code has the flavour's filler among its first instructions.
static int weigh_code(const struct coff_target *t, struct coff_view coff, struct coff_view headers)
{
  struct coff_scnhdr s;
  struct coff_view code;
  if (t->filler == 0)
    return 0;
  for (uint64_t at = 0; at + t->records->scnhdr->size <= headers.size;
       at += t->records->scnhdr->size) {
    coff_swap_scnhdr_in(t, headers.data + at, 1, &s);
    if (!coff_section_flags_mean(t, s.flags, COFF_SEC_CODE) || s.scnptr == 0)
      continue;
    uint64_t most = s.size < FILLER_LOOKED_FOR ? s.size : FILLER_LOOKED_FOR;
    uint64_t n = coff_view_clip(coff, s.scnptr, most / 4, 4, &code);
    for (uint64_t i = 0; i < n; i++)
      if (coff_load(code.data + i * 4, 4, t->data_order) == t->filler)
        return FILLER;
  }
  return 0;
}

// The kind that the header claims. A flavour with one kind is that kind.
static enum coff_kind kind_of(const struct coff_target *t, const struct coff_filehdr *h)
{
  if ((t->kinds & (t->kinds - 1)) == 0)
    return (enum coff_kind)t->kinds;
  return (h->flags & t->image_flags) != 0 ? COFF_KIND_IMAGE : COFF_KIND_OBJECT;
}

// A symbolic header has a size and a magic number of its own, and so is more than a table that fits.
static int weigh_symbols(const struct coff_target *t, struct coff_view coff,
                         const struct coff_filehdr *h)
{
  const struct coff_symbolic *y = t->records->symbolic;
  struct coff_view table;
  if (h->symptr == 0)
    return TABLE_FITS;
  if (y == NULL)
    return coff_view_table(coff, h->symptr, h->nsyms, t->records->syment->size, &table)
               ? TABLE_FITS
               : TABLE_MISSES;
  uint64_t size = y->records[COFF_SYMBOLIC_HDRR].size;
  if (!coff_view_table(coff, h->symptr, 1, size, &table) ||
      coff_load(table.data, 2, t->order) != y->magic)
    return TABLE_MISSES;
  return h->nsyms == size ? TABLE_FITS + SIGNATURE : TABLE_FITS;
}

static int weigh_optional_header(const struct coff_target *t, struct coff_view opt)
{
  const struct coff_aouthdr_layout *l = coff_aouthdr_layout_for(t, opt.data, (size_t)opt.size);
  if (l == NULL || (l->address_bits != 0 && l->address_bits != t->address_bits))
    return OPTIONAL_HEADER_STRANGE;
  return OPTIONAL_HEADER_FITS + (opt.size == l->size ? OPTIONAL_HEADER_EXACT : 0);
}

// True if the images of T are those of another flavour with this Subsystem, and this is one.
static bool subsystem_fits(const struct coff_target *t, struct coff_view v, const struct site *s,
                           const struct coff_filehdr *h)
{
  struct coff_view opt;
  struct coff_aouthdr a;
  if (t->subsystem == 0)
    return true;
  if (!coff_view_table(v, s->header + t->records->filehdr->size, 1, h->opthdr, &opt))
    return false;
  const struct coff_aouthdr_layout *l = coff_aouthdr_layout_for(t, opt.data, h->opthdr);
  if (l == NULL)
    return false;
  coff_swap_aouthdr_in(t, l, opt.data, h->opthdr, &a);
  return a.field[COFF_AOUT_SUBSYSTEM] == t->subsystem;
}

static bool knows_type(const struct coff_target *t, unsigned type)
{
  for (unsigned i = 0; i < t->nhowtos; i++)
    if (t->howtos[i].type == type)
      return true;
  return t->nhowtos == 0 || t->reloc_hints != NULL;
}

static bool relocation_fits(const struct coff_target *t, const struct coff_scnhdr *s,
                            const struct coff_filehdr *h, const struct coff_reloc *r)
{
  bool number = t->pair_type != 0 && r->type == t->pair_type;
  bool none = r->symndx == UINT32_MAX || r->symndx == UINT16_MAX;
  return knows_type(t, r->type) && (number || none || r->symndx < h->nsyms) &&
         r->vaddr >= s->vaddr && r->vaddr - s->vaddr <= s->size;
}

// The first relocations, of the first section that has some: entries of another size do not fit.
static int weigh_relocations(const struct coff_target *t, struct coff_view coff,
                             struct coff_view headers, const struct coff_filehdr *h)
{
  const struct coff_records *rec = t->records;
  struct coff_scnhdr s = {.nreloc = 0};
  struct coff_view table;
  struct coff_reloc r;
  if (rec->reloc == NULL || rec->symbolic != NULL)
    return 0;
  struct coff_field count = rec->scnhdr->nreloc;
  uint64_t at = 0, end = headers.size / rec->scnhdr->size * rec->scnhdr->size;
  while (at < end && coff_load(headers.data + at + count.at, count.width, t->order) == 0)
    at += rec->scnhdr->size;
  if (at < end)
    coff_swap_scnhdr_in(t, headers.data + at, 1, &s);
  uint32_t n = s.nreloc < RELOCATIONS_LOOKED_AT ? s.nreloc : RELOCATIONS_LOOKED_AT;
  if (n == 0 || !coff_view_table(coff, s.relptr, n, rec->reloc->size, &table))
    return 0;
  // Of a count that does not fit its field, the first entry holds the rest.
  for (uint32_t i = s.nreloc == UINT16_MAX; i < n; i++) {
    coff_swap_reloc_in(t, table.data + (size_t)i * rec->reloc->size, 1, &r);
    if (!relocation_fits(t, &s, h, &r))
      return RELOCATIONS_MISS;
  }
  return 0;
}

static int weigh_tables(const struct coff_target *t, struct coff_view v, const struct site *s,
                        const struct coff_filehdr *h)
{
  const struct coff_records *r = t->records;
  struct coff_view coff, opt, table;
  int weight = 0;
  uint64_t at = s->header - s->base + r->filehdr->size;
  if (r->scnhdr == NULL || !coff_view_table(v, s->base, 1, v.size - s->base, &coff))
    return 0;
  if (h->opthdr != 0) {
    weight += coff_view_table(coff, at, 1, h->opthdr, &opt) ? weigh_optional_header(t, opt)
                                                            : OPTIONAL_HEADER_STRANGE;
  }
  bool fits = coff_view_table(coff, at + h->opthdr, h->nscns, r->scnhdr->size, &table);
  weight += fits ? TABLE_FITS : TABLE_MISSES;
  uint64_t look = h->nscns < SECTIONS_LOOKED_AT ? h->nscns : SECTIONS_LOOKED_AT;
  if (coff_view_clip(coff, at + h->opthdr, look, r->scnhdr->size, &table) != 0)
    weight += weigh_sections(t, table) + weigh_code(t, coff, table) +
              weigh_relocations(t, coff, table, h);
  return weight + weigh_symbols(t, coff, h);
}

static void decode_header(const struct coff_target *t, struct probe *p, const uint8_t *header)
{
  if (p->layout == t->records->filehdr && p->order == t->order && p->header_at == header)
    return;
  coff_swap_filehdr_in(t, header, &p->header);
  p->layout = t->records->filehdr;
  p->order = t->order;
  p->header_at = header;
}

// Fills *M and returns true if the bytes at the site may be a file of this target.
static bool weigh(const struct coff_target *t, struct probe *p, struct coff_match *m)
{
  const struct site *s = site_of(t, p);
  const uint8_t *header = p->v.data + s->header;
  decode_header(t, p, header);
  const struct coff_filehdr *h = &p->header;
  if (!class_fits(t, h) || !id_fits(t, h) || !subsystem_fits(t, p->v, s, h))
    return false;
  if (!t->any_machine && coff_target_machine(t, h) == NULL)
    return false;
  bool image = (h->flags & t->image_flags) != 0;
  if (t->container == COFF_AT_START && t->kinds == COFF_KIND_IMAGE && t->image_flags != 0 && !image)
    return false;
  *m = (struct coff_match){t, kind_of(t, h), s->base, s->header, 0};
  m->evidence = weigh_tables(t, p->v, s, h);
  if (t->target_id != 0 && t->target_id == h->target_id)
    m->evidence += TARGET_ID;
  if (t->container != COFF_AT_START)
    m->evidence += SIGNATURE;
  else if (image && (t->kinds & COFF_KIND_IMAGE) == 0)
    m->evidence += WRONG_KIND;
  if (t->twin)
    m->evidence += TWIN;
  // Too little to take the file for one of T's, unless it is asked for.
  bool weak = t->least_evidence != 0 && (h->nscns == 0 || m->evidence < t->least_evidence);
  if (!t->any_machine && magic_of(t, header) != t->machines[0].magic)
    m->evidence += OTHER_MAGIC;
  if (!t->any_machine && t->assumed)
    m->evidence += ASSUMED;
  if (weak)
    m->evidence = LEAST_EVIDENCE - 1;
  return true;
}

// Better evidence first, then priority, then name: the order of registration must not show (2).
static bool better(const struct coff_match *a, const struct coff_match *b)
{
  if (a->evidence != b->evidence)
    return a->evidence > b->evidence;
  if (a->target->priority != b->target->priority)
    return a->target->priority < b->target->priority;
  return strcmp(a->target->name, b->target->name) < 0;
}

// Inserts M into the N best of at most MAX, which stay sorted. Returns the new N.
static size_t insert(struct coff_match *out, size_t n, size_t max, const struct coff_match *m)
{
  size_t i = n < max ? n : max;
  if (i == max && (max == 0 || !better(m, &out[max - 1])))
    return n;
  if (i == max)
    i--;
  for (; i > 0 && better(m, &out[i - 1]); i--)
    out[i] = out[i - 1];
  out[i] = *m;
  return n < max ? n + 1 : n;
}

static bool weigh_if_magic(const struct coff_target *t, struct probe *p, struct coff_match *m)
{
  return has_magic(t, p) && weigh(t, p, m);
}

// The form of T that the bytes may be: T itself, or the one of its variants that fits best.
static bool weigh_forms(const struct coff_target *t, struct probe *p, struct coff_match *best)
{
  struct coff_match m;
  bool found = weigh_if_magic(t, p, best);
  if (t->variants == NULL)
    return found;
  for (const struct coff_target *const *x = t->variants; *x != NULL; x++) {
    if (!weigh_if_magic(*x, p, &m) || (found && !better(&m, best)))
      continue;
    *best = m;
    found = true;
  }
  return found;
}

struct found {
  struct coff_match *out;
  size_t max, stored, fit;
  bool left; // some targets that were not asked have their container
};

static inline void ask(const struct coff_target *t, struct probe *p, struct found *found)
{
  struct coff_match m;
  bool no = t->variants == NULL && !has_magic(t, p);
  if (no || !weigh_forms(t, p, &m) || m.evidence < LEAST_EVIDENCE)
    return;
  found->stored = insert(found->out, found->stored, found->max, &m);
  found->fit++;
}

static void look(struct probe *p, bool any_machine, struct found *found)
{
  for (const struct coff_target *const *const *f = coff_target_families; *f != NULL; f++)
    for (const struct coff_target *const *t = *f; *t != NULL; t++) {
      if ((*t)->any_machine == any_machine)
        ask(*t, p, found);
      else
        found->left = found->left || site_of(*t, p)->found;
    }
}

// ---- Files that are alike ---------------------------------------------------------------------

// Whether files of T may begin with the bytes FIRST, whatever follows.
static bool may_begin(const struct coff_target *t, const uint8_t first[2])
{
  struct coff_field f = t->records->filehdr->magic;
  uint8_t bytes[8] = {0};
  if (t->container != COFF_AT_START)
    return false;
  if (f.at != 0 || f.width < 2)
    return true;
  for (unsigned i = 0; i < t->nmachines; i++) {
    coff_store(bytes, f.width, t->order, t->machines[i].magic);
    if (memcmp(bytes, first, 2) == 0)
      return true;
  }
  return false;
}

static bool any_form_may_begin(const struct coff_target *t, const uint8_t first[2])
{
  bool may = may_begin(t, first);
  for (const struct coff_target *const *x = t->variants; !may && x != NULL && *x != NULL; x++)
    may = may_begin(*x, first);
  return may;
}

// All containers but a header at the start begin with two bytes of their own.
static bool begins_otherwise(struct coff_view v)
{
  static const char first[][2] = {"MZ", "ZM", "VZ", "\0"};
  for (size_t i = 0; i < COFF_COUNT(first); i++)
    if (v.size < 2 || memcmp(v.data, first[i], 2) == 0)
      return true;
  return false;
}

static void find_start(struct coff_view v, struct probe *p)
{
  memset(p, 0, sizeof *p);
  p->v = v;
  for (unsigned order = 0; order < 2; order++)
    p->at[COFF_AT_START][order] =
        (struct site){.found = true, .magic = {coff_le16(v.data), coff_be16(v.data)}};
}

bool coff_like_make(struct coff_view v, struct coff_like *like)
{
  *like = (struct coff_like){.n = 0};
  if (begins_otherwise(v))
    return false;
  memcpy(like->first, v.data, sizeof like->first);
  for (const struct coff_target *const *const *f = coff_target_families; *f != NULL; f++)
    for (const struct coff_target *const *t = *f; *t != NULL; t++) {
      if ((*t)->any_machine || !any_form_may_begin(*t, v.data))
        continue;
      if (like->n == COFF_LIKE_MOST)
        return false;
      like->targets[like->n++] = *t;
    }
  return true;
}

size_t coff_recognise_like(struct coff_view v, const struct coff_like *like, struct coff_match *out,
                           size_t max)
{
  struct probe p;
  struct found found = {.out = out, .max = max};
  if (like == NULL || v.size < 2 || memcmp(v.data, like->first, 2) != 0)
    return coff_recognise(v, out, max);
  find_start(v, &p);
  for (unsigned i = 0; i < like->n; i++)
    ask(like->targets[i], &p, &found);
  return found.fit != 0 ? found.fit : coff_recognise(v, out, max);
}

size_t coff_recognise(struct coff_view v, struct coff_match *out, size_t max)
{
  struct probe p;
  struct found found = {.out = out, .max = max};
  find_sites(v, &p);
  look(&p, false, &found);
  if (found.fit == 0 && found.left)
    look(&p, true, &found);
  return found.fit;
}

bool coff_recognise_as(struct coff_view v, const struct coff_target *t, struct coff_match *m)
{
  struct probe p;
  find_sites(v, &p);
  return weigh_forms(t, &p, m);
}
