// What both objects of inline.cpp hold.
#include <cstdio>
#include <string>
#include <typeinfo>
inline int &counter()
{
  static int n = (std::printf("counter begins\n"), 100);
  return n;
}
template <typename T> struct shared {
  static T value;
  static const char *name() { return typeid(T).name(); }
};
template <typename T> T shared<T>::value = T(5);
inline std::string once = (std::printf("once\n"), "once");
struct base {
  virtual ~base() {}
  virtual int id() const { return 1; }
};
struct derived : base {
  int id() const override { return 2; }
};
struct other : virtual base {
  int id() const override { return 3; }
};
base *make(int);
const std::type_info &type_of(const base *);
int *address_of_counter();
