// Relocation types as data: what is computed, where it goes, what does not fit. reloc.h applies them.
//
// Skip it unless you port a flavour or work on relocations.
#ifndef COFF_HOWTO_H
#define COFF_HOWTO_H
#include "coff/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

// WHAT a relocation computes; reloc/value.c. S symbol, A addend, P address of the field.
enum coff_calc {
  COFF_CALC_NONE,     // nothing is stored
  COFF_CALC_S,        // S + A
  COFF_CALC_PC,       // S + A - (P + bias)
  COFF_CALC_PC_DISP,  // the field holds A - (r_vaddr + n) already: S + field - displacement of P
  COFF_CALC_IMAGE,    // S + A - image base
  COFF_CALC_SECREL,   // S + A - start of the section of S
  COFF_CALC_SECTION,  // number of the section of S, plus A
  COFF_CALC_NEG,      // A - S
  COFF_CALC_TOC,      // S + A - TOC anchor
  COFF_CALC_TOC_HIGH, // ... + 0x8000, for a high half whose low half is signed
  COFF_CALC_GP,       // S + A - global pointer
  COFF_CALC_TOKEN,    // symbol index itself
  COFF_CALC_PAGE,     // page(S + A) - page(P), pages of 4096 (ADRP)
  COFF_CALC_BACK,     // P + bias - (S + A): distances that count backwards
  COFF_CALC_HIGH_ADJUSTED, // S + A + 0x8000, for a high half whose low half is signed;
                           // 0x80008000 if 32 bits are shifted out, and so on
  COFF_CALC_SECREL_HIGH,   // ... less the start of the section of S
  COFF_CALC_GP_HIGH,       // ... less the global pointer
  COFF_CALC_PC_WORD,       // S + A - (P + bias), of which the low two bits are dropped first
  COFF_CALC_SECTION_START, // start of the section of S, plus A
  COFF_CALC_SEGMENTED,     // S + A as a segmented pointer (Z8001); absolute S: plain
  COFF_CALC_CODE_WORDS,    // S + A, in words if S is code (MAXQ)
  COFF_CALC_WINDOW,        // S + A, as seen through the upper 32 KB of 64 (dsPIC)
  COFF_CALC_PACKET_DISP,   // as PC_DISP, with P rounded down to the 32 bytes of a fetch packet
  COFF_CALC_NOT,           // ~(S + A)
  COFF_CALC_GP_HERE,       // global pointer + A - P, in two instructions (Alpha ECOFF)
  // Operators on a stack; runs of relocations at one address. The order is relied on: reloc/expression.c.
  COFF_CALC_EXPR_ADD,
  COFF_CALC_EXPR_SUB,
  COFF_CALC_EXPR_NEG,
  COFF_CALC_EXPR_MPY,
  COFF_CALC_EXPR_DIV,
  COFF_CALC_EXPR_MOD,
  COFF_CALC_EXPR_SR,  // zeroes come in
  COFF_CALC_EXPR_ASR, // copies of the sign come in
  COFF_CALC_EXPR_SL,
  COFF_CALC_EXPR_AND,
  COFF_CALC_EXPR_OR,
  COFF_CALC_EXPR_XOR,
  COFF_CALC_EXPR_NOT,
  COFF_CALC_EXPR_DUP,
  COFF_CALC_EXPR_LOAD, // the field that the record describes
  COFF_CALC_EXPR_LOAD_SIGNED,
  COFF_CALC_EXPR_STORE,
  COFF_CALC_EXPR_STORE_UNSIGNED, // what does not fit overflows
  COFF_CALC_EXPR_STORE_SIGNED,
  COFF_CALC_EXPR_PUSH,        // S
  COFF_CALC_EXPR_PUSH_SIGNED, // the number that the record holds
  COFF_CALC_EXPR_PUSH_NUMBER,
  COFF_CALC_EXPR_PUSH_PC,    // ... counted from the start of the patched section
  COFF_CALC_EXPR_PUSH_BASED, // S - global pointer
  // ... whose r_vaddr is part of an operand, not an address (Alpha ECOFF); runs end with a store
  COFF_CALC_EXPR_PUSH_SUM,   // S + r_vaddr
  COFF_CALC_EXPR_SUB_SUM,    // top - (S + r_vaddr)
  COFF_CALC_EXPR_SR_SUM,     // top >> (S + r_vaddr)
  COFF_CALC_EXPR_STORE_PART, // the bits of the field that r_offset and r_size say
  COFF_CALC_SPECIAL          // needs state (pairs, TLS, overlays): not computed without a link
};

