// The office itself: who we are, who works here, how we are divided, and what the machinery keeps for us.
#pragma once
#include <span>

#include "core/catalogue/declare.hpp"
#include "core/change/change.hpp"

namespace teczka::areas::office {

extern const catalogue::Entity office;
extern const catalogue::Entity user;
extern const catalogue::Entity user_group;
extern const catalogue::Entity territory;
extern const catalogue::Entity number_series;
extern const catalogue::Entity import_batch;
extern const catalogue::Entity setting;
extern const catalogue::Entity saved_view;
extern const catalogue::Entity tag;

std::span<const catalogue::Right> rights();
// No ring among managers or territories; an administrator always remains; the four groups stay.
std::span<const change::Rule> rules();

}  // namespace teczka::areas::office
