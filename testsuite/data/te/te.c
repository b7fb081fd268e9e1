static int data = 5;
int *volatile pointer = &data;
int big[100] = {1};
int efi_main(void *handle, void *table)
{
  static void *p[] = {(void *)efi_main, p};
  return handle == p[0] ? *pointer : table != p;
}
