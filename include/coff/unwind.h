// Exception data: function tables, and the unwind codes that they lead to, decoded, of objects and
// images.
//
// Skip it unless you unwind stacks. Heads of records are in debug.h.
//
// "x64 exception handling", "ARM exception handling" and "ARM64 exception handling" of Microsoft's
// documentation of C++ say what the codes mean. A code undoes one instruction of a prolog; here it is
// said in the prolog's terms: what was pushed, allocated, saved. Codes stand in the order in which
// an unwinder takes them, which is that of the prolog reversed.
#ifndef COFF_UNWIND_H
#define COFF_UNWIND_H
#include "coff/debug.h"
#include "coff/map.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- The function table of an image -----------------------------------------------------------

// The table that the exception directory names. False, without a report, if there is none.
COFF_API bool coff_unwind_table(const struct coff_file *, struct coff_pdata *);
// What entry E says of its function without its unwind record.
struct coff_pdata_function {
  uint64_t begin; // as in the entry, without the bit that means Thumb
  uint64_t size;  // bytes; meaningless if !HAS_SIZE
  bool has_size;  // false: the unwind record has it
  bool is_thumb;
  // Windows CE: the handler's address and its data (4 bytes each) lie before the function.
  bool has_early_handler;
};
COFF_API void coff_pdata_function(const struct coff_pdata *, const struct coff_pdata_entry *e,
                                  struct coff_pdata_function *);
// Entries that begin before the one in front of them ends, or begins: an unwinder searches the table by
// halves and would miss functions. One warning with their number; true if there are none. Not for
// objects, whose addresses are relocations.
COFF_API bool coff_pdata_check_order(struct coff_reporter, const struct coff_pdata *);

// An x64 entry may point to another one, whose record it shares (bit 0 of its unwind address). Puts
// the last of such a chain into LAST, E itself if it is none. Reports and returns false if it leads
// out of the file or on and on.
COFF_API bool coff_unwind_follow(const struct coff_file *, const struct coff_pdata *,
                                 const struct coff_pdata_entry *e, struct coff_pdata_entry *last);
// Reads the unwind record at RVA. FROM is the file offset of the field that names it, for the report.
// Offsets in U count from V, which begins with the record and ends with the section's contents.
COFF_API bool coff_unwind_at(const struct coff_file *, uint64_t rva, uint64_t from,
                             struct coff_view *v, struct coff_unwind *u);
// The entry at the end of a chained record U of V.
COFF_API bool coff_unwind_chained(const struct coff_target *, struct coff_view v,
                                  const struct coff_unwind *u, struct coff_pdata *table,
                                  struct coff_pdata_entry *e);
// How many links of a chain are followed before it is taken for a cycle.
enum { COFF_UNWIND_LINKS = 32 };

// ---- Unwind codes -----------------------------------------------------------------------------

// What the instruction did. "Saves" leaves the registers at the stack pointer plus AMOUNT. WRITEBACK: the
// stack pointer moves down by AMOUNT first, and they are saved there.
enum coff_unwind_op {
  COFF_UNWIND_RESERVED,      // nobody has given it a meaning
  COFF_UNWIND_PUSH,          // REGISTERS, the highest first
  COFF_UNWIND_ALLOC,         // AMOUNT bytes of stack
  COFF_UNWIND_ALLOC_VECTORS, // AMOUNT scalable vectors of stack
  COFF_UNWIND_SET_FRAME,     // the register = stack pointer + AMOUNT
  COFF_UNWIND_SAVE,          // REGISTERS
  COFF_UNWIND_SAVE_VECTORS, // the same; AMOUNT counts scalable vectors (predicates: eighths of them)
  COFF_UNWIND_HOME,         // REGISTERS, which hold arguments: nothing to restore
  COFF_UNWIND_SAVE_NEXT,    // the next pair of registers, behind the one of the code that follows
  COFF_UNWIND_MACHINE_FRAME, // what an interrupt pushes; AMOUNT is 1 if with an error code
  COFF_UNWIND_TRAP_FRAME,    // KTRAP_FRAME
  COFF_UNWIND_CONTEXT,       // CONTEXT
  COFF_UNWIND_EC_CONTEXT,    // ARM64EC's CONTEXT
  COFF_UNWIND_CLEAR_UNWOUND, // CONTEXT_UNWOUND_TO_CALL is cleared
  COFF_UNWIND_SIGN,          // the return address
  COFF_UNWIND_NOP,           // nothing that matters
  COFF_UNWIND_END,           // of the codes of a prolog or epilog
  COFF_UNWIND_END_CHAINED,   // of those of this part of a function; the rest is its parent's
  COFF_UNWIND_EPILOG_SIZE,   // AMOUNT bytes has each epilog; IS_AT_END: one ends the function
  COFF_UNWIND_EPILOG_AT,     // an epilog begins AMOUNT bytes before the end; 0: none, a filler
  COFF_UNWIND_CUSTOM         // Microsoft's own, not documented
};

