// Classes, exceptions, run-time types and thread-local data of a DLL, and thread-local objects of the program.
#include "plugin.h"
#include <cstdio>
#include <memory>
#include <typeinfo>
#include <windows.h>

struct local : shape {
  std::string name() const override { return "local " + shape::name(); }
};
static int back(int n)
{
  if (n == 1)
    throw 7;
  if (n == 2)
    throw failure(6);
  if (n == 3)
    throw local();
  return n;
}
struct per_thread {
  std::string text = "fresh";
  ~per_thread() { std::printf("thread ends with %s\n", text.c_str()); }
};
static thread_local per_thread mine;
static DWORD WINAPI work(LPVOID)
{
  std::printf("%s %d\n", mine.text.c_str(), *count());
  mine.text = "used";
  return 0;
}
int main()
{
  for (bool coloured : {false, true}) {
    std::unique_ptr<shape> s(make(coloured));
    const colour *c = dynamic_cast<colour *>(s.get());
    std::printf("%s %x %d %d\n", s->name().c_str(), c == nullptr ? 0u : (unsigned)c->rgb, typeid(*s) == typeid(square), live);
  }
  for (int how = 0; how < 3; how++)
    try {
      fail(how);
    } catch (const failure &f) {
      std::printf("%s %d\n", f.what(), f.code);
    } catch (const std::string &s) {
      std::printf("%s\n", s.c_str());
    } catch (int i) {
      std::printf("int %d\n", i);
    }
  for (int n = 0; n < 4; n++)
    try {
      std::printf("%d\n", call(back, n));
    } catch (const std::exception &e) {
      std::printf("%s, through the DLL\n", e.what());
    } catch (const shape &s) {
      std::printf("%s\n", s.name().c_str());
    }
  mine.text = "first";
  HANDLE t = CreateThread(nullptr, 0, work, nullptr, 0, nullptr);
  WaitForSingleObject(t, INFINITE);
  std::printf("%s %d %d\n", mine.text.c_str(), *count(), *library_static() + shared_static());
  std::fflush(stdout);
  return 19;
}
