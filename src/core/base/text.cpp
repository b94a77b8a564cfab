// Folding and collation from the generated tables. ASCII, most of what passes here, never touches them.
#include "core/base/text.hpp"

#include <algorithm>
#include <array>

#include "core/base/limits.hpp"

namespace teczka {

namespace {

// What becomes of a character: `length` bytes of `replacements`, or the character plus `delta`.
struct Folding {
    std::uint16_t at;
    std::uint8_t length;
    std::uint8_t mark;  // tells apart what folds alike, 0 when nothing is lost
    bool is_upper;
    bool is_replaced;
    std::int32_t delta;
};

struct CodeRange {
    std::uint32_t first, last;
};

#include "core/base/text_tables.inc"

constexpr char32_t broken = 0xFFFFFFFF;
constexpr char32_t replacement_character = 0xFFFD;

struct Decoded {
    char32_t code;
    std::size_t length;  // 1 for a broken byte
};

bool is_ascii(char c) { return static_cast<std::uint8_t>(c) < 0x80; }

// `text` is not empty.
Decoded decode(std::string_view text) {
    const auto byte = [text](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {broken, 1};
    char32_t code = lead & (0x7Fu >> length);
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0) != 0x80) return {broken, 1};
        code = code << 6 | (byte(at) & 0x3Fu);
    }
    const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (is_overlong || is_surrogate || code > 0x10FFFF) return {broken, 1};
    return {code, length};
}

void encode(char32_t code, std::string& out) {
    const auto put = [&out](char32_t bits) { out += static_cast<char>(bits); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F));
    } else {
        put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

bool is_space(char32_t code) {
    if (code < 0x80) return code == ' ' || (code >= 0x9 && code <= 0xD);
    return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_word_character(char32_t code) {
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z');
    const auto range = std::ranges::lower_bound(word_ranges, code, {}, &CodeRange::last);
    return range != std::end(word_ranges) && range->first <= code;
}

// Plane 14 holds only tags and variation selectors, which are not seen.
constexpr Folding dropped{0, 0, 0, false, true, 0};

const Folding& folding_of(char32_t code) {
    if (code >= 0xE0000 && code < 0xE1000) return dropped;
    const std::size_t block = code / block_size;
    if (block >= std::size(block_index)) return foldings[0];
    return foldings[blocks[block_index[block]][code % block_size]];
}

std::string_view replacement_of(const Folding& folding) {
    return {replacements + folding.at, folding.length};
}

// Calls back with each character, broken bytes as U+FFFD.
template <class Use>
void each_character(std::string_view text, Use use) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        use(next.code == broken ? replacement_character : next.code);
        text.remove_prefix(next.length);
    }
}

constexpr auto lower_ascii = [] {
    std::array<char, 128> table{};
    for (int c = 0; c < 128; ++c) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const bool is_white = c >= 0x9 && c <= 0xD;
        table[static_cast<std::size_t>(c)] = static_cast<char>(is_upper ? c + 32 : is_white ? ' ' : c);
    }
    return table;
}();

void append_collapsed(char c, std::string& out) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        if (next.code == broken) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

bool is_plain_text(std::string_view text, bool many_lines) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        const bool is_control = next.code < 0x20 || (next.code >= 0x7F && next.code < 0xA0);
        const bool is_layout = next.code == '\t' || next.code == '\n';
        if (next.code == broken || (is_control && !(many_lines && is_layout))) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        const Decoded first = decode(text);
        if (first.code == broken || !is_space(first.code)) break;
        text.remove_prefix(first.length);
    }
    while (!text.empty()) {
        std::size_t at = text.size() - 1;
        while (at > 0 && text.size() - at < 4 && (text[at] & 0xC0) == 0x80) --at;
        const Decoded last = decode(text.substr(at));
        if (last.code == broken || at + last.length != text.size() || !is_space(last.code)) break;
        text.remove_suffix(last.length);
    }
    return text;
}

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        if (is_ascii(text.front())) {
            append_collapsed(lower_ascii[static_cast<std::uint8_t>(text.front())], out);
            text.remove_prefix(1);
            continue;
        }
        const Decoded next = decode(text);
        const char32_t code = next.code == broken ? replacement_character : next.code;
        const Folding& folding = folding_of(code);
        if (folding.is_replaced)
            for (const char c : replacement_of(folding)) append_collapsed(c, out);
        else
            encode(code + static_cast<char32_t>(folding.delta), out);
        text.remove_prefix(next.length);
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::vector<std::string_view> folded_words(std::string_view folded) {
    std::vector<std::string_view> words;
    std::size_t start = 0, at = 0;
    while (at < folded.size()) {
        const Decoded next = decode(folded.substr(at));
        if (next.code == broken || !is_word_character(next.code)) {
            if (at > start) words.push_back(folded.substr(start, at - start));
            start = at + next.length;
        }
        at += next.length;
    }
    if (at > start) words.push_back(folded.substr(start));
    return words;
}

