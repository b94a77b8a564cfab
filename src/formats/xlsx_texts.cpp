// In the file each text stands behind its size: seven bits a byte, the last below 128. Texts that stand
// together in a sheet mostly stand together here.
#include "formats/xlsx_texts.hpp"

#include <unistd.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/base/refusal.hpp"
#include "formats/xlsx_parts.hpp"

namespace teczka::formats {
namespace {

constexpr std::size_t write_bytes = 64 << 10;

std::string size_bytes(std::size_t size) {
    std::string out;
    for (; size >= 0x80; size >>= 7U) out += static_cast<char>((size & 0x7fU) | 0x80U);
    return out + static_cast<char>(size);
}

}  // namespace

SharedTexts::SharedTexts(int fd) : fd_{fd}, pages_(pages_held) {}

bool SharedTexts::end() {
    unescape(current_);
    const auto place = written_ + unwritten_.size();
    if (static_cast<std::int64_t>(place + current_.size()) > limits::sheet_shared_bytes) return false;
    if (count_++ % stride == 0) places_.push_back(static_cast<std::uint32_t>(place));
    unwritten_ += size_bytes(current_.size());
    unwritten_ += current_;
    if (unwritten_.size() >= write_bytes) flush();
    return true;
}

void SharedTexts::close() {
    flush();
    std::string{}.swap(unwritten_);
}

void SharedTexts::flush() {
    std::string_view rest{unwritten_};
    while (!rest.empty()) {
        const auto count = ::pwrite(fd_, rest.data(), rest.size(), written_);
        if (count <= 0) fail({.inside = "the texts of a workbook could not be put aside"});
        written_ += static_cast<std::uint32_t>(count);
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    unwritten_.clear();
}

void SharedTexts::append(std::size_t number, std::string& out) {
    if (number >= count_) return;
    auto at = places_[number / stride];
    for (auto steps = number % stride; steps > 0; --steps) {
        const auto size = take_size(at);
        at += size;
    }
    const auto size = take_size(at);
    take_bytes(at, size, out);
}

const std::string& SharedTexts::page(std::uint32_t number) {
    auto& held = pages_[number % pages_held];
    if (held.number == number) return held.bytes;
    held.bytes.resize(page_bytes);
    const auto count = ::pread(fd_, held.bytes.data(), page_bytes, off_t{number} * page_bytes);
    if (count <= 0) fail({.inside = "the texts of a workbook could not be read again"});
    held.bytes.resize(static_cast<std::size_t>(count));
    held.number = number;
    return held.bytes;
}

std::uint32_t SharedTexts::take_size(std::uint32_t& at) {
    std::uint32_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(page(at / page_bytes)[at % page_bytes]);
        ++at;
        size |= (byte & 0x7fU) << shift;
        if (byte < 0x80U) return size;
    }
}

void SharedTexts::take_bytes(std::uint32_t at, std::uint32_t count, std::string& out) {
    while (count > 0) {
        const auto piece = std::string_view{page(at / page_bytes)}.substr(at % page_bytes, count);
        out += piece;
        at += static_cast<std::uint32_t>(piece.size());
        count -= static_cast<std::uint32_t>(piece.size());
    }
}

}  // namespace teczka::formats
