// Inline functions with static variables, templates, inline variables, type information: one of each in the program.
#include "inline.h"
int main()
{
  counter()++;
  shared<long>::value++;
  const bool same = address_of_counter() == &counter();
  std::printf("%d %d\n", *address_of_counter(), same);
  std::printf("%ld %s %s\n", shared<long>::value, shared<long>::name(), once.c_str());
  for (int i = 0; i < 3; i++) {
    base *b = make(i);
    std::printf("%d %d %d %s\n", b->id(), dynamic_cast<derived *>(b) != nullptr, typeid(*b) == type_of(b),
                typeid(*b).name());
    delete b;
  }
  return 6;
}
