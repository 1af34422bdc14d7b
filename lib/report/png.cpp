#include <perilune/report/png.hpp>

#include <dlfcn.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

// What is called of glib, cairo and librsvg, as their headers declare it. Handles are opaque.
struct GlibError {
  std::uint32_t domain;
  int code;
  char* message;
};
struct Rectangle {
  double x, y, width, height;
};
using WriteBytes = int (*)(void* closure, const unsigned char* bytes, unsigned length);
constexpr int argb32 = 0;
constexpr double most_pixels = 32767.0;

/// The functions that draw, found in the libraries of the machine.
class Drawer {
 public:
  static const Drawer* installed() {
    static const Drawer drawer;
    return drawer.complete_ ? &drawer : nullptr;
  }

  void* (*new_from_data)(const unsigned char*, std::size_t, GlibError**) = nullptr;
  int (*render_document)(void* handle, void* cairo, const Rectangle*, GlibError**) = nullptr;
  void (*object_unref)(void*) = nullptr;
  void (*error_free)(GlibError*) = nullptr;
  void* (*surface_create)(int format, int width, int height) = nullptr;
  void (*surface_destroy)(void*) = nullptr;
  int (*surface_write)(void* surface, WriteBytes, void* closure) = nullptr;
  void* (*cairo_create)(void* surface) = nullptr;
  void (*cairo_destroy)(void*) = nullptr;

 private:
  Drawer() {
    // Never closed: glib does not stand being unloaded.
    void* rsvg = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
    void* cairo = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
    if (rsvg == nullptr || cairo == nullptr) return;
    complete_ = find(rsvg, "rsvg_handle_new_from_data", new_from_data) &&
                find(rsvg, "rsvg_handle_render_document", render_document) &&
                find(rsvg, "g_object_unref", object_unref) && find(rsvg, "g_error_free", error_free) &&
                find(cairo, "cairo_image_surface_create", surface_create) &&
                find(cairo, "cairo_surface_destroy", surface_destroy) &&
                find(cairo, "cairo_surface_write_to_png_stream", surface_write) &&
                find(cairo, "cairo_create", cairo_create) && find(cairo, "cairo_destroy", cairo_destroy);
  }

  template <class Function>
  static bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
  }

  bool complete_ = false;
};

int append(void* closure, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(closure)->append(bytes, bytes + length);
  return 0;
}

int pixels(double units, double scale) {
  const double count = std::ceil(units * scale);
  if (!(scale > 0.0) || !(count >= 1.0 && count <= most_pixels)) {
    throw InvalidArgument(detail::concat("png_of: at ", scale, " pixels for each unit a side has ", count,
                                         " pixels. It takes 1 to ", most_pixels, "."));
  }
  return static_cast<int>(count);
}

/// Throws what librsvg says, and gives its memory back.
[[noreturn]] void refuse(const Drawer& drawer, GlibError* error) {
  const std::string message = error ? printable(error->message) : "no reason is given";
  if (error) drawer.error_free(error);
  throw DataError("png_of: librsvg refuses the picture: " + message);
}

}  // namespace

bool can_draw_png() {
  return Drawer::installed() != nullptr;
}

std::string png_of(const SvgPicture& picture, double scale) {
  const int width = pixels(picture.width(), scale), height = pixels(picture.height(), scale);
  const Drawer* drawer = Drawer::installed();
  if (drawer == nullptr) {
    throw DataError(
        "PNG is drawn by librsvg, which is not installed here. Install it (Debian and Ubuntu: 'apt-get "
        "install librsvg2-2'), or take SVG.");
  }
  const std::string svg = picture.file();
  GlibError* error = nullptr;
  using Freed = std::unique_ptr<void, void (*)(void*)>;
  const Freed handle(
      drawer->new_from_data(reinterpret_cast<const unsigned char*>(svg.data()), svg.size(), &error),
      drawer->object_unref);
  if (!handle) refuse(*drawer, error);
  const Freed surface(drawer->surface_create(argb32, width, height), drawer->surface_destroy);
  const Freed cairo(drawer->cairo_create(surface.get()), drawer->cairo_destroy);
  const Rectangle all{0.0, 0.0, static_cast<double>(width), static_cast<double>(height)};
  if (drawer->render_document(handle.get(), cairo.get(), &all, &error) == 0) refuse(*drawer, error);
  std::string png;
  if (drawer->surface_write(surface.get(), append, &png) != 0 || png.empty())
    throw DataError("png_of: cairo could not write the picture.");
  return png;
}

}  // namespace perilune
