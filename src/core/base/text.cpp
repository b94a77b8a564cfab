// See text.hpp.
#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/base/limits.hpp"

namespace teczka {
namespace {

struct FoldRow {
    std::uint16_t code_point, at;
    std::uint8_t length;
};
#include "core/base/text_tables.inc"

constexpr char32_t ill_formed = 0xffffffff;

// The code point at `at`, which moves behind it; ill_formed where the bytes are none.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return ++at, lead;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || at + static_cast<std::size_t>(more) >= text.size())
        return ++at, ill_formed;
    char32_t code = lead & (0x3f >> more);
    for (int i = 1; i <= more; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]);
        if ((byte & 0xc0) != 0x80) return ++at, ill_formed;
        code = (code << 6) | (byte & 0x3f);
    }
    const bool is_overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (is_overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return ++at, ill_formed;
    at += static_cast<std::size_t>(more) + 1;
    return code;
}

// What a code point folds to; nothing when it stays as it is.
const FoldRow* find_fold(char32_t code) {
    const auto row = std::ranges::lower_bound(fold_rows, code, {}, &FoldRow::code_point);
    return row != std::end(fold_rows) && row->code_point == code ? row : nullptr;
}

std::string_view text_of(const FoldRow& row) {
    return std::string_view{fold_pool, sizeof fold_pool}.substr(row.at, row.length);
}

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Unicode White_Space beyond ASCII.
bool is_wide_blank(char32_t code) {
    return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
           code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

// The Polish alphabet with the guests q, v, x; a letter's place is its weight.
constexpr std::array<char32_t, 35> alphabet{U'a', U'ą', U'b', U'c', U'ć', U'd', U'e', U'ę', U'f',
                                            U'g', U'h', U'i', U'j', U'k', U'l', U'ł', U'm', U'n',
                                            U'ń', U'o', U'ó', U'p', U'q', U'r', U's', U'ś', U't',
                                            U'u', U'v', U'w', U'x', U'y', U'z', U'ź', U'ż'};
constexpr std::pair<char32_t, char32_t> polish_capitals[]{{U'Ą', U'ą'}, {U'Ć', U'ć'}, {U'Ę', U'ę'},
                                                          {U'Ł', U'ł'}, {U'Ń', U'ń'}, {U'Ó', U'ó'},
                                                          {U'Ś', U'ś'}, {U'Ź', U'ź'}, {U'Ż', U'ż'}};

// First bytes of a weight, in their order.
constexpr char weight_level = 0x01, weight_blank = 0x02, weight_sign = 0x03, weight_digit = 0x10,
               weight_letter = 0x20, weight_other = 0x70;

enum Tie : char { tie_plain = 0x02, tie_mark = 0x03, tie_capital = 0x04 };

void put_weight(char32_t code, std::string& out) {
    if (const auto letter = std::ranges::find(alphabet, code); letter != alphabet.end()) {
        out += static_cast<char>(weight_letter + (letter - alphabet.begin()));
    } else if (code >= '0' && code <= '9') {
        out += static_cast<char>(weight_digit + static_cast<char>(code - '0'));
    } else if (code == ' ') {
        out += weight_blank;
    } else if (code < 0x80) {
        out += weight_sign;
        out += static_cast<char>(code);
    } else {
        out += weight_other;
        for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>((code >> shift) & 0xff);
    }
}

// The weight of one code point as written, and how it breaks ties.
char put_written(char32_t code, std::string& out) {
    if (code >= 'A' && code <= 'Z') return put_weight(code + 32, out), tie_capital;
    for (const auto& [capital, small] : polish_capitals) {
        if (code == capital) return put_weight(small, out), tie_capital;
    }
    if (code < 0x80 || std::ranges::find(alphabet, code) != alphabet.end())
        return put_weight(code, out), tie_plain;
    const auto* row = find_fold(code);
    if (row == nullptr) return put_weight(code, out), tie_plain;
    const auto folded = text_of(*row);
    for (std::size_t at = 0; at < folded.size();) put_weight(next_code_point(folded, at), out);
    return tie_mark;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (next_code_point(text, at) == ill_formed) return false;
    }
    return true;
}

bool is_plain_text(std::string_view text, bool many_lines) {
    for (std::size_t at = 0; at < text.size();) {
        const auto code = next_code_point(text, at);
        if (code == ill_formed || code == 0x7f || (code >= 0x80 && code < 0xa0)) return false;
        if (code < 0x20 && !(code == '\t' || (many_lines && code == '\n'))) return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    std::size_t begin = 0, end = 0;
    bool has_begun = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto from = at;
        const auto code = next_code_point(text, at);
        if ((code < 0x80 && is_blank(static_cast<char>(code))) || is_wide_blank(code)) continue;
        if (!has_begun) begin = from;
        has_begun = true;
        end = at;
    }
    return has_begun ? text.substr(begin, end - begin) : std::string_view{};
}

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto put = [&](char c) {
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    };
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) < 0x80) {
            put(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
            ++at;
            continue;
        }
        const auto from = at;
        const auto code = next_code_point(text, at);
        if (const auto* row = find_fold(code)) {
            for (const char folded : text_of(*row)) put(folded);
        } else {
            out += text.substr(from, at - from);
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<std::string_view> folded_words(std::string_view folded) {
    const auto belongs = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    };
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < folded.size();) {
        if (!belongs(folded[at])) {
            ++at;
            continue;
        }
        const auto from = at;
        while (at < folded.size() && belongs(folded[at])) ++at;
        words.push_back(folded.substr(from, at - from));
    }
    return words;
}

std::string digits(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

std::string sort_key(std::string_view text) {
    std::string key, ties;
    for (std::size_t at = 0; at < text.size() && key.size() < limits::sort_key_bytes;) {
        const auto code = next_code_point(text, at);
        if (code != ill_formed) ties += put_written(code, key);
    }
    while (!ties.empty() && ties.back() == tie_plain) ties.pop_back();
    if (!ties.empty()) (key += weight_level) += ties;
    if (key.size() > limits::sort_key_bytes) key.resize(limits::sort_key_bytes);
    return key;
}

bool is_name(std::string_view text) {
    if (text.empty() || text.size() > 40 || text[0] < 'a' || text[0] > 'z') return false;
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace teczka
