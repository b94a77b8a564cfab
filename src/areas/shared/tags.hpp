// The tags of a record: one declaration for every entity that has them.
#pragma once
#include "core/catalogue/declare.hpp"

namespace teczka::areas {

// `group`: the heading of the form it stands under.
constexpr catalogue::Field tags(catalogue::sv group = {}) {
    return {.name = "tags",
            .label = {"Etykiety", "Tags"},
            .type = catalogue::Type::links,
            .help = {"Słowa, którymi biuro znaczy wpisy, by je potem znaleźć.",
                     "Words the office marks records by, to find them again."},
            .to = "tag",
            .group = group};
}

}  // namespace teczka::areas
