// The shared texts of a workbook, perhaps a million, found by number in little memory: they lie in a file
// that has no name, a few pages of which are held. Private to xlsx.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teczka::formats {

class SharedTexts {
public:
    // A file to write and read that is empty; it stays the caller's.
    explicit SharedTexts(int fd);

    void begin() { current_.clear(); }
    void add_piece(std::string_view text) { current_ += text; }
    bool end();    // false when there are more bytes than limits::sheet_shared_bytes
    void close();  // that was all: from here on they are read

    // Put behind `out`; nothing for a number that is none.
    void append(std::size_t number, std::string& out);

private:
    static constexpr std::size_t stride = 16;  // texts from one remembered place to the next
    static constexpr std::uint32_t page_bytes = 4096;
    static constexpr std::size_t pages_held = 64;
    struct Page {
        std::int64_t number{-1};
        std::string bytes;
    };

    void flush();
    const std::string& page(std::uint32_t number);
    std::uint32_t take_size(std::uint32_t& at);
    void take_bytes(std::uint32_t at, std::uint32_t count, std::string& out);

    int fd_;
    std::vector<std::uint32_t> places_;  // of every text whose number `stride` divides
    std::size_t count_{};
    std::uint32_t written_{};
    std::string current_, unwritten_;
    std::vector<Page> pages_;
};

}  // namespace teczka::formats
