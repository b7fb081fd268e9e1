// Exceptions through frames and objects, destructors on the way, rethrown ones, specifications, nesting.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

void thrower(int how);
struct guard {
  const char *name;
  explicit guard(const char *n) : name(n) { std::printf("+%s ", name); }
  ~guard() { std::printf("-%s ", name); }
};
struct custom : std::runtime_error {
  int code;
  custom(int c) : std::runtime_error("custom"), code(c) {}
};
static __attribute__((noinline)) int deep(int n, int how)
{
  guard g(n % 2 ? "odd" : "even");
  if (n == 0)
    thrower(how);
  return deep(n - 1, how) + 1;
}
static void attempt(int how)
{
  try {
    deep(3, how);
  } catch (const custom &c) {
    std::printf("custom %d %s\n", c.code, c.what());
  } catch (const std::exception &e) {
    std::printf("exception %s\n", e.what());
  } catch (int i) {
    std::printf("int %d\n", i);
  } catch (...) {
    try {
      throw;
    } catch (const char *s) {
      std::printf("again %s\n", s);
    }
  }
}
static void forbidden() noexcept { thrower(2); }
int main()
{
  for (int i = 0; i < 4; i++)
    attempt(i);
  try {
    try {
      thrower(1);
    } catch (...) {
      std::throw_with_nested(std::logic_error("outer"));
    }
  } catch (const std::exception &e) {
    try {
      std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
      std::printf("%s of %s\n", inner.what(), e.what());
    }
  }
  std::set_terminate([] { std::printf("terminate\n"); std::fflush(stdout); std::_Exit(21); });
  forbidden();
  return 1;
}
