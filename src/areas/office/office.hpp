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
extern const catalogue::Entity right;
extern const catalogue::Entity substitution;
extern const catalogue::Entity custom_entity;
extern const catalogue::Entity custom_field;
extern const catalogue::Entity custom_choice;

std::span<const catalogue::Right> rights();
// No ring among managers or territories; an administrator always remains and keeps what lets him mend the
// rights; the four groups stay; who grants his own group something waits for a second person; substitutions
// make sense and stay when they are over.
std::span<const change::Rule> rules();
// What is added at run time gets a name of its own, keeps what its data are stored by, and makes a catalogue
// that holds.
std::span<const change::Rule> custom_rules();

}  // namespace teczka::areas::office