std::string digits(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

bool is_name(std::string_view text) {
    constexpr std::size_t longest = 40;
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto fits = [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= longest && is_lower(text.front()) &&
           std::ranges::all_of(text, fits);
}

namespace {

// A key has three levels, each cut behind its last telling byte, with level_end before the second and third:
//   what the characters are (space < punctuation < digits < letters < other scripts),
//   the foreign marks lost on the way, then case.
// All bytes together are again well-formed UTF-8 without U+0000, so that any engine stores a key as text.
constexpr char level_end = 0x01;
constexpr char unmarked = 0x02, lower_case = 0x02, upper_case = 0x03;
constexpr char space_weight = 0x04, punctuation_weight = 0x05, foreign_punctuation = 0x26,
               digit_weight = 0x30;
constexpr char letter_weight = 0x40;
constexpr char32_t first_mark = 0x300, last_mark = 0x36F;

constexpr std::u32string_view alphabet = U"aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż";
constexpr std::u32string_view polish_lower = U"ąćęłńóśźż", polish_upper = U"ĄĆĘŁŃÓŚŹŻ";

constexpr char weight_of_letter(char32_t letter) {
    return static_cast<char>(letter_weight + static_cast<char>(alphabet.find(letter)));
}

constexpr auto ascii_weights = [] {
    std::array<char, 128> table{};
    char punctuation = punctuation_weight;
    for (char32_t c = 0; c < 128; ++c) {
        char& weight = table[c];
        if (c >= 'a' && c <= 'z')
            weight = weight_of_letter(c);
        else if (c >= 'A' && c <= 'Z')
            weight = weight_of_letter(c + 32);
        else if (c >= '0' && c <= '9')
            weight = static_cast<char>(digit_weight + static_cast<char>(c - '0'));
        else if (c == ' ')
            weight = space_weight;
        else
            weight = c > ' ' && c < 0x7F ? punctuation++ : punctuation_weight;  // controls never get here
    }
    return table;
}();

// Latin-1 and Latin Extended-A, where all Polish letters live: their weight, 0 for all others.
constexpr char32_t polish_from = 0xC0, polish_to = 0x180;
constexpr auto polish_weights = [] {
    std::array<char, polish_to - polish_from> table{};
    for (std::size_t i = 0; i < polish_lower.size(); ++i) {
        table[polish_lower[i] - polish_from] = weight_of_letter(polish_lower[i]);
        table[polish_upper[i] - polish_from] = weight_of_letter(polish_lower[i]);
    }
    return table;
}();

// A letter and a combining mark that are a Polish letter when typed apart (as files of a Mac hold them).
constexpr struct {
    char32_t base, mark, letter;
} polish_pairs[] = {{'a', 0x328, U'ą'}, {'c', 0x301, U'ć'}, {'e', 0x328, U'ę'}, {'n', 0x301, U'ń'},
                    {'o', 0x301, U'ó'}, {'s', 0x301, U'ś'}, {'z', 0x301, U'ź'}, {'z', 0x307, U'ż'}};

class KeyMaker {
public:
    void add(char32_t code) {
        if (code < 0x80) return add_ascii(code);
        if (code < polish_to && code >= polish_from && polish_weights[code - polish_from] != 0) {
            add_weight(polish_weights[code - polish_from], polish_upper.contains(code), 0);
            return;
        }
        if (code >= first_mark && code <= last_mark) return add_mark(code);
        const Folding& folding = folding_of(code);
        if (!folding.is_replaced) {
            add_other(code + static_cast<char32_t>(folding.delta), folding.is_upper);
            return;
        }
        each_character(replacement_of(folding), [&](char32_t to) {
            if (to < 0x80)
                add_weight(ascii_weights[to], folding.is_upper, folding.mark);
            else
                add_other(to, folding.is_upper);
        });
    }

    bool is_full() const { return weights_.size() >= limits::sort_key_bytes; }

    std::string finish() {
        if (weights_.ends_with(space_weight)) weights_.pop_back();
        if (!marks_.empty() || !cases_.empty()) (weights_ += level_end) += marks_;
        if (!cases_.empty()) (weights_ += level_end) += cases_;
        if (weights_.size() > limits::sort_key_bytes) {
            std::size_t end = limits::sort_key_bytes;
            while (end > 0 && (weights_[end] & 0xC0) == 0x80) --end;
            weights_.resize(end);
        }
        return std::move(weights_);
    }

private:
    void add_ascii(char32_t code) {
        const char c = lower_ascii[code];
        add_weight(ascii_weights[static_cast<std::uint8_t>(c)], code >= 'A' && code <= 'Z', 0);
    }

    void add_weight(char weight, bool is_upper, std::uint8_t mark) {
        if (weight == space_weight && (weights_.empty() || weights_.back() == space_weight)) return;
        weights_ += weight;
        note(is_upper, mark);
    }

    void add_other(char32_t code, bool is_upper) {
        if (!is_word_character(code)) weights_ += foreign_punctuation;
        encode(code, weights_);
        note(is_upper, 0);
    }

    void add_mark(char32_t mark) {
        if (weights_.empty()) return;
        for (const auto& pair : polish_pairs)
            if (pair.mark == mark && weights_.back() == weight_of_letter(pair.base)) {
                weights_.back() = weight_of_letter(pair.letter);
                return;
            }
        set(marks_, characters_ - 1, static_cast<char>(3 + (mark - first_mark)), unmarked);
    }

    void note(bool is_upper, std::uint8_t mark) {
        if (mark != 0) set(marks_, characters_, static_cast<char>(mark), unmarked);
        if (is_upper) set(cases_, characters_, upper_case, lower_case);
        ++characters_;
    }

    // Levels grow only up to their last telling byte.
    static void set(std::string& level, std::size_t at, char value, char filler) {
        if (level.size() <= at) level.resize(at + 1, filler);
        level[at] = value;
    }

    std::string weights_, marks_, cases_;
    std::size_t characters_{};
};

}  // namespace

std::string sort_key(std::string_view text) {
    KeyMaker maker;
    while (!text.empty() && !maker.is_full()) {
        const Decoded next = decode(text);
        maker.add(next.code == broken ? replacement_character : next.code);
        text.remove_prefix(next.length);
    }
    return maker.finish();
}

}  // namespace teczka
