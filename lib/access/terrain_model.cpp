#include "terrain_model.hpp"

#include <dlfcn.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

/// The functions of GDAL's C interface that are called, as its headers declare them.
class Gdal {
 public:
  static const Gdal* installed() {
    static const Gdal gdal;
    return gdal.complete_ ? &gdal : nullptr;
  }

  void (*register_all)() = nullptr;
  void* (*open)(const char* name, unsigned flags, const char* const* drivers, const char* const* options,
                const char* const* siblings) = nullptr;
  void (*close)(void* dataset) = nullptr;
  int (*width)(void* dataset) = nullptr;
  int (*height)(void* dataset) = nullptr;
  void* (*band)(void* dataset, int number) = nullptr;
  const char* (*projection)(void* dataset) = nullptr;
  int (*raster_io)(void* band, int writes, int x, int y, int width, int height, void* data, int data_width,
                   int data_height, int type, int pixel_space, int line_space) = nullptr;
  void* (*transformer)(void* source, void* target, char** options) = nullptr;
  void (*free_transformer)(void* transformer) = nullptr;
  int (*transform)(void* transformer, int to_source, int count, double* x, double* y, double* z,
                   int* succeeded) = nullptr;
  void* (*translate_options)(char** arguments, void* for_program) = nullptr;
  void (*free_translate_options)(void* options) = nullptr;
  void* (*translate)(const char* name, void* source, const void* options, int* usage_error) = nullptr;
  void* (*warp_options)(char** arguments, void* for_program) = nullptr;
  void (*free_warp_options)(void* options) = nullptr;
  void* (*warp)(const char* name, void* target, int count, void** sources, const void* options,
                int* usage_error) = nullptr;
  const char* (*last_error)() = nullptr;
  void (*reset_error)() = nullptr;
  void (*push_handler)(void (*handler)(int, int, const char*)) = nullptr;

 private:
  Gdal() {
    void* library = nullptr;
    for (int version = 60; version >= 28 && library == nullptr; --version) {
      library = dlopen(concat("libgdal.so.", version).c_str(), RTLD_NOW | RTLD_LOCAL);
    }
    if (library == nullptr) return;
    complete_ =
        find(library, "GDALAllRegister", register_all) && find(library, "GDALOpenEx", open) &&
        find(library, "GDALClose", close) && find(library, "GDALGetRasterXSize", width) &&
        find(library, "GDALGetRasterYSize", height) && find(library, "GDALGetRasterBand", band) &&
        find(library, "GDALGetProjectionRef", projection) && find(library, "GDALRasterIO", raster_io) &&
        find(library, "GDALCreateGenImgProjTransformer2", transformer) &&
        find(library, "GDALDestroyGenImgProjTransformer", free_transformer) &&
        find(library, "GDALGenImgProjTransform", transform) &&
        find(library, "GDALTranslateOptionsNew", translate_options) &&
        find(library, "GDALTranslateOptionsFree", free_translate_options) &&
        find(library, "GDALTranslate", translate) && find(library, "GDALWarpAppOptionsNew", warp_options) &&
        find(library, "GDALWarpAppOptionsFree", free_warp_options) && find(library, "GDALWarp", warp) &&
        find(library, "CPLGetLastErrorMsg", last_error) && find(library, "CPLErrorReset", reset_error) &&
        find(library, "CPLPushErrorHandler", push_handler);
    if (!complete_) return;
    // A file may name the Moon's sphere otherwise than our projection does: the radius is what counts.
    setenv("PROJ_IGNORE_CELESTIAL_BODY", "YES", 0);
    register_all();
    push_handler([](int, int, const char*) {});  // the library does not print
  }

  template <class Function>
  static bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
  }

  bool complete_ = false;
};

constexpr int float32 = 6;                     // GDT_Float32
constexpr unsigned for_rasters = 0x02 | 0x40;  // GDAL_OF_RASTER, GDAL_OF_VERBOSE_ERROR

/// Arguments as GDAL's functions take them.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

std::string projection_about(const SurfacePoint& place, double radius_m) {
  constexpr double degree = 3.14159265358979323846 / 180.0;
  return concat("+proj=aeqd +lat_0=", fixed(place.latitude_rad / degree, 12),
                " +lon_0=", fixed(std::remainder(place.east_longitude_rad / degree, 360.0), 12),
                " +R=", fixed(radius_m, 3), " +units=m +no_defs");
}

}  // namespace

struct TerrainModel::File {
  const Gdal& gdal;
  std::string name;
  std::string projection;
  void* dataset = nullptr;
  void* heights = nullptr;  ///< the first band in metres, as its scale and offset say
  double spacing_m = 0.0;

  ~File() {
    if (heights != nullptr) gdal.close(heights);
    if (dataset != nullptr) gdal.close(dataset);
  }

