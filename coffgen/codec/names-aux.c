// Names of the numbers in auxiliary entries: weak externals of PE, csects and files of XCOFF.
//
// Skip it unless such a number has no name. Each field is one flavour's own, so the field's id is
// all that is needed to know what its numbers mean.
#include "coff/format-pe.h"
#include "coff/format-xcoff.h"
#include "coff/swap.h"

static const char *const weak_search[] = {
    [IMAGE_WEAK_EXTERN_SEARCH_NOLIBRARY] = "IMAGE_WEAK_EXTERN_SEARCH_NOLIBRARY",
    [IMAGE_WEAK_EXTERN_SEARCH_LIBRARY] = "IMAGE_WEAK_EXTERN_SEARCH_LIBRARY",
    [IMAGE_WEAK_EXTERN_SEARCH_ALIAS] = "IMAGE_WEAK_EXTERN_SEARCH_ALIAS",
    [IMAGE_WEAK_EXTERN_ANTI_DEPENDENCY] = "IMAGE_WEAK_EXTERN_ANTI_DEPENDENCY",
};

static const char *const csect_types[] = {
    [XTY_ER] = "XTY_ER", [XTY_SD] = "XTY_SD", [XTY_LD] = "XTY_LD", [XTY_CM] = "XTY_CM"};

static const char *const csect_classes[] = {
    [XMC_PR] = "XMC_PR", [XMC_RO] = "XMC_RO",     [XMC_DB] = "XMC_DB",
    [XMC_TC] = "XMC_TC", [XMC_UA] = "XMC_UA",     [XMC_RW] = "XMC_RW",
    [XMC_GL] = "XMC_GL", [XMC_XO] = "XMC_XO",     [XMC_SV] = "XMC_SV",
    [XMC_BS] = "XMC_BS", [XMC_DS] = "XMC_DS",     [XMC_UC] = "XMC_UC",
    [XMC_TI] = "XMC_TI", [XMC_TB] = "XMC_TB",     [XMC_TC0] = "XMC_TC0",
    [XMC_TD] = "XMC_TD", [XMC_SV64] = "XMC_SV64", [XMC_SV3264] = "XMC_SV3264",
    [XMC_TL] = "XMC_TL", [XMC_UL] = "XMC_UL",     [XMC_TE] = "XMC_TE",
};

static const char *const aux_types[] = {
    [_AUX_SECT - _AUX_SECT] = "_AUX_SECT", [_AUX_CSECT - _AUX_SECT] = "_AUX_CSECT",
    [_AUX_FILE - _AUX_SECT] = "_AUX_FILE", [_AUX_SYM - _AUX_SECT] = "_AUX_SYM",
    [_AUX_FCN - _AUX_SECT] = "_AUX_FCN",   [_AUX_EXCEPT - _AUX_SECT] = "_AUX_EXCEPT",
};

// What the string of a C_FILE symbol is (AIX Files Reference, "XCOFF Object File Format").
enum { XFT_FN = 0, XFT_CT = 1, XFT_CV = 2, XFT_CD = 128 };

static const char *file_string(uint64_t v)
{
  switch (v) {
  case XFT_FN: return "XFT_FN";
  case XFT_CT: return "XFT_CT";
  case XFT_CV: return "XFT_CV";
  case XFT_CD: return "XFT_CD";
  default: return NULL;
  }
}

static const char *pick(const char *const *names, size_t n, uint64_t v)
{
  return v < n ? names[v] : NULL;
}

const char *coff_aux_value_name(enum coff_aux_id id, uint64_t v)
{
  switch (id) {
  case COFF_AUX_CHARACTERISTICS: return pick(weak_search, COFF_COUNT(weak_search), v);
  // The high five bits are the csect's alignment.
  case COFF_AUX_SMTYP: return pick(csect_types, COFF_COUNT(csect_types), v & 7);
  case COFF_AUX_SMCLAS: return pick(csect_classes, COFF_COUNT(csect_classes), v);
  case COFF_AUX_FTYPE: return file_string(v);
  case COFF_AUX_AUXTYPE: return pick(aux_types, COFF_COUNT(aux_types), v - _AUX_SECT);
  default: return NULL;
  }
}

bool coff_aux_is_symbol(const struct coff_auxent *a, enum coff_aux_id id)
{
  switch (id) {
  case COFF_AUX_TAGNDX:
  case COFF_AUX_TVNDX: return a->field[id] != 0;
  // AIX Files Reference, csect auxiliary entry: of a label it is the containing csect, not a length.
  case COFF_AUX_SCNLEN:
    return a->layout != NULL && a->layout->form == COFF_AUX_CSECT &&
           (a->field[COFF_AUX_SMTYP] & 7) == XTY_LD;
  default: return false;
  }
}

uint64_t coff_aux_alignment(const struct coff_auxent *a, enum coff_aux_id id)
{
  unsigned type = a->field[COFF_AUX_SMTYP] & 7;
  if (id != COFF_AUX_SMTYP || (type != XTY_SD && type != XTY_CM))
    return 0;
  return (uint64_t)1 << (a->field[COFF_AUX_SMTYP] >> 3 & 31);
}