// WHERE the result goes; reloc/place.c. FIELD is a run of bits, the others scatter them.
enum coff_put {
  COFF_PUT_FIELD,
  COFF_PUT_FIELD_BIG,     // a field with its high byte first, whatever the order of the data
  COFF_PUT_FIELD_SWAPPED, // a field in the other byte order than the data
  COFF_PUT_BITS,          // the ones of the mask, lowest first: as many runs as it has
  COFF_PUT_BITS_SWAPPED,  // ... the result's high half goes first, into the lowest ones
  COFF_PUT_BITS_WORDS,    // ... of 16-bit words in the order of the data, the highest one first
  COFF_PUT_ARM64_ADR,     // immlo, immhi
  COFF_PUT_ARM64_IMM12,   // ADD
  COFF_PUT_ARM64_LDST12,  // load, store: scaled by the access size
  COFF_PUT_THUMB_MOV32,   // MOVW and MOVT
  COFF_PUT_ARM_MOV32,
  COFF_PUT_THUMB_BRANCH20, // conditional B.W
  COFF_PUT_THUMB_BRANCH24, // B.W, BL
  COFF_PUT_THUMB_BLX23,    // BL or BLX pair
  COFF_PUT_ARM_BRANCH24,
  COFF_PUT_ARM64_HIGH12, // ADD with LSL 12: bits 12 to 23
  COFF_PUT_C6000_LDST,   // offset of a load or store, scaled by its access size
  COFF_PUT_MIPS16_JAL,   // JAL and JALX of MIPS16
  // IA-64: immediates of a slot, by format of the Software Developer's Manual
  COFF_PUT_IA64_IMM14,   // A4
  COFF_PUT_IA64_IMM22,   // A5
  COFF_PUT_IA64_IMM64,   // X2: two slots
  COFF_PUT_IA64_BRANCH,  // B1
  COFF_PUT_IA64_CHECK,   // M20
  COFF_PUT_IA64_FCHECK,  // F14
  COFF_PUT_IA64_BRANCH60 // X3: two slots
};

enum coff_overflow {
  COFF_OVF_NONE,
  COFF_OVF_SIGNED,
  COFF_OVF_UNSIGNED,
  COFF_OVF_BITFIELD // fits signed or unsigned
};

enum coff_addend {
  COFF_ADDEND_NONE,
  COFF_ADDEND_FIELD, // in the bytes to be patched
  COFF_ADDEND_FIELD_LOW, // ... and the RIGHTSHIFT low bits, which the bytes have no room for, in r_stuff
  COFF_ADDEND_RELOC,   // r_offset
  COFF_ADDEND_SPLIT,   // r_offset is the high half of 32 bits; the low one, signed, in the bytes
  COFF_ADDEND_NEXT,    // the symbol index of the relocation that follows, a pair with this one
  COFF_ADDEND_NEXT_LOW // ... is the low half of 32 bits, signed; the high one is in the bytes
};

// Generic codes: what an assembler asks for. coff_howto_for_code() finds the flavour's type.
enum coff_reloc_code {
  COFF_RELOC_NONE,
  COFF_RELOC_8,
  COFF_RELOC_16,
  COFF_RELOC_24,
  COFF_RELOC_32,
  COFF_RELOC_64,
  COFF_RELOC_8_PCREL,
  COFF_RELOC_16_PCREL,
  COFF_RELOC_24_PCREL,
  COFF_RELOC_32_PCREL,
  COFF_RELOC_64_PCREL,
  COFF_RELOC_32_RVA,
  COFF_RELOC_32_SECREL,
  COFF_RELOC_16_SECIDX,
  COFF_RELOC_BRANCH26,
  COFF_RELOC_PAGE21,
  COFF_RELOC_LO12_ADD,
  COFF_RELOC_LO12_LDST,
  COFF_RELOC_TOC16,
  COFF_RELOC_MOV32,
  COFF_RELOC_CODES
};

struct coff_howto {
  uint16_t type;      // the flavour's number; tables are sorted by it and then by RSIZE
  const char *name;   // as the specification or the field's tools spell it
  uint8_t calc;       // enum coff_calc
  uint8_t put;        // enum coff_put
  uint8_t size;       // bytes of the patched field, 0 to 8, or 16: a bundle
  uint8_t bits;       // bits of the result that are stored
  uint8_t rightshift; // the result is shifted right by this before it is stored
  uint8_t bitpos;     // ... and left by this
  int8_t bias;        // COFF_CALC_PC: P is this far past the field's first byte; PC_DISP: n
  uint8_t overflow;   // enum coff_overflow
  uint8_t addend;     // enum coff_addend
  uint8_t code;       // enum coff_reloc_code, or COFF_RELOC_NONE
  uint8_t rsize;      // XCOFF: this row is for relocations with this r_size & 0x3f; 0: any
  uint64_t mask;      // bits of the field that the result replaces (and that hold the addend)
};

#ifdef __cplusplus
}
#endif
#endif
