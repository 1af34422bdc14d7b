#include <iostream>

#include <perilune/perilune.hpp>

int main() {
  const perilune::Epoch epoch = perilune::Epoch::parse("2024-03-24T16:55:36 UTC");
  std::cout << "perilune " << perilune::version() << " has a leap-second table that reads "
            << epoch.to_text(perilune::TimeScale::tai) << '\n';
}