  [[noreturn]] void fail(const std::string& problem) const {
    const std::string told = gdal.last_error();
    throw DataError(concat(name, ": ", problem, told.empty() ? "" : ". GDAL says: ", told));
  }
};

bool TerrainModel::can_read() {
  return Gdal::installed() != nullptr;
}

TerrainModel::TerrainModel(const std::filesystem::path& path, const SurfacePoint& place, double radius_m) {
  const Gdal* gdal = Gdal::installed();
  if (gdal == nullptr) {
    throw DataError(
        "terrain_horizon: terrain models are read by GDAL, which is not installed here. Install it (Debian "
        "and "
        "Ubuntu: 'apt-get install libgdal32', or the number that is offered), or give the horizon as CSV.");
  }
  gdal->reset_error();
  file_ = std::make_unique<File>(File{*gdal, path.string(), projection_about(place, radius_m)});
  File& file = *file_;
  file.dataset = gdal->open(path.c_str(), for_rasters, nullptr, nullptr, nullptr);
  if (file.dataset == nullptr) file.fail("not a terrain model that can be read");
  if (std::string(gdal->projection(file.dataset)).empty()) {
    file.fail("it does not say which projection it is in. Give it one with 'gdal_translate -a_srs'");
  }

  // The place and its neighbours in the file, to see whether it holds the place and how fine it is there.
  Arguments to_projection({concat("DST_SRS=", file.projection)});
  void* transformer = gdal->transformer(file.dataset, nullptr, to_projection.get());
  if (transformer == nullptr) file.fail("its projection cannot be taken to one about the site");
  double x[1] = {0.0}, y[1] = {0.0}, z[1] = {0.0};
  int good[3] = {0, 0, 0};
  bool done = gdal->transform(transformer, 1, 1, x, y, z, good) != 0 && good[0] != 0;
  const double column = x[0], row = y[0];
  double xs[3] = {column, column + 1.0, column}, ys[3] = {row, row, row + 1.0}, zs[3] = {};
  done = done && gdal->transform(transformer, 0, 3, xs, ys, zs, good) != 0 && good[0] && good[1] && good[2];
  gdal->free_transformer(transformer);
  if (!done || column < 0.0 || row < 0.0 || column > gdal->width(file.dataset) ||
      row > gdal->height(file.dataset)) {
    file.fail("the site is not on it");
  }
  file.spacing_m = std::sqrt(std::abs((xs[1] - xs[0]) * (ys[2] - ys[0]) - (xs[2] - xs[0]) * (ys[1] - ys[0])));
  if (!(file.spacing_m > 0.0)) file.fail("its heights have no distance from each other at the site");

  Arguments words({"-unscale", "-ot", "Float32", "-of", "VRT", "-b", "1"});
  void* options = gdal->translate_options(words.get(), nullptr);
  file.heights = gdal->translate("", file.dataset, options, nullptr);
  gdal->free_translate_options(options);
  if (file.heights == nullptr) file.fail("its first band cannot be read as heights");
}

TerrainModel::~TerrainModel() = default;

double TerrainModel::spacing_m() const {
  return file_->spacing_m;
}

TerrainGrid TerrainModel::grid(double spacing_m, int half_count) const {
  const File& file = *file_;
  file.gdal.reset_error();
  const int side = 2 * half_count + 1;
  const std::string edge = fixed(0.5 * side * spacing_m, 6), pixels = std::to_string(side);
  const char* resampling = spacing_m > 1.5 * file.spacing_m ? "max" : "bilinear";
  Arguments words({"-t_srs",     file.projection, "-te",  "-" + edge, "-" + edge, edge,  edge,
                   "-ts",        pixels,          pixels, "-r",       resampling, "-ot", "Float32",
                   "-dstnodata", "nan",           "-of",  "MEM",      "-et",      "0"});
  void* options = file.gdal.warp_options(words.get(), nullptr);
  void* sources[1] = {file.heights};
  void* warped = file.gdal.warp("", nullptr, 1, sources, options, nullptr);
  file.gdal.free_warp_options(options);
  if (warped == nullptr) file.fail("it cannot be projected about the site");
  TerrainGrid made{spacing_m, half_count, {}};
  made.heights_m.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  const int failed = file.gdal.raster_io(file.gdal.band(warped, 1), 0, 0, 0, side, side,
                                         made.heights_m.data(), side, side, float32, 0, 0);
  file.gdal.close(warped);
  if (failed != 0) file.fail("its heights cannot be read");
  constexpr float most_m = 30e3f;  // the Moon's are within 11 km
  for (const float height : made.heights_m) {
    if (std::abs(height) > most_m) {
      file.fail(concat("a height of ", static_cast<double>(height),
                       " m: heights are metres above the sphere of the Moon, not kilometres or radii"));
    }
  }
  return made;
}

}  // namespace perilune::detail
