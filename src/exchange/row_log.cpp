// See row_log.hpp. An index holds eight bytes a row: where its line begins.
#include "exchange/row_log.hpp"

#include <algorithm>
#include <filesystem>

namespace teczka::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> names{"all",     "created", "changed",
                                                "skipped", "refused", "doubtful"};
constexpr std::size_t all = 0, doubtful = 5;

std::string file_of(const std::string& base, std::string_view index) {
    return base + "." + std::string{index};
}

std::ofstream reopened(const std::string& path, std::int64_t bytes) {
    std::error_code error;
    if (fs::exists(path, error)) fs::resize_file(path, static_cast<std::uintmax_t>(bytes), error);
    std::ofstream file{path, std::ios::binary | std::ios::app};
    if (!file || error) fail({.inside = "cannot write " + path});
    return file;
}

}  // namespace

RowLogWriter::RowLogWriter(std::string base, const RowLogSizes& from) : sizes_(names.size() + 1) {
    if (from.size() == sizes_.size()) sizes_ = from;
    rows_ = reopened(file_of(base, "rows"), sizes_.back());
    for (std::size_t i = 0; i < names.size(); ++i) indexes_[i] = reopened(file_of(base, names[i]), sizes_[i]);
}

void RowLogWriter::add(std::size_t index) {
    std::array<char, 8> bytes{};
    const auto at = static_cast<std::uint64_t>(sizes_.back());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(at >> (8 * i));
    indexes_[index].write(bytes.data(), bytes.size());
    sizes_[index] += static_cast<std::int64_t>(bytes.size());
}

void RowLogWriter::write(Outcome outcome, bool is_doubtful, std::string_view json) {
    add(all);
    add(1 + static_cast<std::size_t>(outcome));
    if (is_doubtful) add(doubtful);
    rows_ << json << '\n';
    sizes_.back() += static_cast<std::int64_t>(json.size()) + 1;
}

RowLogSizes RowLogWriter::flush() {
    rows_.flush();
    for (auto& index : indexes_) index.flush();
    if (!rows_) fail({.inside = "cannot write rows of an import", .public_sentence = "the disk is full"});
    return sizes_;
}

RowLogReader::RowLogReader(const std::string& base, std::string_view index)
    : rows_{file_of(base, "rows"), std::ios::binary}, index_{file_of(base, index), std::ios::binary} {
    if (!index_) return;
    index_.seekg(0, std::ios::end);
    count_ = static_cast<std::int64_t>(index_.tellg()) / 8;
}

std::string RowLogReader::at(std::int64_t number) {
    if (number < 0 || number >= count_) return {};
    std::array<unsigned char, 8> bytes{};
    index_.clear();
    index_.seekg(number * 8);
    index_.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
    std::uint64_t at = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) at = at << 8 | bytes[i];
    std::string line;
    rows_.clear();
    rows_.seekg(static_cast<std::streamoff>(at));
    std::getline(rows_, line);
    return line;
}

bool RowLogReader::is_index(std::string_view name) { return std::ranges::find(names, name) != names.end(); }

void remove_row_log(const std::string& base) {
    std::error_code error;
    fs::remove(file_of(base, "rows"), error);
    for (const auto name : names) fs::remove(file_of(base, name), error);
}

}  // namespace teczka::exchange
