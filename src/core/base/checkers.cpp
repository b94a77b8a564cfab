// See checkers.hpp. Sources: NIP, REGON and KRS by the rules of their registers, IBAN by ISO 13616, VAT ids
// by the forms that the European Commission's VIES states.
#include "core/base/checkers.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/base/checkers_codes.hpp"
#include "core/base/text.hpp"

namespace teczka {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

// Without blanks, hyphens, points, colons and slashes, in capitals: how people type numbers.
std::string compact(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '.' || c == ':' || c == '/') continue;
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return out;
}

// Sum of digits times weights, modulo 11.
int weighted(std::string_view digits_text, std::span<const int> weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits_text[i] - '0') * weights[i];
    return sum % 11;
}

Result<std::string> check_nip(std::string number) {
    constexpr std::array weights{6, 5, 7, 2, 3, 4, 5, 6, 7};
    if (number.size() != 10) return refuse("nip_length");
    if (!all_digits(number)) return refuse("nip_digits");
    if (weighted(number, weights) != number[9] - '0') return refuse("nip_checksum");
    return number;
}

// Forms of VAT ids behind the country's two letters: how many characters, and whether letters may stand among
// them.
struct VatForm {
    std::string_view country;
    int least, most;
    bool has_letters;
};
constexpr VatForm vat_forms[]{
    {"AT", 9, 9, true},    {"BE", 9, 10, false},  {"BG", 9, 10, false},  {"CY", 9, 9, true},
    {"CZ", 8, 10, false},  {"DE", 9, 9, false},   {"DK", 8, 8, false},   {"EE", 9, 9, false},
    {"EL", 9, 9, false},   {"GR", 9, 9, false},   {"ES", 9, 9, true},    {"FI", 8, 8, false},
    {"FR", 11, 11, true},  {"HR", 11, 11, false}, {"HU", 8, 8, false},   {"IE", 8, 9, true},
    {"IT", 11, 11, false}, {"LT", 9, 12, false},  {"LU", 8, 8, false},   {"LV", 11, 11, false},
    {"MT", 8, 8, false},   {"NL", 10, 12, true},  {"PT", 9, 9, false},   {"RO", 2, 13, false},
    {"SE", 12, 12, false}, {"SI", 8, 8, false},   {"SK", 10, 10, false}, {"GB", 9, 12, false},
    {"XI", 9, 12, false}};

Result<std::string> check_foreign(std::string number, std::string_view country) {
    const auto form = std::ranges::find(vat_forms, country, &VatForm::country);
    if (form == std::end(vat_forms)) {
        const auto fits = [](char c) { return is_digit(c) || is_upper(c); };
        if (number.size() < 4 || number.size() > 20 || !std::ranges::all_of(number, fits))
            return refuse("vat_form");
        return number;
    }
    std::string_view body{number};
    const std::string_view prefix = country == "GR" ? "EL" : country;
    if (body.starts_with(prefix)) body.remove_prefix(2);
    const auto size = static_cast<int>(body.size());
    const bool fits = std::ranges::all_of(body, [&](char c) {
        return is_digit(c) || (form->has_letters && (is_upper(c) || c == '+' || c == '*'));
    });
    if (size < form->least || size > form->most || !fits) return refuse("vat_form");
    std::string whole{prefix};
    // Ids from before a country lengthened its numbers are the new ones without zeros in front.
    if (country == "BE" || country == "NL") whole.append(static_cast<std::size_t>(form->most - size), '0');
    return whole += body;
}

Result<std::string> tax_id(std::string_view text, std::string_view country) {
    auto number = compact(text);
    // What is written as a foreign VAT id is one, whatever the address says.
    const bool names_country = number.size() > 2 && is_upper(number[0]) && is_upper(number[1]);
    if (names_country && number.starts_with("PL")) return check_nip(number.substr(2));
    if (names_country && std::ranges::find(vat_forms, std::string_view{number}.substr(0, 2),
                                           &VatForm::country) != std::end(vat_forms)) {
        const auto own = number.substr(0, 2);
        return check_foreign(std::move(number), own);
    }
    if (country.empty() || country == "PL") return check_nip(std::move(number));
    return check_foreign(std::move(number), country);
}

