// The other object of weak.c.
int given(void) { return 11; }
int found(void) { return 13; }
