// What a program and its DLL share.
#include <stdexcept>
#include <string>
#if defined PLUGIN
#define API __declspec(dllexport)
#else
#define API __declspec(dllimport)
#endif

struct API shape {
  virtual ~shape();
  virtual std::string name() const;
};
struct API colour {
  int rgb;
  explicit colour(int n) : rgb(n) {}
  virtual ~colour();
};
struct API square : virtual shape, colour {
  square();
  ~square() override;
  std::string name() const override;
};
struct API failure : std::runtime_error {
  int code;
  explicit failure(int c);
  ~failure() override;
};
API shape *make(bool coloured);
API void fail(int how);
API int call(int (*back)(int), int n); // catches int, lets all else through
API int *count();
extern API int live;
inline int &shared_static()
{
  static int n = 100;
  return n;
}
API int *library_static();
