// Entries of the function table (.pdata), a layout an architecture.
//
// Skip it unless a flavour keeps its function table in a form that is not here.
#include "coff/target.h"

// PE and COFF specification, "The .pdata Section".
static const struct coff_bits x64_fields[] = {
    {0, 4, 0, 32, 0, true, "BeginAddress"},
    {4, 4, 0, 32, 0, true, "EndAddress"},
    {8, 4, 0, 32, 0, true, "UnwindInfoAddress"},
};
const struct coff_pdata_layout coff_pdata_x64 = {
    .size = 12,
    .nfields = COFF_COUNT(x64_fields),
    .fields = x64_fields,
    .unwind = COFF_UNWIND_X64,
    .unwind_field = 2,
    .end_field = 1,
    .indirect_mask = 1,
};

// IMAGE_IA64_RUNTIME_FUNCTION_ENTRY of the Windows SDK. The unwind data is that of the Itanium ABI.
const struct coff_pdata_layout coff_pdata_ia64 = {
    .size = 12,
    .nfields = COFF_COUNT(x64_fields),
    .fields = x64_fields,
    .end_field = 1,
};

// "ARM exception handling": the second word points to .xdata if its low two bits are 0.
static const struct coff_bits arm_fields[] = {
    {0, 4, 0, 32, 0, true, "BeginAddress"},
    {4, 4, 0, 32, 0, true, "UnwindData"},
};
static const struct coff_bits arm_packed[] = {
    {4, 4, 0, 2, 0, false, "Flag"},
    {4, 4, 2, 11, 2, false, "FunctionLength"},
    {4, 4, 13, 2, 0, false, "Ret"},
    {4, 4, 15, 1, 0, false, "H"},
    {4, 4, 16, 3, 0, false, "Reg"},
    {4, 4, 19, 1, 0, false, "R"},
    {4, 4, 20, 1, 0, false, "L"},
    {4, 4, 21, 1, 0, false, "C"},
    {4, 4, 22, 10, 0, false, "StackAdjust"}, // in words, but 0x3f4 and above are codes
};
const struct coff_pdata_layout coff_pdata_arm = {
    .size = 8,
    .nfields = COFF_COUNT(arm_fields),
    .fields = arm_fields,
    .unwind = COFF_UNWIND_ARM,
    .unwind_field = 1,
    .packed_mask = 3,
    .npacked = COFF_COUNT(arm_packed),
    .packed = arm_packed,
    .packed_length = 1,
    .thumb = true,
};

// "ARM64 exception handling".
static const struct coff_bits arm64_packed[] = {
    {4, 4, 0, 2, 0, false, "Flag"},        {4, 4, 2, 11, 4, false, "FunctionLength"},
    {4, 4, 13, 3, 0, false, "RegF"},       {4, 4, 16, 4, 0, false, "RegI"},
    {4, 4, 20, 1, 0, false, "H"},          {4, 4, 21, 2, 0, false, "CR"},
    {4, 4, 23, 9, 16, false, "FrameSize"},
};
const struct coff_pdata_layout coff_pdata_arm64 = {
    .size = 8,
    .nfields = COFF_COUNT(arm_fields),
    .fields = arm_fields,
    .unwind = COFF_UNWIND_ARM64,
    .unwind_field = 1,
    .packed_mask = 3,
    .npacked = COFF_COUNT(arm64_packed),
    .packed = arm64_packed,
    .packed_length = 1,
};

// Lengths count instructions, of four bytes if ThirtyTwoBit is set and else of two. With
// ExceptionFlag, the handler and its data lie in the eight bytes before the function.
static const struct coff_bits wince_fields[] = {
    {0, 4, 0, 32, 0, true, "BeginAddress"},    {4, 4, 0, 8, 0, false, "PrologLength"},
    {4, 4, 8, 22, 0, false, "FunctionLength"}, {4, 4, 30, 1, 0, false, "ThirtyTwoBit"},
    {4, 4, 31, 1, 0, false, "ExceptionFlag"},
};
const struct coff_pdata_layout coff_pdata_wince = {
    .size = 8,
    .nfields = COFF_COUNT(wince_fields),
    .fields = wince_fields,
    .length_field = 2,
    .wide_field = 3,
    .early_handler_field = 4,
    .absolute = true,
};

static const struct coff_bits mips_fields[] = {
    {0, 4, 0, 32, 0, true, "BeginAddress"},      {4, 4, 0, 32, 0, true, "EndAddress"},
    {8, 4, 0, 32, 0, true, "ExceptionHandler"},  {12, 4, 0, 32, 0, true, "HandlerData"},
    {16, 4, 0, 32, 0, true, "PrologEndAddress"},
};
const struct coff_pdata_layout coff_pdata_mips = {
    .size = 20,
    .nfields = COFF_COUNT(mips_fields),
    .fields = mips_fields,
    .end_field = 1,
    .absolute = true,
};
