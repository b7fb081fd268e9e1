// Names of stabs, by their codes.
//
// Skip it: it is a table. <stab.h> of 4.3BSD and its heirs.
#include "coff/ecoff.h"

// clang-format off
static const struct {
  uint8_t code;
  const char *name;
} stabs[] = {
  {0x20, "N_GSYM"},  {0x22, "N_FNAME"},  {0x24, "N_FUN"},   {0x26, "N_STSYM"},  {0x28, "N_LCSYM"},
  {0x2a, "N_MAIN"},  {0x2c, "N_ROSYM"},  {0x30, "N_PC"},    {0x32, "N_NSYMS"},  {0x34, "N_NOMAP"},
  {0x36, "N_MAC_DEFINE"}, {0x38, "N_OBJ"}, {0x3a, "N_MAC_UNDEF"}, {0x3c, "N_OPT"}, {0x40, "N_RSYM"},
  {0x42, "N_M2C"},   {0x44, "N_SLINE"},  {0x46, "N_DSLINE"}, {0x48, "N_BSLINE"}, {0x4a, "N_DEFD"},
  {0x4c, "N_FLINE"}, {0x50, "N_EHDECL"}, {0x54, "N_CATCH"}, {0x60, "N_SSYM"},   {0x62, "N_ENDM"},
  {0x64, "N_SO"},    {0x66, "N_OSO"},    {0x6c, "N_ALIAS"}, {0x80, "N_LSYM"},   {0x82, "N_BINCL"},
  {0x84, "N_SOL"},   {0xa0, "N_PSYM"},   {0xa2, "N_EINCL"}, {0xa4, "N_ENTRY"},  {0xc0, "N_LBRAC"},
  {0xc2, "N_EXCL"},  {0xc4, "N_SCOPE"},  {0xd0, "N_PATCH"}, {0xe0, "N_RBRAC"},  {0xe2, "N_BCOMM"},
  {0xe4, "N_ECOMM"}, {0xe8, "N_ECOML"},  {0xea, "N_WITH"},  {0xf0, "N_NBTEXT"}, {0xf2, "N_NBDATA"},
  {0xf4, "N_NBBSS"}, {0xf6, "N_NBSTS"},  {0xf8, "N_NBLCS"}, {0xfe, "N_LENG"},
};
// clang-format on

const char *coff_ecoff_stab_name(uint32_t code)
{
  for (size_t i = 0; i < COFF_COUNT(stabs); i++)
    if (stabs[i].code == code)
      return stabs[i].name;
  return NULL;
}
