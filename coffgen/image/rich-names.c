// Names of the tools in a Rich header, and the releases that they came with.
//
// Skip it unless one is named wrongly. The numbers are those that Microsoft's tools write into
// @comp.id; which tool is which is public knowledge, not a specification.
#include "coff/rich.h"

// clang-format off
static const char *const products[] = {
  /* 0x000 */ "Unknown", "Import0", "Linker510", "Cvtomf510",
  /* 0x004 */ "Linker600", "Cvtomf600", "Cvtres500", "Utc11_Basic",
  /* 0x008 */ "Utc11_C", "Utc12_Basic", "Utc12_C", "Utc12_CPP",
  /* 0x00c */ "AliasObj60", "VisualBasic60", "Masm613", "Masm710",
  /* 0x010 */ "Linker511", "Cvtomf511", "Masm614", "Linker512",
  /* 0x014 */ "Cvtomf512", "Utc12_C_Std", "Utc12_CPP_Std", "Utc12_C_Book",
  /* 0x018 */ "Utc12_CPP_Book", "Implib700", "Cvtomf700", "Utc13_Basic",
  /* 0x01c */ "Utc13_C", "Utc13_CPP", "Linker610", "Cvtomf610",
  /* 0x020 */ "Linker601", "Cvtomf601", "Utc12_1_Basic", "Utc12_1_C",
  /* 0x024 */ "Utc12_1_CPP", "Linker620", "Cvtomf620", "AliasObj70",
  /* 0x028 */ "Linker621", "Cvtomf621", "Masm615", "Utc13_LTCG_C",
  /* 0x02c */ "Utc13_LTCG_CPP", "Masm620", "ILAsm100", "Utc12_2_Basic",
  /* 0x030 */ "Utc12_2_C", "Utc12_2_CPP", "Utc12_2_C_Std", "Utc12_2_CPP_Std",
  /* 0x034 */ "Utc12_2_C_Book", "Utc12_2_CPP_Book", "Implib622", "Cvtomf622",
  /* 0x038 */ "Cvtres501", "Utc13_C_Std", "Utc13_CPP_Std", "Cvtpgd1300",
  /* 0x03c */ "Linker622", "Linker700", "Export622", "Export700",
  /* 0x040 */ "Masm700", "Utc13_POGO_I_C", "Utc13_POGO_I_CPP", "Utc13_POGO_O_C",
  /* 0x044 */ "Utc13_POGO_O_CPP", "Cvtres700", "Cvtres710p", "Linker710p",
  /* 0x048 */ "Cvtomf710p", "Export710p", "Implib710p", "Masm710p",
  /* 0x04c */ "Utc1310p_C", "Utc1310p_CPP", "Utc1310p_C_Std", "Utc1310p_CPP_Std",
  /* 0x050 */ "Utc1310p_LTCG_C", "Utc1310p_LTCG_CPP", "Utc1310p_POGO_I_C", "Utc1310p_POGO_I_CPP",
  /* 0x054 */ "Utc1310p_POGO_O_C", "Utc1310p_POGO_O_CPP", "Linker624", "Cvtomf624",
  /* 0x058 */ "Export624", "Implib624", "Linker710", "Cvtomf710",
  /* 0x05c */ "Export710", "Implib710", "Cvtres710", "Utc1310_C",
  /* 0x060 */ "Utc1310_CPP", "Utc1310_C_Std", "Utc1310_CPP_Std", "Utc1310_LTCG_C",
  /* 0x064 */ "Utc1310_LTCG_CPP", "Utc1310_POGO_I_C", "Utc1310_POGO_I_CPP", "Utc1310_POGO_O_C",
  /* 0x068 */ "Utc1310_POGO_O_CPP", "AliasObj710", "AliasObj710p", "Cvtpgd1310",
  /* 0x06c */ "Cvtpgd1310p", "Utc1400_C", "Utc1400_CPP", "Utc1400_C_Std",
  /* 0x070 */ "Utc1400_CPP_Std", "Utc1400_LTCG_C", "Utc1400_LTCG_CPP", "Utc1400_POGO_I_C",
  /* 0x074 */ "Utc1400_POGO_I_CPP", "Utc1400_POGO_O_C", "Utc1400_POGO_O_CPP", "Cvtpgd1400",
  /* 0x078 */ "Linker800", "Cvtomf800", "Export800", "Implib800",
  /* 0x07c */ "Cvtres800", "Masm800", "AliasObj800", "PhoenixPrerelease",
  /* 0x080 */ "Utc1400_CVTCIL_C", "Utc1400_CVTCIL_CPP", "Utc1400_LTCG_MSIL", "Utc1500_C",
  /* 0x084 */ "Utc1500_CPP", "Utc1500_C_Std", "Utc1500_CPP_Std", "Utc1500_CVTCIL_C",
  /* 0x088 */ "Utc1500_CVTCIL_CPP", "Utc1500_LTCG_C", "Utc1500_LTCG_CPP", "Utc1500_LTCG_MSIL",
  /* 0x08c */ "Utc1500_POGO_I_C", "Utc1500_POGO_I_CPP", "Utc1500_POGO_O_C", "Utc1500_POGO_O_CPP",
  /* 0x090 */ "Cvtpgd1500", "Linker900", "Export900", "Implib900",
  /* 0x094 */ "Cvtres900", "Masm900", "AliasObj900", "Resource",
  /* 0x098 */ "AliasObj1000", "Cvtpgd1600", "Cvtres1000", "Export1000",
  /* 0x09c */ "Implib1000", "Linker1000", "Masm1000", "Phx1600_C",
  /* 0x0a0 */ "Phx1600_CPP", "Phx1600_CVTCIL_C", "Phx1600_CVTCIL_CPP", "Phx1600_LTCG_C",
  /* 0x0a4 */ "Phx1600_LTCG_CPP", "Phx1600_LTCG_MSIL", "Phx1600_POGO_I_C", "Phx1600_POGO_I_CPP",
  /* 0x0a8 */ "Phx1600_POGO_O_C", "Phx1600_POGO_O_CPP", "Utc1600_C", "Utc1600_CPP",
  /* 0x0ac */ "Utc1600_CVTCIL_C", "Utc1600_CVTCIL_CPP", "Utc1600_LTCG_C", "Utc1600_LTCG_CPP",
  /* 0x0b0 */ "Utc1600_LTCG_MSIL", "Utc1600_POGO_I_C", "Utc1600_POGO_I_CPP", "Utc1600_POGO_O_C",
  /* 0x0b4 */ "Utc1600_POGO_O_CPP", "AliasObj1010", "Cvtpgd1610", "Cvtres1010",
  /* 0x0b8 */ "Export1010", "Implib1010", "Linker1010", "Masm1010",
  /* 0x0bc */ "Utc1610_C", "Utc1610_CPP", "Utc1610_CVTCIL_C", "Utc1610_CVTCIL_CPP",
  /* 0x0c0 */ "Utc1610_LTCG_C", "Utc1610_LTCG_CPP", "Utc1610_LTCG_MSIL", "Utc1610_POGO_I_C",
  /* 0x0c4 */ "Utc1610_POGO_I_CPP", "Utc1610_POGO_O_C", "Utc1610_POGO_O_CPP", "AliasObj1100",
  /* 0x0c8 */ "Cvtpgd1700", "Cvtres1100", "Export1100", "Implib1100",
  /* 0x0cc */ "Linker1100", "Masm1100", "Utc1700_C", "Utc1700_CPP",
  /* 0x0d0 */ "Utc1700_CVTCIL_C", "Utc1700_CVTCIL_CPP", "Utc1700_LTCG_C", "Utc1700_LTCG_CPP",
  /* 0x0d4 */ "Utc1700_LTCG_MSIL", "Utc1700_POGO_I_C", "Utc1700_POGO_I_CPP", "Utc1700_POGO_O_C",
  /* 0x0d8 */ "Utc1700_POGO_O_CPP", "AliasObj1200", "Cvtpgd1800", "Cvtres1200",
  /* 0x0dc */ "Export1200", "Implib1200", "Linker1200", "Masm1200",
  /* 0x0e0 */ "Utc1800_C", "Utc1800_CPP", "Utc1800_CVTCIL_C", "Utc1800_CVTCIL_CPP",
  /* 0x0e4 */ "Utc1800_LTCG_C", "Utc1800_LTCG_CPP", "Utc1800_LTCG_MSIL", "Utc1800_POGO_I_C",
  /* 0x0e8 */ "Utc1800_POGO_I_CPP", "Utc1800_POGO_O_C", "Utc1800_POGO_O_CPP", "AliasObj1210",
  /* 0x0ec */ "Cvtpgd1810", "Cvtres1210", "Export1210", "Implib1210",
  /* 0x0f0 */ "Linker1210", "Masm1210", "Utc1810_C", "Utc1810_CPP",
  /* 0x0f4 */ "Utc1810_CVTCIL_C", "Utc1810_CVTCIL_CPP", "Utc1810_LTCG_C", "Utc1810_LTCG_CPP",
  /* 0x0f8 */ "Utc1810_LTCG_MSIL", "Utc1810_POGO_I_C", "Utc1810_POGO_I_CPP", "Utc1810_POGO_O_C",
  /* 0x0fc */ "Utc1810_POGO_O_CPP", "AliasObj1400", "Cvtpgd1900", "Cvtres1400",
  /* 0x100 */ "Export1400", "Implib1400", "Linker1400", "Masm1400",
  /* 0x104 */ "Utc1900_C", "Utc1900_CPP", "Utc1900_CVTCIL_C", "Utc1900_CVTCIL_CPP",
  /* 0x108 */ "Utc1900_LTCG_C", "Utc1900_LTCG_CPP", "Utc1900_LTCG_MSIL", "Utc1900_POGO_I_C",
  /* 0x10c */ "Utc1900_POGO_I_CPP", "Utc1900_POGO_O_C", "Utc1900_POGO_O_CPP",
};
// clang-format on

