// The other object of throw.cpp.
#include <stdexcept>
struct custom : std::runtime_error {
  int code;
  custom(int c) : std::runtime_error("custom"), code(c) {}
};
void thrower(int how)
{
  switch (how) {
  case 0: throw custom(8);
  case 1: throw std::out_of_range("far away");
  case 2: throw 42;
  default: throw "text";
  }
}
