// See first_data.hpp.
#include "app/first_data.hpp"

namespace teczka::app {
namespace {

struct Group {
    std::string_view code, pl, en;
};
constexpr Group groups[]{{"accounting", "Księgowość", "Accounting"},
                         {"management", "Dyrekcja", "Management"},
                         {"sales", "Handlowcy", "Sales"},
                         {"administrator", "Administratorzy", "Administrators"}};

}  // namespace

Id group_id(std::string_view code) {
    // A UUIDv7 of the first millisecond of 1970, told apart by its last byte.
    Id id;
    id.bytes[6] = 0x70;
    id.bytes[8] = 0x80;
    for (std::size_t i = 0; i < std::size(groups); ++i) {
        if (groups[i].code == code) id.bytes[15] = static_cast<std::uint8_t>(i + 1);
    }
    TECZKA_INVARIANT(id.bytes[15] != 0);
    return id;
}

Result<void> make_first_data(change::Committer& committer, const catalogue::Catalogue& catalogue,
                             Environment& environment) {
    const auto& entity = catalogue.at("user_group");
    change::Pending pending{.op = environment.make_id(), .via = change::Via::system};
    pending.actor.is_system = true;
    for (const auto& group : groups) {
        pending.records.push_back({.entity = &entity,
                                   .id = group_id(group.code),
                                   .act = change::Act::create,
                                   .set = {{&entity.at("code"), std::string{group.code}},
                                           {&entity.at("name_pl"), std::string{group.pl}},
                                           {&entity.at("name_en"), std::string{group.en}}}});
    }
    auto committed = committer.commit(pending);
    if (!committed) return std::unexpected(committed.error());
    return {};
}

}  // namespace teczka::app
