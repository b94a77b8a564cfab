// See file_kind.hpp.
#include "formats/file_kind.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace teczka::formats {
namespace {

constexpr std::string_view zip_mark{"PK"};
constexpr std::string_view ole_mark{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"};
constexpr std::size_t window_bytes = 64 << 10;

std::string bytes_at(int fd, std::int64_t at, std::size_t count) {
    std::string out(count, '\0');
    const auto got = ::pread(fd, out.data(), count, at);
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
}

// Names in an OLE directory are UTF-16.
std::string wide(std::string_view text) {
    std::string out;
    for (const char c : text) out += {c, '\0'};
    return out;
}

bool contains(int fd, const std::string& wanted) {
    for (std::int64_t at = 0;; at += window_bytes) {
        const auto window = bytes_at(fd, at, window_bytes + wanted.size());
        if (window.find(wanted) != std::string::npos) return true;
        if (window.size() <= window_bytes) return false;
    }
}

bool is_html(std::string_view head) {
    std::string lower;
    for (const char c : head.substr(0, 512)) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto first = lower.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string::npos || lower[first] != '<') return false;
    return lower.find("<html") != std::string::npos || lower.find("<table") != std::string::npos ||
           lower.find("<?xml") != std::string::npos || lower.find("<!doctype") != std::string::npos;
}

}  // namespace

bool looks_like_workbook(int fd) {
    const auto head = bytes_at(fd, 0, 512);
    return head.starts_with("PK\3\4") || head.starts_with("PK\5\6") || head.starts_with(ole_mark) ||
           is_html(head);
}

Result<void> refuse_other_kinds(int fd) {
    const auto head = bytes_at(fd, 0, 512);
    const auto refuse_kind = [](std::string kind) {
        return refuse("sheet_kind", {}, {{"kind", std::move(kind)}});
    };
    if (head.empty()) return refuse("sheet_broken");
    if (head.starts_with(zip_mark)) return {};
    if (is_html(head)) return refuse_kind("html");
    if (!head.starts_with(ole_mark)) return refuse_kind("");
    if (contains(fd, wide("EncryptedPackage"))) return refuse("sheet_encrypted");
    return refuse_kind("xls");
}

}  // namespace teczka::formats