Result<std::string> regon(std::string_view text, std::string_view) {
    constexpr std::array nine{8, 9, 2, 3, 4, 5, 6, 7};
    constexpr std::array fourteen{2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8};
    auto number = compact(text);
    if (number.size() != 9 && number.size() != 14) return refuse("regon_length");
    if (!all_digits(number)) return refuse("regon_digits");
    if (weighted(number, nine) % 10 != number[8] - '0') return refuse("regon_checksum");
    if (number.size() == 14 && weighted(number, fourteen) % 10 != number[13] - '0')
        return refuse("regon_checksum");
    return number;
}

Result<std::string> krs(std::string_view text, std::string_view) {
    auto number = compact(text);
    if (number.starts_with("KRS")) number.erase(0, 3);
    if (number.size() != 10) return refuse("krs_length");
    if (!all_digits(number)) return refuse("krs_digits");
    return number;
}

struct IbanLength {
    std::string_view country;
    std::size_t length;
};
constexpr IbanLength iban_lengths[]{
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
    {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15}, {"PK", 24}, {"PL", 28}, {"PS", 29},
    {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SC", 31}, {"SE", 24}, {"SI", 19},
    {"SK", 24}, {"SM", 27}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}};

// Where the account is digits only, and where it begins with four letters of the bank; elsewhere mixed.
constexpr std::string_view iban_digits =
    "AE AT BA BE CR CZ DE DK EE ES FI FO GL HR HU IL IS LT ME NO PL PT RS SE SI SK TN XK";
constexpr std::string_view iban_bank_letters = "AZ BG BH GB GI IE JO KW LV MT MU NL PK PS QA RO SC VG";

bool has_iban_form(std::string_view number) {
    const auto country = number.substr(0, 2);
    if (!all_digits(number.substr(2, 2))) return false;
    if (iban_digits.find(country) != std::string_view::npos) return all_digits(number.substr(4));
    if (iban_bank_letters.find(country) == std::string_view::npos) return true;
    return std::ranges::all_of(number.substr(4, 4), is_upper);
}

Result<std::string> iban(std::string_view text, std::string_view) {
    auto number = compact(text);
    if (number.size() == 26 && all_digits(number)) number.insert(0, "PL");
    if (number.size() < 15 || number.size() > 34) return refuse("iban_length");
    const auto known =
        std::ranges::find(iban_lengths, std::string_view{number}.substr(0, 2), &IbanLength::country);
    if (known == std::end(iban_lengths)) return refuse("iban_country");
    if (known->length != number.size()) return refuse("iban_length");
    if (!has_iban_form(number)) return refuse("iban_form");
    int rest = 0;
    for (const char c : number.substr(4) + number.substr(0, 4)) {
        if (is_digit(c))
            rest = (rest * 10 + (c - '0')) % 97;
        else if (is_upper(c))
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
        else
            return refuse("iban_characters");
    }
    if (rest != 1) return refuse("iban_checksum");
    return number;
}

bool is_atom_character(char c) {
    constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~";
    const bool is_letter = (c >= 'a' && c <= 'z') || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
    return is_letter || is_digit(c) || signs.find(c) != std::string_view::npos;
}

