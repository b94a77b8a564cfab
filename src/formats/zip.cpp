// libzip over pread, so that the descriptor's place is nobody's business.
#include "formats/zip.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::formats {
namespace {

struct FileSource {
    int fd{};
    std::int64_t size{}, at{};
    zip_error_t error{ZIP_ER_READ, 0, nullptr};  // the only one there is
};

zip_int64_t read_at(FileSource& file, void* to, zip_uint64_t length) {
    for (;;) {
        const auto count = ::pread(file.fd, to, length, file.at);
        if (count < 0 && errno == EINTR) continue;
        if (count > 0) file.at += count;
        return count;
    }
}

zip_int64_t answer_stat(const FileSource& file, void* to) {
    zip_stat_t about;
    zip_stat_init(&about);
    about.size = static_cast<zip_uint64_t>(file.size);
    about.valid = ZIP_STAT_SIZE;
    *static_cast<zip_stat_t*>(to) = about;
    return sizeof about;
}

zip_int64_t answer_seek(FileSource& file, void* data, zip_uint64_t length) {
    const auto to = zip_source_seek_compute_offset(
        static_cast<zip_uint64_t>(file.at), static_cast<zip_uint64_t>(file.size), data, length, &file.error);
    if (to < 0) return -1;
    file.at = to;
    return 0;
}

zip_int64_t answer_source(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    auto& file = *static_cast<FileSource*>(state);
    switch (command) {
        case ZIP_SOURCE_OPEN:
            file.at = 0;
            return 0;
        case ZIP_SOURCE_READ:
            return read_at(file, data, length);
        case ZIP_SOURCE_CLOSE:
            return 0;
        case ZIP_SOURCE_STAT:
            return answer_stat(file, data);
        case ZIP_SOURCE_ERROR:
            return zip_error_to_data(&file.error, data, length);
        case ZIP_SOURCE_FREE:
            delete &file;
            return 0;
        case ZIP_SOURCE_SEEK:
            return answer_seek(file, data, length);
        case ZIP_SOURCE_TELL:
            return file.at;
        case ZIP_SOURCE_SUPPORTS:
            return ZIP_SOURCE_SUPPORTS_SEEKABLE;
        default:
            return -1;
    }
}

std::string plain_name(std::string_view name) {
    std::string out{name};
    for (auto& c : out) c = c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

Result<void> check_sizes(const zip_stat_t& about, std::int64_t& unpacked) {
    constexpr auto known = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_NAME;
    if ((about.valid & known) != known) return refuse("sheet_broken");
    if (about.size > static_cast<zip_uint64_t>(limits::sheet_unpacked_bytes))
        return refuse("sheet_too_large");
    const auto size = static_cast<std::int64_t>(about.size);
    unpacked += size;
    if (unpacked > limits::sheet_unpacked_bytes) return refuse("sheet_too_large");
    if (size >= limits::sheet_ratio_from_bytes &&
        about.comp_size < about.size / static_cast<zip_uint64_t>(limits::sheet_ratio)) {
        return refuse("sheet_bomb");
    }
    return {};
}

}  // namespace

void Zip::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<Zip> Zip::open(int fd) {
    struct stat about {};
    if (::fstat(fd, &about) != 0) return refuse("sheet_broken");
    auto* source =
        zip_source_function_create(answer_source, new FileSource{.fd = fd, .size = about.st_size}, nullptr);
    if (source == nullptr) return refuse("sheet_broken");
    Zip out;
    out.file_bytes_ = about.st_size;
    out.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
    if (out.archive_ == nullptr) {
        zip_source_free(source);
        return refuse("sheet_broken");
    }
    const auto count = zip_get_num_entries(out.archive_.get(), 0);
    if (count > limits::sheet_parts) return refuse("sheet_too_large");
    std::int64_t unpacked = 0;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
        zip_stat_t one;
        if (zip_stat_index(out.archive_.get(), i, ZIP_FL_ENC_RAW, &one) != 0) return refuse("sheet_broken");
        if (auto checked = check_sizes(one, unpacked); !checked) return std::unexpected(checked.error());
        const bool is_encrypted =
            (one.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && one.encryption_method != ZIP_EM_NONE;
        out.parts_.try_emplace(plain_name(one.name),
                               ZipPart{i, static_cast<std::int64_t>(one.size), is_encrypted});
    }
    return out;
}

const ZipPart* Zip::find(std::string_view name) const {
    const auto found = parts_.find(plain_name(name));
    return found == parts_.end() ? nullptr : &found->second;
}

Result<ByteSource> Zip::read(const ZipPart& part, std::int64_t max) const {
    if (part.is_encrypted) return refuse("sheet_encrypted");
    if (part.bytes > max) return refuse("sheet_too_large");
    std::shared_ptr<zip_file_t> file{zip_fopen_index(archive_.get(), part.index, 0), [](zip_file_t* held) {
                                         if (held != nullptr) zip_fclose(held);
                                     }};
    if (file == nullptr) return refuse("sheet_broken");
    return [file, left = part.bytes](std::span<char> to) mutable -> std::size_t {
        const auto count = zip_fread(file.get(), to.data(), to.size());
        if (count < 0 || count > left || (count == 0 && left > 0)) throw BrokenPart{};
        left -= count;
        return static_cast<std::size_t>(count);
    };
}

Result<void> write_zip(const std::string& folder, const std::string& name,
                       const std::vector<std::string>& parts) {
    const auto refused = [] { return refuse(Kind::unavailable, "sheet_not_written"); };
    auto* archive = zip_open((folder + "/" + name).c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) return refused();
    for (const auto& part : parts) {
        auto* source = zip_source_file(archive, (folder + "/" + part).c_str(), 0, -1);
        if (source != nullptr && zip_file_add(archive, part.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0) continue;
        if (source != nullptr) zip_source_free(source);
        zip_discard(archive);
        return refused();
    }
    if (zip_close(archive) == 0) return {};
    zip_discard(archive);
    return refused();
}

}  // namespace teczka::formats