const char *coff_rich_product_name(uint16_t product)
{
  return product < COFF_COUNT(products) ? products[product] : NULL;
}

// Tools from 2015 on (products 0xfd to 0x10e): the first build of each release.
static const char *release_of_build(uint16_t build)
{
  static const struct {
    uint16_t first;
    const char *name;
  } builds[] = {
      {30401, "Visual Studio 2022 or later"},
      {27500, "Visual Studio 2019"},
      {25000, "Visual Studio 2017"},
      {22000, "Visual Studio 2015"},
  };
  for (size_t i = 0; i < COFF_COUNT(builds); i++)
    if (build >= builds[i].first)
      return builds[i].name;
  return NULL;
}

const char *coff_rich_release(uint16_t product, uint16_t build)
{
  static const struct {
    uint16_t first, last;
    const char *name;
  } ranges[] = {
      {0x02, 0x03, "Visual Studio 97"},   {0x04, 0x05, "Visual Studio 6.0"},
      {0x07, 0x08, "Visual Studio 97"},   {0x09, 0x0b, "Visual Studio 6.0"},
      {0x0d, 0x0d, "Visual Studio 6.0"},  {0x15, 0x18, "Visual Studio 6.0"},
      {0x19, 0x1d, "Visual Studio 2002"}, {0x2b, 0x2c, "Visual Studio 2002"},
      {0x39, 0x3b, "Visual Studio 2002"}, {0x3d, 0x3d, "Visual Studio 2002"},
      {0x3f, 0x45, "Visual Studio 2002"}, {0x46, 0x55, "Visual Studio 2003"},
      {0x5a, 0x6c, "Visual Studio 2003"}, {0x6d, 0x7e, "Visual Studio 2005"},
      {0x80, 0x82, "Visual Studio 2005"}, {0x83, 0x96, "Visual Studio 2008"},
      {0x98, 0xc6, "Visual Studio 2010"}, {0xc7, 0xd8, "Visual Studio 2012"},
      {0xd9, 0xfc, "Visual Studio 2013"},
  };
  if (product >= 0xfd && product < COFF_COUNT(products))
    return release_of_build(build);
  for (size_t i = 0; i < COFF_COUNT(ranges); i++)
    if (product >= ranges[i].first && product <= ranges[i].last)
      return ranges[i].name;
  return NULL;
}