// Of other scripts only letters and digits: no blanks, signs or invisible marks that make two addresses look
// alike.
bool has_plain_characters(std::string_view text) {
    if (!is_plain_text(text, false)) return false;
    std::string foreign;
    std::ranges::copy_if(text, std::back_inserter(foreign),
                         [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const auto words = folded_words(foreign);
    return foreign.empty() || (words.size() == 1 && words[0].size() == foreign.size());
}

// Parts between points, each made of `fits`, none empty.
template <class Fits>
bool is_dotted(std::string_view text, Fits fits) {
    bool is_empty = true;
    for (const char c : text) {
        if (c == '.') {
            if (is_empty) return false;
            is_empty = true;
        } else if (!fits(c)) {
            return false;
        } else {
            is_empty = false;
        }
    }
    return !is_empty;
}

bool is_domain(std::string_view domain) {
    if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
    const auto fits = [](char c) {
        return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '-' ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    if (!is_dotted(domain, fits)) return false;
    for (std::size_t from = 0; from <= domain.size();) {
        const auto end = std::min(domain.find('.', from), domain.size());
        const auto label = domain.substr(from, end - from);
        if (label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        from = end + 1;
    }
    // The last part of a real domain is not a number: 12.34.56.78 is an address, not a name.
    return !all_digits(domain.substr(domain.rfind('.') + 1));
}

// What mail of an office goes to: an unquoted local part at a domain of two parts or more. Quoted parts,
// comments and addresses in brackets are legal (RFC 5321, 5322) but in practice a slip of the pen, and are
// refused.
Result<std::string> email(std::string_view text, std::string_view) {
    const auto address = trimmed(text);
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || address.size() > 254) return refuse("email_form");
    if (!is_plain_text(text, false) || !has_plain_characters(address)) return refuse("email_form");
    const auto local = address.substr(0, at);
    if (local.size() > 64 || !is_dotted(local, is_atom_character)) return refuse("email_form");
    if (!is_domain(address.substr(at + 1))) return refuse("email_form");
    return std::string{address};
}

Result<std::string> phone(std::string_view text, std::string_view) {
    const auto number = trimmed(text);
    if (digits(number).size() < 3) return refuse("phone_digits");
    return std::string{number};
}

Result<std::string> url(std::string_view text, std::string_view) {
    std::string address{trimmed(text)};
    if (address.find("://") == std::string::npos) address.insert(0, "https://");
    if (!address.starts_with("https://") && !address.starts_with("http://")) return refuse("url_form");
    const auto from = address.find("://") + 3;
    auto host = std::string_view{address}.substr(from);
    host = host.substr(0, host.find_first_of("/?#:"));
    constexpr std::string_view never = " \"<>\\^`{|}";  // RFC 3986, and what would end an attribute of HTML
    if (!is_domain(host) || !is_plain_text(address, false)) return refuse("url_form");
    if (address.find_first_of(never) != std::string::npos) return refuse("url_form");
    return address;
}

Result<std::string> postal_code(std::string_view text, std::string_view country) {
    std::string code{trimmed(text)};
    if (!country.empty() && country != "PL") return code;
    const auto bare = digits(code);
    if (bare.size() != 5 || compact(code) != bare) return refuse("postal_code_form");
    return bare.substr(0, 2) + "-" + bare.substr(2);
}

template <const std::string_view& codes, std::size_t length>
Result<std::string> listed(std::string_view text, std::string_view) {
    std::string code{trimmed(text)};
    const bool is_small = length == 2 && codes.data() == language_codes.data();
    for (auto& c : code) {
        if (is_small && is_upper(c)) c = static_cast<char>(c + 32);
        if (!is_small && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    for (std::size_t at = 0; code.size() == length && at < codes.size(); at += length) {
        if (codes.substr(at, length) == code) return code;
    }
    return refuse("code_unknown", {}, {{"value", code}});
}

struct NamedChecker {
    std::string_view name;
    Checker checker;
};
constexpr NamedChecker checkers[]{{"tax_id", tax_id},
                                  {"regon", regon},
                                  {"krs", krs},
                                  {"iban", iban},
                                  {"email", email},
                                  {"phone", phone},
                                  {"url", url},
                                  {"postal_code", postal_code},
                                  {"country", listed<country_codes, 2>},
                                  {"currency", listed<currency_codes, 3>},
                                  {"language", listed<language_codes, 2>}};

}  // namespace

Checker find_checker(std::string_view name) {
    const auto found = std::ranges::find(checkers, name, &NamedChecker::name);
    return found == std::end(checkers) ? nullptr : found->checker;
}

}  // namespace teczka
