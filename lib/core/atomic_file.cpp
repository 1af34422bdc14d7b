#include <perilune/core/atomic_file.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>
#include <string>
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

/// The process that was writing the temporary file `name` of the file `final`; nothing if it is no such file.
std::optional<pid_t> writer_of(std::string_view name, std::string_view final) {
  constexpr std::string_view ending = ".partial";
  if (!name.starts_with('.') || !name.ends_with(ending)) return std::nullopt;
  name.remove_prefix(1);
  name.remove_suffix(ending.size());
  if (!name.starts_with(final) || !name.substr(final.size()).starts_with('.')) return std::nullopt;
  name.remove_prefix(final.size() + 1);
  pid_t writer = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), writer);
  if (error != std::errc{} || writer <= 0 || end == name.data() + name.size() || *end != '-')
    return std::nullopt;
  return writer;
}

/// Removes the temporary files of these files whose writers were killed and could not do so themselves.
void remove_abandoned(const std::filesystem::path& folder, const std::vector<std::string>& finals) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    for (const std::string& final : finals) {
      const std::optional<pid_t> writer = writer_of(name, final);
      if (writer && ::kill(*writer, 0) != 0 && errno == ESRCH) ::unlink(entry->path().c_str());
    }
  }
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
  std::map<std::filesystem::path, std::vector<std::string>> finals;
  while (!pending_.empty()) {
    const Pending file = pending_.front();
    if (::rename(file.temporary.c_str(), file.final.c_str()) != 0) fail("write", file.final, errno);
    pending_.erase(pending_.begin());
    synchronise_folder(file.final.parent_path());
    finals[file.final.parent_path()].push_back(file.final.filename().string());
  }
  for (const auto& [folder, names] : finals) remove_abandoned(folder, names);
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
