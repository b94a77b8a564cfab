// What the command line says: refusals as sentences, and the statuses verbs end with.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/base/refusal.hpp"

namespace teczka::app {

// Exit statuses, after sysexits: what was asked cannot be done as it stands; some of it was refused.
inline constexpr int exit_refused = 65;
inline constexpr int exit_some_refused = 1;

struct Sentence {
    std::string_view code, text;
};
std::span<const Sentence> english_sentences();

// The web app's English sentences (made by tools/sentences.mjs) say most; here stand only those of the
// command line alone. Places like {max} are filled with parameters, the other parameters follow in
// parentheses.
std::string sentence(const Complaint& complaint);
int say(const Refusal& refusal);  // to stderr, one line a complaint; returns exit_refused

}  // namespace teczka::app
