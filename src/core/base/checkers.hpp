// Identifiers that prove themselves. Each checker normalises what people type and says why a text is wrong.
#pragma once
#include <string>
#include <string_view>

#include "core/base/refusal.hpp"

namespace teczka {

// `country` is the ISO 3166 code of the record's address ("" counts as PL).
// Returns the normalised text or a refusal whose single complaint has a code such as "nip_checksum",
// "nip_length", "regon_checksum", "krs_length", "iban_checksum", "iban_length", "email_form", "vat_form",
// "url_form".
using Checker = Result<std::string> (*)(std::string_view text, std::string_view country);

// tax_id (NIP weights 6 5 7 2 3 4 5 6 7 mod 11; foreign VAT ids by form), regon, krs, iban (mod 97; a bare
// 26-digit Polish number gets PL), email, phone (kept as typed, needs 3 digits), url, postal_code (PL:
// 12-345), country, currency, language (ISO codes), condition is checked by the catalogue. nullptr when
// unknown.
Checker find_checker(std::string_view name);

}  // namespace teczka
