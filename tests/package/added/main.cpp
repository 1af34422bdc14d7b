#include <iostream>

#include <perilune/core/version.hpp>

int main() {
  std::cout << "added perilune " << perilune::version() << '\n';
}
