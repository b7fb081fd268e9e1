// Names of the styles of windows.
//
// Skip it unless a style has no name. Windows SDK: "Window Styles", "Extended Window Styles", "Dialog
// Box Styles". The low half of a control's style is its class's own.
#include "coff/resources.h"

// clang-format off
static const struct coff_flag dialogs[] = {
    {0x80000000, 0x80000000, "WS_POPUP", 0}, {0x40000000, 0x40000000, "WS_CHILD", 0},
    {0x20000000, 0x20000000, "WS_MINIMIZE", 0}, {0x10000000, 0x10000000, "WS_VISIBLE", 0},
    {0x8000000, 0x8000000, "WS_DISABLED", 0}, {0x4000000, 0x4000000, "WS_CLIPSIBLINGS", 0},
    {0x2000000, 0x2000000, "WS_CLIPCHILDREN", 0}, {0x1000000, 0x1000000, "WS_MAXIMIZE", 0},
    {0xc00000, 0xc00000, "WS_CAPTION", 0}, {0xc00000, 0x800000, "WS_BORDER", 0},
    {0xc00000, 0x400000, "WS_DLGFRAME", 0}, {0x200000, 0x200000, "WS_VSCROLL", 0},
    {0x100000, 0x100000, "WS_HSCROLL", 0}, {0x80000, 0x80000, "WS_SYSMENU", 0},
    {0x40000, 0x40000, "WS_THICKFRAME", 0}, {0x20000, 0x20000, "WS_MINIMIZEBOX", 0},
    {0x10000, 0x10000, "WS_MAXIMIZEBOX", 0}, {0x2000, 0x2000, "DS_CONTEXTHELP", 0},
    {0x1000, 0x1000, "DS_CENTERMOUSE", 0}, {0x800, 0x800, "DS_CENTER", 0},
    {0x400, 0x400, "DS_CONTROL", 0}, {0x200, 0x200, "DS_SETFOREGROUND", 0},
    {0x100, 0x100, "DS_NOIDLEMSG", 0}, {0x80, 0x80, "DS_MODALFRAME", 0},
    {0x40, 0x40, "DS_SETFONT", 0}, {0x20, 0x20, "DS_LOCALEDIT", 0},
    {0x10, 0x10, "DS_NOFAILCREATE", 0}, {0x8, 0x8, "DS_FIXEDSYS", 0}, {0x4, 0x4, "DS_3DLOOK", 0},
    {0x2, 0x2, "DS_SYSMODAL", 0}, {0x1, 0x1, "DS_ABSALIGN", 0},
};

static const struct coff_flag controls[] = {
    {0x80000000, 0x80000000, "WS_POPUP", 0}, {0x40000000, 0x40000000, "WS_CHILD", 0},
    {0x20000000, 0x20000000, "WS_MINIMIZE", 0}, {0x10000000, 0x10000000, "WS_VISIBLE", 0},
    {0x8000000, 0x8000000, "WS_DISABLED", 0}, {0x4000000, 0x4000000, "WS_CLIPSIBLINGS", 0},
    {0x2000000, 0x2000000, "WS_CLIPCHILDREN", 0}, {0x1000000, 0x1000000, "WS_MAXIMIZE", 0},
    {0xc00000, 0xc00000, "WS_CAPTION", 0}, {0xc00000, 0x800000, "WS_BORDER", 0},
    {0xc00000, 0x400000, "WS_DLGFRAME", 0}, {0x200000, 0x200000, "WS_VSCROLL", 0},
    {0x100000, 0x100000, "WS_HSCROLL", 0}, {0x80000, 0x80000, "WS_SYSMENU", 0},
    {0x40000, 0x40000, "WS_THICKFRAME", 0}, {0x20000, 0x20000, "WS_GROUP", 0},
    {0x10000, 0x10000, "WS_TABSTOP", 0},
};

static const struct coff_flag extended[] = {
    {0x1, 0x1, "WS_EX_DLGMODALFRAME", 0}, {0x4, 0x4, "WS_EX_NOPARENTNOTIFY", 0},
    {0x8, 0x8, "WS_EX_TOPMOST", 0}, {0x10, 0x10, "WS_EX_ACCEPTFILES", 0},
    {0x20, 0x20, "WS_EX_TRANSPARENT", 0}, {0x40, 0x40, "WS_EX_MDICHILD", 0},
    {0x80, 0x80, "WS_EX_TOOLWINDOW", 0}, {0x100, 0x100, "WS_EX_WINDOWEDGE", 0},
    {0x200, 0x200, "WS_EX_CLIENTEDGE", 0}, {0x400, 0x400, "WS_EX_CONTEXTHELP", 0},
    {0x1000, 0x1000, "WS_EX_RIGHT", 0}, {0x2000, 0x2000, "WS_EX_RTLREADING", 0},
    {0x4000, 0x4000, "WS_EX_LEFTSCROLLBAR", 0}, {0x10000, 0x10000, "WS_EX_CONTROLPARENT", 0},
    {0x20000, 0x20000, "WS_EX_STATICEDGE", 0}, {0x40000, 0x40000, "WS_EX_APPWINDOW", 0},
    {0x80000, 0x80000, "WS_EX_LAYERED", 0}, {0x100000, 0x100000, "WS_EX_NOINHERITLAYOUT", 0},
    {0x400000, 0x400000, "WS_EX_LAYOUTRTL", 0}, {0x2000000, 0x2000000, "WS_EX_COMPOSITED", 0},
    {0x8000000, 0x8000000, "WS_EX_NOACTIVATE", 0},
};
// clang-format on

const struct coff_flags *coff_window_styles(bool dialog)
{
  static const struct coff_flags all[] = {{controls, COFF_COUNT(controls)},
                                          {dialogs, COFF_COUNT(dialogs)}};
  return &all[dialog];
}

const struct coff_flags *coff_window_ex_styles(void)
{
  static const struct coff_flags all = {extended, COFF_COUNT(extended)};
  return &all;
}
