#pragma once

namespace perilune {

/// The two events of an activity: it starts, and it ends.
enum class EventSide { start, end };

}  // namespace perilune
