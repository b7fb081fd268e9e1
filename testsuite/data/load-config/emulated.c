__declspec(dllexport) int emulated(int x) { return x - 1; }