COFF_API const char *coff_unwind_op_name(enum coff_unwind_op); // "push", "set frame", ...

enum coff_unwind_bank {
  COFF_BANK_NONE,
  COFF_BANK_X64, // rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15
  COFF_BANK_XMM,
  COFF_BANK_MM,
  COFF_BANK_R, // ARM: r0 to r12, sp, lr, pc
  COFF_BANK_X, // ARM64: x0 to x28, fp, lr, sp
  COFF_BANK_D,
  COFF_BANK_Q,
  COFF_BANK_Z,
  COFF_BANK_P
};

struct coff_unwind_code {
  uint32_t at;           // offset among the record's codes, bytes
  uint8_t size;          // bytes
  uint8_t raw;           // first byte; x64: operation and its 4 bits of information
  uint8_t prolog_offset; // x64: where the instruction ends, from the function's start
  uint8_t length;        // ARM, ARM64: bytes of the instruction; 0: none, or not told
  enum coff_unwind_op op;
  enum coff_unwind_bank bank;
  bool writeback, is_at_end;
  uint64_t registers;   // bit N: register N of BANK
  uint32_t amount;      // bytes, unless OP says otherwise
  const char *name;     // as the specification (ARM: the assembler's directive) spells it
  const char *mnemonic; // the same, or shorter: "push"
};

struct coff_unwind_codes {
  struct coff_reporter to;
  enum coff_unwind_form form;
  struct coff_view bytes;
  uint64_t at;
  uint8_t version, frame_register, frame_offset;
  bool has_epilog_size;
};

// The codes of record U, which coff_unwind_read found in V, from byte FIRST of them on.
COFF_API struct coff_unwind_codes
coff_unwind_codes_open(struct coff_reporter, const struct coff_target *, struct coff_view v,
                       const struct coff_unwind *u, uint64_t first);
// False behind the last byte: ARM's codes have fillers there, so that END is what ends them. False,
// after a report, at a code that is cut off or whose length nobody knows.
COFF_API bool coff_unwind_code_next(struct coff_unwind_codes *, struct coff_unwind_code *);

// ---- Epilogs, handlers ------------------------------------------------------------------------

struct coff_unwind_epilog {
  uint32_t start;      // offset in the function, bytes
  bool is_at_end;      // START is not told: the epilog is the function's end
  uint8_t condition;   // ARM: a condition field, 14: always; else 14
  uint32_t first_code; // offset of its codes among those of the record
};
// Epilog INDEX of an ARM or ARM64 record; false, without a report, past the last.
COFF_API bool coff_unwind_epilog_get(const struct coff_target *, struct coff_view v,
                                     const struct coff_unwind *u, uint64_t index,
                                     struct coff_unwind_epilog *);
COFF_API const char *coff_condition_name(uint8_t condition); // "eq", ...; NULL past "nv"

// The handler's data if the handler is __C_specific_handler: rows of four addresses. One count
// precedes them.
enum { COFF_SCOPE_BEGIN, COFF_SCOPE_END, COFF_SCOPE_FILTER, COFF_SCOPE_TARGET, COFF_SCOPE_FIELDS };
enum { COFF_SCOPE_SIZE = 16 };
// ROWS: as many as there are; false, after a report, if these are fewer than the count. AT is the
// offset in V of the first.
COFF_API bool coff_unwind_scopes(struct coff_reporter, const struct coff_target *,
                                 struct coff_view v, const struct coff_unwind *u,
                                 struct coff_view *rows);
// True of the handlers that have such data.
COFF_API bool coff_unwind_has_scopes(struct coff_str handler);

// ---- Packed unwind data -----------------------------------------------------------------------

enum { COFF_PACKED_CODES = 24 };

// The codes that the packed entry E stands for: those of the canonical prolog, END included. With flag
// 2 the prolog is that of the function whose fragment this is. Returns their number; 0, after a
// report, if the fields contradict each other or the flag is 3. AT and RAW of the codes mean nothing.
COFF_API unsigned coff_unwind_unpack(struct coff_reporter, const struct coff_pdata *,
                                     const struct coff_pdata_entry *e,
                                     struct coff_unwind_code codes[COFF_PACKED_CODES]);

// ---- The byte map -----------------------------------------------------------------------------

// What function tables and unwind records claim of an image's bytes, for coff_map_build_with.
COFF_API const struct coff_claimer *coff_unwind_claimers(size_t *n);

#ifdef __cplusplus
}
#endif
#endif
