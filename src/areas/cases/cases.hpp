// What we do with clients day by day: contacts that took place and things to be done.
#pragma once
#include <span>

#include "core/catalogue/declare.hpp"
#include "core/change/change.hpp"

namespace teczka::areas::cases {

extern const catalogue::Entity activity;
extern const catalogue::Entity task;

std::span<const catalogue::Right> rights();
// A task that is done knows when; a recurrence reads like a rule of RFC 5545.
std::span<const change::Rule> rules();

}  // namespace teczka::areas::cases
