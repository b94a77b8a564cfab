// Identifiers: real vectors from shared lists, and the spellings and slips of people.
#include "core/base/checkers.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/base/json.hpp"
#include "core/base/testing_data.hpp"

namespace teczka {

namespace {

// The normalised text, or "!" and the code of the refusal.
std::string checked(std::string_view checker, std::string_view text, std::string_view country = "") {
    const auto result = find_checker(checker)(text, country);
    return result ? *result : "!" + result.error().complaints.at(0).code;
}

struct Case {
    const char *checker, *text, *country, *outcome;
};

}  // namespace

TEST(checkers, normalise_or_say_why_not) {
    const Case cases[] = {
        {"tax_id", "526-104-08-28", "", "5261040828"},
        {"tax_id", " PL 526 104 08 28 ", "PL", "5261040828"},
        {"tax_id", "pl5261040828", "DE", "5261040828"},
        {"tax_id", "5261040829", "", "!nip_checksum"},
        {"tax_id", "526104082", "", "!nip_length"},
        {"tax_id", "52610408281", "", "!nip_length"},
        {"tax_id", "", "", "!nip_length"},
        {"tax_id", "DE 136 695 976", "DE", "DE136695976"},
        {"tax_id", "136695976", "DE", "DE136695976"},
        {"tax_id", "13669597", "DE", "!vat_form"},
        {"tax_id", "EL094259216", "GR", "EL094259216"},
        {"tax_id", "ATU13585627", "AT", "ATU13585627"},
        {"tax_id", "BE 444.503.092", "", "BE0444503092"},
        {"tax_id", "NL4495445B01", "", "NL004495445B01"},
        {"tax_id", "12345678A", "DE", "!vat_form"},
        {"regon", "123456785", "", "123456785"},
        {"regon", "192598184", "", "192598184"},
        {"regon", "123456786", "", "!regon_checksum"},
        {"regon", "12345678512347", "", "12345678512347"},
        {"regon", "12345678512348", "", "!regon_checksum"},
        {"regon", "12345678", "", "!regon_length"},
        {"krs", "0000123456", "", "0000123456"},
        {"krs", "KRS 0000123456", "", "0000123456"},
        {"krs", "123456", "", "!krs_length"},
        {"krs", "00001234567", "", "!krs_length"},
        {"iban", "PL61 1090 1014 0000 0712 1981 2874", "", "PL61109010140000071219812874"},
        {"iban", "61 1090 1014 0000 0712 1981 2874", "", "PL61109010140000071219812874"},
        {"iban", "gb82 west 1234 5698 7654 32", "", "GB82WEST12345698765432"},
        {"iban", "PL61109010140000071219812875", "", "!iban_checksum"},
        {"iban", "PL6110901014000007121981287", "", "!iban_length"},
        {"iban", "GB82WEST1234569876543", "", "!iban_length"},
        {"iban", "", "", "!iban_length"},
        {"iban", "GI22 NW3K 0000 0000 7099 453", "", "!iban_form"},
        {"iban", "ZZ82WEST12345698765432", "", "!iban_country"},
        {"phone", " +48 12 345 67 89 ", "", "+48 12 345 67 89"},
        {"phone", "997", "", "997"},
        {"phone", "call me", "", "!phone_digits"},
        {"url", "example.com", "", "https://example.com"},
        {"url", "http://example.com/a?b=c", "", "http://example.com/a?b=c"},
        {"url", "https://example.com:8443/x", "", "https://example.com:8443/x"},
        {"url", "javascript:alert(1)", "", "!url_form"},
        {"url", "ftp://example.com", "", "!url_form"},
        {"url", "https://", "", "!url_form"},
        {"url", "https://a b.com", "", "!url_form"},
        {"url", "https://example.com/\"onclick=\"x", "", "!url_form"},
        {"url", "https://example.com/\nX: y", "", "!url_form"},
        {"url", "javascript://example.com/%0aalert(1)", "", "!url_form"},
        {"postal_code", "30-001", "", "30-001"},
        {"postal_code", "30001", "PL", "30-001"},
        {"postal_code", " 30 001", "PL", "30-001"},
        {"postal_code", "3000", "PL", "!postal_code_form"},
        {"postal_code", "30-0011", "", "!postal_code_form"},
        {"postal_code", "ab-cde", "", "!postal_code_form"},
        {"postal_code", "SW1A 1AA", "GB", "SW1A 1AA"},
        {"country", "pl", "", "PL"},
        {"country", "PLN", "", "!code_unknown"},
        {"country", "DP", "", "!code_unknown"},
        {"country", "", "", "!code_unknown"},
        {"country", "QQ", "", "!code_unknown"},
        {"currency", "pln", "", "PLN"},
        {"currency", "PL", "", "!code_unknown"},
        {"currency", "ABC", "", "!code_unknown"},
        {"language", "PL", "", "pl"},
        {"language", "xx", "", "!code_unknown"},
        {"language", "pol", "", "!code_unknown"},
    };
    for (const auto& [checker, text, country, outcome] : cases)
        EXPECT_EQ(checked(checker, text, country), outcome) << checker << ": " << text;
}

TEST(checkers, are_found_by_name_only) {
    for (const char* name : {"tax_id", "regon", "krs", "iban", "email", "phone", "url", "postal_code",
                             "country", "currency", "language"})
        EXPECT_NE(find_checker(name), nullptr) << name;
    for (const char* name : {"", "nip", "Email", "condition"}) EXPECT_EQ(find_checker(name), nullptr) << name;
}

TEST(checkers, what_is_normalised_stays_as_it_is) {
    const Case cases[] = {
        {"tax_id", "PL 526-104-08-28", "", ""}, {"tax_id", "el094259216", "GR", ""},
        {"tax_id", "NL4495445B01", "NL", ""},   {"iban", "61109010140000071219812874", "", ""},
        {"url", "example.com/x", "", ""},       {"postal_code", "30001", "", ""},
        {"tax_id", "BE 444.503.092", "BE", ""}, {"email", " Jan@Example.com ", "", ""}};
    for (const auto& [checker, text, country, unused] : cases) {
        const std::string once = checked(checker, text, country);
        EXPECT_EQ(checked(checker, once, country), once);
    }
}

TEST(checkers, judge_the_shared_vectors) {
    const auto text = read_shared("2-formats/ids/id_vectors.csv");
    if (!text) GTEST_SKIP() << "no shared data";
    const std::pair<const char*, const char*> kinds[] = {
        {"NIP", "tax_id"}, {"REGON", "regon"}, {"IBAN", "iban"}, {"EU-VAT", "tax_id"}};
    int seen = 0;
    for (const std::string& line : lines_of(*text)) {
        const auto fields = csv_fields(line);
        const auto kind = std::ranges::find(kinds, fields[0], &std::pair<const char*, const char*>::first);
        if (kind == std::end(kinds)) continue;
        const bool accepted = find_checker(kind->second)(fields[1], "").has_value();
        // Of foreign VAT ids only the form is known, so wrong check digits pass.
        if (fields[2] == "valid") {
            EXPECT_TRUE(accepted) << line << checked(kind->second, fields[1]);
        } else if (fields[0] != "EU-VAT") {
            EXPECT_FALSE(accepted) << line;
        }
        ++seen;
    }
    EXPECT_GT(seen, 400);
}

TEST(email, judges_the_shared_list) {
    const auto text = read_shared("4-mail-calendar-strings/email-addresses/isemail_odd.csv");
    if (!text) GTEST_SKIP() << "no shared data";
    int accepted_count = 0, refused_count = 0;
    for (const std::string& line : lines_of(*text)) {
        const auto fields = csv_fields(line);
        if (fields.size() < 3 || fields[1].empty() || fields[1][0] != '"') continue;
        const auto address = parse_json(fields[1]);
        ASSERT_TRUE(address) << line;
        const bool accepted = find_checker("email")(std::string_view(address->as_string()), "").has_value();
        // A bare top-level domain is legal, and in an office's records always a slip.
        const bool is_bare = address->as_string().find('.') == json::string::npos;
        if (fields[2] == "ISEMAIL_VALID_CATEGORY" && !is_bare) {
            EXPECT_TRUE(accepted) << line;
            ++accepted_count;
        } else if (fields[2] == "ISEMAIL_ERR") {
            EXPECT_FALSE(accepted) << line;
            ++refused_count;
        }
    }
    EXPECT_GT(accepted_count, 5);
    EXPECT_GT(refused_count, 20);
}

TEST(email, keeps_to_the_office_s_policy) {
    const Case cases[] = {
        {"", "jan.kowalski+biuro@example.com", "", "jan.kowalski+biuro@example.com"},
        {"", " Jan@Example.COM ", "", "Jan@Example.COM"},
        {"", "józef@żółw.pl", "", "józef@żółw.pl"},
        {"", "a_b'c@x-y.pl", "", "a_b'c@x-y.pl"},
        {"", "jan", "", "!email_form"},
        {"", "@example.com", "", "!email_form"},
        {"", "jan@", "", "!email_form"},
        {"", "jan@example", "", "!email_form"},
        {"", "jan@@example.com", "", "!email_form"},
        {"", ".jan@example.com", "", "!email_form"},
        {"", "jan.@example.com", "", "!email_form"},
        {"", "jan..k@example.com", "", "!email_form"},
        {"", "jan@example..com", "", "!email_form"},
        {"", "jan@-example.com", "", "!email_form"},
        {"", "jan@example-.com", "", "!email_form"},
        {"", "jan@example.com.", "", "!email_form"},
        {"", "jan@127.0.0.1", "", "!email_form"},
        {"", "jan@[127.0.0.1]", "", "!email_form"},
        {"", "\"jan k\"@example.com", "", "!email_form"},
        {"", "Jan <jan@example.com>", "", "!email_form"},
        {"", "jan@example.com, ewa@example.com", "", "!email_form"},
        {"", "jan@example.com\nBcc: all@example.com", "", "!email_form"},
        {"", "jan@exa\xC2\x85mple.com", "", "!email_form"},
        {"", "jan\xC2\xA0k@example.com", "", "!email_form"},
        {"", "jan\xFF@example.com", "", "!email_form"},
        {"", "jan@example.com\xE2\x80\xAE", "", "!email_form"},
    };
    for (const auto& [unused, text, country, outcome] : cases)
        EXPECT_EQ(checked("email", text), outcome) << text;
    EXPECT_EQ(checked("email", std::string(65, 'a') + "@example.com"), "!email_form");
    EXPECT_EQ(checked("email", "a@" + std::string(64, 'a') + ".com"), "!email_form");
}

}  // namespace teczka
