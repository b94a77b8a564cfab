// Byte tables, the scores by which single-byte sets are told apart, and the decoder.
#include "formats/charset.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace teczka::formats {
namespace {

using Table = std::array<std::uint16_t, 128>;  // of the bytes 80–FF; 0 = not assigned

constexpr Table windows_1250{
    0x20AC, 0x0000, 0x201A, 0x0000, 0x201E, 0x2026, 0x2020, 0x2021, 0x0000, 0x2030, 0x0160, 0x2039, 0x015A,
    0x0164, 0x017D, 0x0179, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x0000, 0x2122,
    0x0161, 0x203A, 0x015B, 0x0165, 0x017E, 0x017A, 0x00A0, 0x02C7, 0x02D8, 0x0141, 0x00A4, 0x0104, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x015E, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x017B, 0x00B0, 0x00B1, 0x02DB, 0x0142,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x0105, 0x015F, 0x00BB, 0x013D, 0x02DD, 0x013E, 0x017C, 0x0154,
    0x00C1, 0x00C2, 0x0102, 0x00C4, 0x0139, 0x0106, 0x00C7, 0x010C, 0x00C9, 0x0118, 0x00CB, 0x011A, 0x00CD,
    0x00CE, 0x010E, 0x0110, 0x0143, 0x0147, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x00D7, 0x0158, 0x016E, 0x00DA,
    0x0170, 0x00DC, 0x00DD, 0x0162, 0x00DF, 0x0155, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x013A, 0x0107, 0x00E7,
    0x010D, 0x00E9, 0x0119, 0x00EB, 0x011B, 0x00ED, 0x00EE, 0x010F, 0x0111, 0x0144, 0x0148, 0x00F3, 0x00F4,
    0x0151, 0x00F6, 0x00F7, 0x0159, 0x016F, 0x00FA, 0x0171, 0x00FC, 0x00FD, 0x0163, 0x02D9,
};

constexpr Table iso_8859_2{
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00A0, 0x0104, 0x02D8, 0x0141, 0x00A4, 0x013D, 0x015A,
    0x00A7, 0x00A8, 0x0160, 0x015E, 0x0164, 0x0179, 0x00AD, 0x017D, 0x017B, 0x00B0, 0x0105, 0x02DB, 0x0142,
    0x00B4, 0x013E, 0x015B, 0x02C7, 0x00B8, 0x0161, 0x015F, 0x0165, 0x017A, 0x02DD, 0x017E, 0x017C, 0x0154,
    0x00C1, 0x00C2, 0x0102, 0x00C4, 0x0139, 0x0106, 0x00C7, 0x010C, 0x00C9, 0x0118, 0x00CB, 0x011A, 0x00CD,
    0x00CE, 0x010E, 0x0110, 0x0143, 0x0147, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x00D7, 0x0158, 0x016E, 0x00DA,
    0x0170, 0x00DC, 0x00DD, 0x0162, 0x00DF, 0x0155, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x013A, 0x0107, 0x00E7,
    0x010D, 0x00E9, 0x0119, 0x00EB, 0x011B, 0x00ED, 0x00EE, 0x010F, 0x0111, 0x0144, 0x0148, 0x00F3, 0x00F4,
    0x0151, 0x00F6, 0x00F7, 0x0159, 0x016F, 0x00FA, 0x0171, 0x00FC, 0x00FD, 0x0163, 0x02D9,
};

constexpr Table windows_1252{
    0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x0000, 0x017D, 0x0000, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD,
    0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
    0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
};

void append_utf8(char32_t c, std::string& out) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    if (c < 0x10000) return put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
}

constexpr char never_utf8 = '\xFF';

// Bytes the first character claims to have; 0 for a byte that starts none.
std::size_t utf8_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// A rough look is enough: text in another set hardly ever has the right continuation bytes, and the reader
// checks all.
bool looks_like_utf8(std::string_view sample, bool is_whole) {
    for (std::size_t i = 0; i < sample.size();) {
        const auto length = utf8_length(static_cast<unsigned char>(sample[i]));
        if (length == 0 || (is_whole && i + length > sample.size())) return false;
        const auto end = std::min(i + length, sample.size());
        for (auto k = i + 1; k < end; ++k)
            if ((sample[k] & 0xC0) != 0x80) return false;
        i += length;
    }
    return true;
}

// Western text in UTF-16 has a zero in nearly every second place, and hardly one in the others.
bool has_zeros_at(std::string_view sample, std::size_t parity) {
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < sample.size(); ++i) zeros[i & 1] += sample[i] == 0;
    const auto units = sample.size() / 2;
    return units >= 2 && zeros[parity] * 10 >= units * 7 && zeros[1 - parity] * 20 <= units;
}

