#include <perilune/core/atomic_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }
  int close() {
    const int result = ::close(value_);
    value_ = -1;
    return result;
  }

 private:
  int value_;
};

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
  throw DataError(
      detail::concat("cannot ", what, " '", printable(path.string()), "': ", std::strerror(error), "."));
}

void write_all(int descriptor, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() / detail::concat(".", path.filename().string(), ".", ::getpid(), "-",
                                             counter.fetch_add(1), ".partial");
}

void synchronise_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() >= 0)
    ::fsync(descriptor.get());  // some file systems cannot; the rename stands all the same
}

}  // namespace

AtomicFiles::~AtomicFiles() {
  for (const Pending& file : pending_) ::unlink(file.temporary.c_str());
}

void AtomicFiles::add(const std::filesystem::path& path, std::string_view content) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) fail("make the folder", path.parent_path(), error.value());
  if (std::filesystem::is_directory(path, error)) fail("write", path, EISDIR);

  const std::filesystem::path temporary = temporary_beside(path);
  Descriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (descriptor.get() < 0) fail("write", path, errno);
  pending_.push_back({temporary, path});
  write_all(descriptor.get(), content, path);
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != EROFS) fail("write", path, errno);
  if (descriptor.close() != 0) fail("write", path, errno);
}

void AtomicFiles::commit() {
  while (!pending_.empty()) {
    const Pending file = pending_.front();
    if (::rename(file.temporary.c_str(), file.final.c_str()) != 0) fail("write", file.final, errno);
    pending_.erase(pending_.begin());
    synchronise_folder(file.final.parent_path());
  }
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  AtomicFiles files;
  files.add(path, content);
  files.commit();
}

std::string read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) fail("read", path, errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) fail("read", path, errno);
  if (S_ISDIR(status.st_mode)) fail("read", path, EISDIR);

  std::string content;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(descriptor.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path, errno);
    if (count == 0) return content;
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > most_bytes) {
      throw DataError(detail::concat("'", printable(path.string()), "' is longer than ", most_bytes,
                                     " bytes, the most that is read."));
    }
  }
}

}  // namespace perilune
