// The C++ library: streams, containers, algorithms, locales, strings, closures; objects made before main.
#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <regex>
#include <sstream>
#include <vector>

struct announced {
  std::string name;
  explicit announced(std::string n) : name(std::move(n)) { std::cout << "begin " << name << std::endl; }
  ~announced() { std::cout << "end " << name << std::endl; }
};
static announced one("one"), two("two");
thread_local announced mine("mine");

int main()
{
  std::map<std::string, std::vector<int>> all;
  std::istringstream in("b 3 a 1 b 4 c 1 a 5");
  std::string key;
  for (int n; in >> key >> n;)
    all[key].push_back(n);
  for (const auto &[k, v] : all)
    std::cout << k << '=' << std::accumulate(v.begin(), v.end(), 0) << ' ';
  std::cout << std::setprecision(4) << std::fixed << 3.14159265 << ' ' << std::hex << 255 << std::dec << '\n';
  std::function<int(int)> f = [&](int n) { return n < 2 ? n : f(n - 1) + f(n - 2); };
  auto p = std::make_shared<announced>("shared");
  std::weak_ptr<announced> w = p;
  p.reset();
  std::cout << f(15) << ' ' << w.expired() << ' ' << mine.name << '\n';
  std::cout << std::regex_replace("the cat sat", std::regex("([a-z])at"), "$1og") << '\n';
  try {
    std::stoi("none");
  } catch (const std::invalid_argument &e) {
    std::cout << "invalid: " << e.what() << '\n';
  }
  return (int)all.size();
}
