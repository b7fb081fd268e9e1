int emulated(int x);
__declspec(dllexport) int plain(int x) { return x + 1; }
__declspec(dllexport) int (*chosen(int x))(int) { return x ? plain : 0; }
