// Expressions that relocations spell: operators on a stack, in a run of relocations for one address.
//
// Skip this unless a value that an assembler left to the linker comes out wrong.
//
// TI's COFF header, "GENERIC relocation types for complex relocation expressions". Operands push,
// operators work on the top, the left operand below the right one, and a store ends the run. Values
// are as wide as addresses. Alpha ECOFF's operators have one stack, too, but each its own operand.
// Invariant: (1) the first DEPTH values of a stack are valid, DEPTH is at
// most COFF_RELOC_STACK.
#include "coff/reloc.h"

bool coff_reloc_is_expression(const struct coff_howto *h)
{
  return h->calc >= COFF_CALC_EXPR_ADD && h->calc <= COFF_CALC_EXPR_STORE_PART;
}

bool coff_reloc_has_number(const struct coff_howto *h)
{
  return h->calc >= COFF_CALC_EXPR_PUSH_SIGNED && h->calc <= COFF_CALC_EXPR_PUSH_PC;
}

bool coff_reloc_has_field(const struct coff_howto *h)
{
  return (h->calc >= COFF_CALC_EXPR_LOAD && h->calc <= COFF_CALC_EXPR_STORE_SIGNED) ||
         h->calc == COFF_CALC_EXPR_STORE_PART;
}

bool coff_reloc_has_operand(const struct coff_howto *h)
{
  return h->calc >= COFF_CALC_EXPR_PUSH_SUM && h->calc <= COFF_CALC_EXPR_SR_SUM;
}

// TI: three bytes stand where others have the index of a symbol. Records with fields of bits have
// r_offset and r_size; the field begins at its lowest byte, so no more bytes count than it reaches.
struct coff_reloc_field coff_reloc_field(const struct coff_target *t, const struct coff_reloc *r)
{
  uint8_t p[4];
  if (t->records->reloc->parts.n != 0) {
    unsigned offset = (unsigned)r->offset & 63;
    return (struct coff_reloc_field){(uint8_t)offset, r->rsize,
                                     (uint8_t)((offset + r->rsize + 7) / 8)};
  }
  coff_store(p, 4, t->order, r->symndx);
  return (struct coff_reloc_field){p[0], p[1], p[2]};
}

static unsigned width(const struct coff_target *t)
{
  return t->address_bits == 0 || t->address_bits > 64 ? 64 : t->address_bits;
}

