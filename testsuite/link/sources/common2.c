// The other object of common.c.
char small;
char grows[300];
int defined = 33;
char *places[] = {&small, grows};
