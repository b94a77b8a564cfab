// A small office for tests alone (its entities: testing_entities.hpp), with rights modelled on the real ones.
// Tests of query, change, rights, schema and search share it.
#pragma once
#include <cstdio>
#include <memory>
#include <span>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/testing_entities.hpp"

namespace teczka::catalogue {

namespace testing_data {

inline constexpr sv own_or_mine = "owner = me or owner in standing_in_for or territory in my_territories";
inline constexpr sv all_verbs = "view create change delete export import";
inline constexpr sv edits = "create change delete";
inline constexpr Right rights[] = {
    // companies, people, supply
    {"accounting administrator", "company", "view export"},
    {"accounting administrator", "person", "view export"},
    {"accounting administrator", "employment", "view export"},
    {"accounting administrator", "supply", "view export"},
    {"management", "company", all_verbs},
    {"management", "person", all_verbs},
    {"management", "employment", all_verbs},
    {"management", "supply", all_verbs},
    {"accounting", "company", "change", "true", "$"},
    {"sales", "company", "view export", own_or_mine, "-$"},
    {"sales", "company", "view export", "owner = me", "$"},
    {"sales", "company", edits, "owner = me", "-$"},
    {"sales", "person", "view export", "anchored"},
    {"sales", "person", edits, "anchored"},
    {"sales", "employment", "view export", "anchored"},
    {"sales", "employment", edits, "anchored"},
    {"sales", "supply", "view export", "anchored", "-$"},
    {"sales", "supply", edits, "anchored", "-$"},
    // invoices, payments
    {"accounting", "invoice", all_verbs},
    {"accounting", "invoice_line", all_verbs},
    {"accounting", "payment", all_verbs},
    {"management", "invoice", "view export"},
    {"management", "invoice_line", "view export"},
    {"management", "payment", "view export"},
    {"sales", "invoice", "view export", "company.owner = me"},
    {"sales", "invoice_line", "view export", "invoice.company.owner = me"},
    {"sales", "payment", "view export", "invoice.company.owner = me"},
    // activities, deals
    {"accounting", "deal", "view"},
    {"management", "activity", all_verbs},
    {"management", "deal", "view create change delete export approve"},
    {"sales", "activity", "view export", "anchored or user = me"},
    {"sales", "activity", edits, "user = me"},
    {"sales", "deal", "view export", "anchored or owner = me"},
    {"sales", "deal", edits, "owner = me"},
    // what hangs on records, dictionaries
    {"accounting management sales administrator", "comment", "view create", "anchored"},
    {"management", "segment", "view create change delete"},
    {"sales", "segment", "view create change delete", "created_by = me"},
    {"accounting management sales", "territory", "view"},
    {"accounting management sales", "user", "view"},
    {"administrator", "territory", all_verbs},
    {"administrator", "user", all_verbs},
};

}  // namespace testing_data

inline constexpr std::span<const Entity* const> test_entities = testing_data::entities;
inline constexpr std::span<const Right> test_rights = testing_data::rights;

// Stops the program when the test office itself does not build.
inline std::shared_ptr<const Catalogue> test_catalogue() {
    static const auto built = Catalogue::build(test_entities);
    if (!built)
        for (const auto& complaint : built.error().complaints) {
            std::string line = complaint.field + ": " + complaint.code;
            for (const auto& [name, value] : complaint.parameters) line += " " + name + "=" + value;
            std::fprintf(stderr, "%s\n", line.c_str());
        }
    TECZKA_INVARIANT(built.has_value());
    return *built;
}

}  // namespace teczka::catalogue
