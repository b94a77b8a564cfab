// What stands in a database now. Private to schema/.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/schema/tables.hpp"

namespace teczka::schema {

using LiveColumns = std::map<std::string, std::string>;  // name → type as live_type() writes it
using LiveName = std::pair<std::string, std::string>;    // entity, field; the entity itself: empty field

struct Live {
    std::map<std::string, LiveColumns> tables;
    std::set<std::string> indexes;  // those made by CREATE INDEX
    std::set<LiveName> numbered;    // what ever had a number
};

Live read_live(store::Connection& connection);
std::string live_type(ColumnType type, store::Dialect dialect);

}  // namespace teczka::schema
