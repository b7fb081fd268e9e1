// One unwind code as text.
//
// Skip it unless a code is worded wrongly.
#include "coffdump/unwind.h"

// "rbx", "r4-r7, lr": runs of more than two are shortened.
static void registers(struct out *o, const struct coff_unwind_code *c)
{
  char buf[8];
  const char *before = " ";
  for (unsigned n = 0; n < 64 && c->registers >> n != 0; n++) {
    if ((c->registers >> n & 1) == 0)
      continue;
    unsigned last = n;
    while (last < 63 && (c->registers >> (last + 1) & 1) != 0 &&
           !(c->bank == COFF_BANK_R && last + 1 > 12))
      last++;
    out_text(o, before);
    out_text(o, unwind_register(c->bank, n, buf));
    before = ", ";
    if (last - n < 2)
      continue;
    out_char(o, '-');
    out_text(o, unwind_register(c->bank, last, buf));
    n = last;
  }
}

static void labelled(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_hex(o, v, 0);
}

static const char *stack_pointer(const struct coff_unwind_code *c)
{
  return c->bank == COFF_BANK_X64 || c->bank == COFF_BANK_XMM || c->bank == COFF_BANK_MM ? "rsp"
                                                                                         : "sp";
}

static void saved_at(struct out *o, const struct coff_unwind_code *c)
{
  out_text(o, ", [");
  out_text(o, stack_pointer(c));
  if (c->writeback)
    out_text(o, ", -");
  if (!c->writeback && c->amount != 0)
    out_text(o, ", ");
  if (c->writeback || c->amount != 0)
    out_hex(o, c->amount, 0);
  if (c->op == COFF_UNWIND_SAVE_VECTORS)
    out_text(o, c->bank == COFF_BANK_P ? " * VL/8" : " * VL");
  out_text(o, c->writeback ? "]!" : "]");
}

void out_unwind_code(struct out *o, const struct coff_unwind_code *c)
{
  out_text(o, c->mnemonic);
  registers(o, c);
  switch (c->op) {
  case COFF_UNWIND_ALLOC: labelled(o, " ", c->amount); break;
  case COFF_UNWIND_ALLOC_VECTORS:
    labelled(o, " ", c->amount);
    out_text(o, " * VL");
    break;
  case COFF_UNWIND_SET_FRAME:
    out_text(o, " = ");
    out_text(o, stack_pointer(c));
    if (c->amount != 0)
      labelled(o, "+", c->amount);
    break;
  case COFF_UNWIND_SAVE:
  case COFF_UNWIND_SAVE_VECTORS:
  case COFF_UNWIND_HOME: saved_at(o, c); break;
  case COFF_UNWIND_MACHINE_FRAME:
    if (c->amount != 0)
      out_text(o, " with error code");
    break;
  case COFF_UNWIND_EPILOG_SIZE:
    labelled(o, " of ", c->amount);
    out_text(o, c->is_at_end ? " bytes, one at the end" : " bytes");
    break;
  case COFF_UNWIND_EPILOG_AT:
    if (c->amount == 0)
      out_text(o, ": a filler");
    else
      labelled(o, " at end-", c->amount);
    break;
  case COFF_UNWIND_RESERVED:
  case COFF_UNWIND_CUSTOM: labelled(o, " ", c->raw); break;
  default: break;
  }
}
