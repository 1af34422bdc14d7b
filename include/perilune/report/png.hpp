#pragma once

#include <string>

#include <perilune/report/svg.hpp>

namespace perilune {

/// Whether librsvg (2.46 or newer) and cairo are installed here: they are opened when first asked for, so
/// that neither building nor running anything else needs them.
bool can_draw_png();

/// A picture as a PNG file, with fonts of the machine.
///
/// @param scale  pixels for each unit of the picture, > 0; at most 32767 pixels to a side
/// @throws DataError if librsvg is not there (it names the package) or refuses the picture
/// @throws InvalidArgument if the scale is not positive or the picture gets too large
///
/// Checked in: tests/unit/report/test_png.cpp
std::string png_of(const SvgPicture& picture, double scale = 2.0);

}  // namespace perilune
