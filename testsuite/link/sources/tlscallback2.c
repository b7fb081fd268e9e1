// The other object of tlscallback.c.
__thread int shared = 10;