static uint64_t ones(unsigned bits)
{
  return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static uint64_t shift(enum coff_calc calc, uint64_t a, uint64_t n, unsigned bits)
{
  bool negative = calc == COFF_CALC_EXPR_ASR && (a >> (bits - 1) & 1) != 0;
  if (n >= bits)
    return negative ? UINT64_MAX : 0;
  if (calc == COFF_CALC_EXPR_SL)
    return a << n;
  return negative ? ~(~a >> n) | ~(ones(bits) >> n) : a >> n;
}

// Division is unsigned, as the shifts are where nothing else is said. B is not 0.
static uint64_t binary(enum coff_calc calc, uint64_t a, uint64_t b, unsigned bits)
{
  switch (calc) {
  case COFF_CALC_EXPR_ADD: return a + b;
  case COFF_CALC_EXPR_SUB: return a - b;
  case COFF_CALC_EXPR_MPY: return a * b;
  case COFF_CALC_EXPR_DIV: return a / b;
  case COFF_CALC_EXPR_MOD: return a % b;
  case COFF_CALC_EXPR_AND: return a & b;
  case COFF_CALC_EXPR_OR: return a | b;
  case COFF_CALC_EXPR_XOR: return a ^ b;
  default: return shift(calc, a, b, bits);
  }
}

static bool push(struct coff_reloc_stack *s, uint64_t v, unsigned bits)
{
  if (s->depth == COFF_RELOC_STACK) // (1)
    return false;
  s->value[s->depth++] = v & ones(bits);
  return true;
}

static bool operate(enum coff_calc calc, struct coff_reloc_stack *s, unsigned bits)
{
  if (s->depth == 0)
    return false;
  uint64_t *top = &s->value[s->depth - 1];
  if (calc == COFF_CALC_EXPR_DUP)
    return push(s, *top, bits);
  if (calc == COFF_CALC_EXPR_NEG || calc == COFF_CALC_EXPR_NOT) {
    *top = (calc == COFF_CALC_EXPR_NEG ? 0 - *top : ~*top) & ones(bits);
    return true;
  }
  bool divides = calc == COFF_CALC_EXPR_DIV || calc == COFF_CALC_EXPR_MOD;
  if (s->depth == 1 || (divides && *top == 0))
    return false;
  top[-1] = binary(calc, top[-1], *top, bits) & ones(bits);
  s->depth--;
  return true;
}

// CALC with V as its right operand.
static bool apply_sum(enum coff_calc calc, struct coff_reloc_stack *s, uint64_t v,
                      const struct coff_target *t)
{
  return push(s, v, width(t)) && operate(calc, s, width(t));
}

// The bits of the field at P, of which SIZE bytes are there, and where they lie in its bytes.
static bool find_field(struct coff_reloc_field f, size_t size, uint64_t *mask)
{
  if (f.bytes == 0 || f.bytes > 8 || f.bytes > size || f.bits == 0)
    return false;
  if (f.offset > f.bytes * 8u || f.bits > f.bytes * 8u - f.offset)
    return false;
  *mask = ones(f.bits) << f.offset;
  return true;
}

static enum coff_reloc_step load(const struct coff_target *t, const struct coff_howto *h,
                                 struct coff_reloc_field f, struct coff_reloc_stack *s,
                                 const uint8_t *p, size_t size)
{
  uint64_t mask;
  if (!find_field(f, size, &mask))
    return COFF_STEP_DAMAGED;
  uint64_t v = (coff_load(p, f.bytes, t->data_order) & mask) >> f.offset;
  if (h->calc == COFF_CALC_EXPR_LOAD_SIGNED)
    v = (uint64_t)coff_sign_extend(v, f.bits);
  return push(s, v, width(t)) ? COFF_STEP_DONE : COFF_STEP_DAMAGED;
}

static bool fits(enum coff_calc calc, uint64_t v, unsigned bits, unsigned width)
{
  if (calc == COFF_CALC_EXPR_STORE || calc == COFF_CALC_EXPR_STORE_PART || bits >= width)
    return true;
  if (calc == COFF_CALC_EXPR_STORE_UNSIGNED)
    return v >> bits == 0;
  int64_t n = coff_sign_extend(v, width);
  return n == coff_sign_extend(v, bits);
}

static enum coff_reloc_step store(const struct coff_target *t, const struct coff_howto *h,
                                  struct coff_reloc_field f, struct coff_reloc_stack *s, uint8_t *p,
                                  size_t size)
{
  uint64_t mask;
  if (s->depth == 0 || !find_field(f, size, &mask))
    return COFF_STEP_DAMAGED;
  uint64_t v = s->value[--s->depth];
  uint64_t old = coff_load(p, f.bytes, t->data_order);
  coff_store(p, f.bytes, t->data_order, (old & ~mask) | (v << f.offset & mask));
  return fits((enum coff_calc)h->calc, v, f.bits, width(t)) ? COFF_STEP_DONE : COFF_STEP_OVERFLOW;
}

enum coff_reloc_step coff_reloc_step(const struct coff_target *t, const struct coff_howto *h,
                                     const struct coff_reloc *r, const struct coff_reloc_input *in,
                                     struct coff_reloc_stack *s, uint8_t *p, size_t size)
{
  bool ok;
  switch ((enum coff_calc)h->calc) {
  case COFF_CALC_EXPR_LOAD:
  case COFF_CALC_EXPR_LOAD_SIGNED: return load(t, h, coff_reloc_field(t, r), s, p, size);
  case COFF_CALC_EXPR_STORE:
  case COFF_CALC_EXPR_STORE_UNSIGNED:
  case COFF_CALC_EXPR_STORE_PART:
  case COFF_CALC_EXPR_STORE_SIGNED: return store(t, h, coff_reloc_field(t, r), s, p, size);
  case COFF_CALC_EXPR_PUSH: ok = push(s, in->s, width(t)); break;
  case COFF_CALC_EXPR_PUSH_SUM: ok = push(s, in->s + r->vaddr, width(t)); break;
  case COFF_CALC_EXPR_SUB_SUM: ok = apply_sum(COFF_CALC_EXPR_SUB, s, in->s + r->vaddr, t); break;
  case COFF_CALC_EXPR_SR_SUM: ok = apply_sum(COFF_CALC_EXPR_SR, s, in->s + r->vaddr, t); break;
  case COFF_CALC_EXPR_PUSH_BASED: ok = push(s, in->s - in->gp, width(t)); break;
  case COFF_CALC_EXPR_PUSH_NUMBER: ok = push(s, r->symndx, width(t)); break;
  case COFF_CALC_EXPR_PUSH_SIGNED:
    ok = push(s, (uint64_t)coff_sign_extend(r->symndx, 32), width(t));
    break;
  case COFF_CALC_EXPR_PUSH_PC: ok = push(s, in->start + r->symndx, width(t)); break;
  default: ok = operate((enum coff_calc)h->calc, s, width(t)); break;
  }
  return ok ? COFF_STEP_DONE : COFF_STEP_DAMAGED;
}
