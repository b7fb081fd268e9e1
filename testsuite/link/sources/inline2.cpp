// The other object of inline.cpp.
#include "inline.h"
base *make(int n)
{
  shared<long>::value += 10;
  if (n == 0)
    return new base;
  if (n == 1)
    return new derived;
  return new other;
}
const std::type_info &type_of(const base *b) { return typeid(*b); }
int *address_of_counter() { return &++counter(); }
