// A program without a console: WinMain, and functions of more DLLs.
#include <windows.h>

int WINAPI WinMain(HINSTANCE self, HINSTANCE before, LPSTR line, int show)
{
  RECT r, a = {1, 2, 30, 40}, b = {10, 20, 300, 400};
  (void)show;
  if (before != NULL || self != GetModuleHandleA(NULL) || lstrcmpA(line, "a b") != 0)
    return 1;
  IntersectRect(&r, &a, &b);
  return r.left + r.top + (GetSysColor(COLOR_WINDOW) > 0xffffff) + (GetDeviceCaps(NULL, LOGPIXELSX) > 0);
}
