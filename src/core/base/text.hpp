// Text as people search and order it: one folding and one collation, from tables generated of Unicode data
// (tools/make_text_tables), alike on every engine and in the browser.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teczka {

// Version of the tables, stored beside every fold and sort column; a newer program rebuilds them.
inline constexpr int text_tables_version = 1;

// Well-formed UTF-8 (no surrogates, no overlong forms, ≤ U+10FFFF).
bool is_utf8(std::string_view text);
// Well-formed, and no control characters except tab and line feed when `many_lines`. U+0000 never.
bool is_plain_text(std::string_view text, bool many_lines);
// Without white space at either end (Unicode White_Space).
std::string_view trimmed(std::string_view text);

// For search: lower case, marks removed, ł→l, ø→o, ß→ss, æ→ae…, white space runs to one space, ends trimmed.
// "Łódź" → "lodz".
std::string fold(std::string_view text);
// The words of an already folded text: runs of letters and digits.
std::vector<std::string_view> folded_words(std::string_view folded);
// Digits only, for phones and tax ids typed in any spelling.
std::string digits(std::string_view text);

// Bytes whose order is the Polish one (a ą b c ć … l ł … z ź ż; digits before letters; case and foreign marks
// break ties), at most limits::sort_key_bytes.
std::string sort_key(std::string_view text);

// "SnakeCase" never occurs: names are [a-z][a-z0-9_]*, at most 40 bytes.
bool is_name(std::string_view text);

}  // namespace teczka