bool is_letter(unsigned char byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'; }

// Letters that only one set has at this byte. Those at C0–FF are letters in all three: their weight says
// whose language they are likelier to be of.
constexpr std::string_view only_1250 = "\xB9\x9C\x9F\xA5\x8C\x8F";      // ąśźĄŚŹ
constexpr std::string_view only_8859_2 = "\xB1\xB6\xBC\xA1\xA6\xAC";    // ąśźĄŚŹ
constexpr std::string_view polish_for_sure = "\xB3\xA3\xBF\xAF";        // łŁżŻ, signs in windows-1252
constexpr std::string_view rather_polish = "\xEA\xE6\xF1\xCA\xC6\xD1";  // ęćńĘĆŃ or êæñ
constexpr std::string_view western =  // àåãèìïòõøùûØÅîÀÈ, in the Polish sets letters of others
    "\xE0\xE5\xE3\xE8\xEC\xEF\xF2\xF5\xF8\xF9\xFB\xD8\xC5\xEE\xC0\xC8";

struct Scores {
    std::int64_t windows_1250{}, iso_8859_2{}, windows_1252{};
};

Scores score(std::string_view sample) {
    Scores scores;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const auto byte = static_cast<unsigned char>(sample[i]);
        if (byte < 0x80) continue;
        if (byte < 0xA0) scores.iso_8859_2 -= 4;  // control characters there
        const bool is_in_word =
            (i > 0 && is_letter(static_cast<unsigned char>(sample[i - 1]))) ||
            (i + 1 < sample.size() && is_letter(static_cast<unsigned char>(sample[i + 1])));
        if (!is_in_word) continue;
        const auto is_of = [&](std::string_view set) {
            return set.find(sample[i]) != std::string_view::npos;
        };
        const std::int64_t polish = is_of(polish_for_sure) ? 2 : is_of(rather_polish) ? 1 : 0;
        scores.windows_1250 += polish + 2 * is_of(only_1250);
        scores.iso_8859_2 += polish + 2 * is_of(only_8859_2);
        scores.windows_1252 += 2 * is_of(western);
    }
    return scores;
}

const Table& table_of(Charset charset) {
    if (charset == Charset::windows_1250) return windows_1250;
    return charset == Charset::iso_8859_2 ? iso_8859_2 : windows_1252;
}

}  // namespace

std::string_view charset_name(Charset charset) {
    constexpr std::array<std::string_view, 6> names{"utf-8",        "utf-16le",   "utf-16be",
                                                    "windows-1250", "iso-8859-2", "windows-1252"};
    return names[static_cast<std::size_t>(charset)];
}

std::optional<Charset> find_charset(std::string_view name) {
    using enum Charset;
    for (const auto charset : {utf_8, utf_16_le, utf_16_be, windows_1250, iso_8859_2, windows_1252}) {
        if (charset_name(charset) == name) return charset;
    }
    return {};
}

DetectedCharset detect_charset(std::string_view sample, bool is_whole) {
    if (sample.starts_with("\xEF\xBB\xBF")) return {Charset::utf_8, 3};
    if (sample.starts_with("\xFF\xFE")) return {Charset::utf_16_le, 2};
    if (sample.starts_with("\xFE\xFF")) return {Charset::utf_16_be, 2};
    if (has_zeros_at(sample, 1)) return {Charset::utf_16_le, 0};
    if (has_zeros_at(sample, 0)) return {Charset::utf_16_be, 0};
    if (looks_like_utf8(sample, is_whole)) return {Charset::utf_8, 0};
    const auto scores = score(sample);
    if (scores.windows_1252 > std::max(scores.windows_1250, scores.iso_8859_2))
        return {Charset::windows_1252, 0};
    return {scores.iso_8859_2 > scores.windows_1250 ? Charset::iso_8859_2 : Charset::windows_1250, 0};
}

void CharsetDecoder::append_unit(char32_t unit, std::string& out) {
    const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (high_surrogate_ != 0 && is_low)
        append_utf8(0x10000 + ((high_surrogate_ - 0xD800) << 10) + (unit - 0xDC00), out);
    else if (high_surrogate_ != 0 || is_low)
        out += never_utf8;
    high_surrogate_ = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    if (unit < 0xD800 || unit > 0xDFFF) append_utf8(unit, out);
}

void CharsetDecoder::append(std::string_view bytes, std::string& out) {
    if (charset_ == Charset::utf_8) {
        out += bytes;
        return;
    }
    if (charset_ == Charset::utf_16_le || charset_ == Charset::utf_16_be) {
        const bool is_little = charset_ == Charset::utf_16_le;
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            has_odd_byte_ = !has_odd_byte_;
            if (has_odd_byte_)
                odd_byte_ = byte;
            else
                append_unit(is_little ? odd_byte_ + 256U * byte : 256U * odd_byte_ + byte, out);
        }
        return;
    }
    const auto& table = table_of(charset_);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            out += c;
        else if (table[byte - 0x80] == 0)
            out += never_utf8;
        else
            append_utf8(table[byte - 0x80], out);
    }
}

void CharsetDecoder::finish(std::string& out) {
    if (has_odd_byte_ || high_surrogate_ != 0) out += never_utf8;
    has_odd_byte_ = false;
    high_surrogate_ = 0;
}

}  // namespace teczka::formats
