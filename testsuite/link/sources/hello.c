// Arguments, standard output and error, the exit code.
#include <stdio.h>
int main(int argc, char **argv)
{
  printf("%d arguments:", argc - 1);
  for (int i = 1; i < argc; i++)
    printf(" <%s>", argv[i]);
  printf("\n");
  fprintf(stderr, "to the other stream\n");
  return 40 + argc;
}
