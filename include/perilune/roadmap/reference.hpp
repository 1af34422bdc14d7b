#pragma once

#include <string>
#include <utility>

#include <perilune/core/source_location.hpp>

namespace perilune {

/// A name by which one item of a roadmap speaks of another, with the place where it was written.
struct Reference {
  std::string id;
  SourceLocation where;

  Reference() = default;
  Reference(const char* id_, SourceLocation where_ = {}) : id(id_), where(std::move(where_)) {}
  Reference(std::string id_, SourceLocation where_ = {}) : id(std::move(id_)), where(std::move(where_)) {}

  bool empty() const noexcept { return id.empty(); }
  friend bool operator==(const Reference&, const Reference&) = default;
};

}  // namespace perilune
