// Which character set a file is in, judged by its first bytes, and its translation to UTF-8.
// Tables after the Unicode Consortium's mappings of CP1250, CP1252 and 8859-2.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace teczka::formats {

enum class Charset { utf_8, utf_16_le, utf_16_be, windows_1250, iso_8859_2, windows_1252 };

// "utf-8", "windows-1250"…; as IANA writes them, in lower case.
std::string_view charset_name(Charset charset);
std::optional<Charset> find_charset(std::string_view name);

struct DetectedCharset {
    Charset charset{Charset::utf_8};
    std::size_t mark_bytes{};  // byte order mark at the beginning, to be skipped
};

// A byte order mark decides; else UTF-8 when `sample` is well-formed (but for a character cut off by its
// end); else UTF-16 when every second byte tends to be zero; else, by their letters, windows-1250, iso-8859-2
// or windows-1252, where Polish wins a tie. 64 KB of sample are plenty.
DetectedCharset detect_charset(std::string_view sample, bool is_whole);

// Translates a stream piece by piece.
class CharsetDecoder {
public:
    explicit CharsetDecoder(Charset charset) : charset_(charset) {}

    // Appends `bytes` as UTF-8 to `out`. What the set does not know (unassigned bytes, halves of surrogate
    // pairs) becomes the byte FF, which is never UTF-8: who checks the text afterwards finds it, with its
    // place.
    void append(std::string_view bytes, std::string& out);
    // The end: what was cut off is an error too.
    void finish(std::string& out);

private:
    void append_unit(char32_t unit, std::string& out);

    Charset charset_;
    bool has_odd_byte_{};
    unsigned char odd_byte_{};
    char32_t high_surrogate_{};
};

}  // namespace teczka::formats
