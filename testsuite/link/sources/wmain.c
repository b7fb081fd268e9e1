// A program whose arguments are wide.
#include <stdio.h>
#include <wchar.h>
int wmain(int argc, wchar_t **argv)
{
  for (int i = 1; i < argc; i++)
    printf("%d %ls\n", (int)wcslen(argv[i]), argv[i]);
  return argc;
}
