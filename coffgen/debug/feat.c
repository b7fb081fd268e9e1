// Values of the absolute symbols that compilers leave for the linker.
//
// Skip it unless a bit of @feat.00 has got a name.
#include "coff/debug.h"

// PE and COFF specification, "The .sxdata Section" (bit 0); the others are as the linker's options
// of the same purpose: /GS, /sdl, /guard:cf, /guard:ehcont, /kernel.
static const struct coff_flag features[] = {
    {0x00000001, 0x00000001, "SafeSEH", 0},     {0x00000100, 0x00000100, "GuardStack", 0},
    {0x00000200, 0x00000200, "SDL", 0},         {0x00000800, 0x00000800, "GuardCF", 0},
    {0x00004000, 0x00004000, "GuardEHCont", 0}, {0x40000000, 0x40000000, "Kernel", 0},
};
static const struct coff_flags feature_flags = {features, COFF_COUNT(features)};

const struct coff_flags *coff_feature_flags(void)
{
  return &feature_flags;
}

struct coff_tool_id coff_tool_id(uint64_t value)
{
  return (struct coff_tool_id){(uint16_t)(value >> 16), (uint16_t)value};
}

struct coff_reporter coff_file_reporter(const struct coff_file *f)
{
  return (struct coff_reporter){coff_file_context(f), coff_file_name(f), coff_file_member(f)};
}
