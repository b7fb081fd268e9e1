// The other object of data.c.
int elsewhere[4] = {1, 2, 3, 4};
