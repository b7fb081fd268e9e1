// The DLL of user.cpp.
#define PLUGIN
#include "plugin.h"
#include <cstdio>

int live;
static thread_local int calls = 10;
shape::~shape() { live--; }
std::string shape::name() const { return "shape"; }
colour::~colour() {}
square::square() : colour(0xff0000) {}
square::~square() { std::puts("a square less"); }
std::string square::name() const { return "square"; }
failure::failure(int c) : std::runtime_error("failure of the DLL"), code(c) {}
failure::~failure() {}
shape *make(bool coloured)
{
  live++;
  return coloured ? new square : new shape;
}
void fail(int how)
{
  if (how == 0)
    throw failure(5);
  if (how == 1)
    throw std::string("a string");
  throw how;
}
int call(int (*back)(int), int n)
{
  struct note {
    ~note() { std::puts("left the DLL"); }
  } on_the_way;
  try {
    return back(n);
  } catch (int i) {
    return -i;
  }
}
int *count()
{
  calls++;
  return &calls;
}
int *library_static() { return &shared_static(); }
struct when {
  when() { std::puts("DLL begins"); }
  ~when()
  {
    std::puts("DLL ends");
    std::fflush(stdout);
  }
} static const announce;
