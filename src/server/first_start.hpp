// The first start of an office that has nobody yet: who may make it. From the machine itself, or with a code
// that is printed where the server was started and is worth nothing once the office stands.
#pragma once
#include <string>
#include <string_view>

#include "api/http.hpp"

namespace teczka::server {

// Sixty random bits as three groups of four: "7K2M-Q0XD-9TBA". No I, L, O, U.
std::string new_code();
// As typed: any case, with or without hyphens, O for 0 and I or L for 1. Takes as long for right as for wrong
// ones.
bool is_same_code(std::string_view typed, std::string_view code);

// From a loopback address, asked by a loopback name, and not passed on by a proxy: then the peer is who he
// seems, and no foreign page can ask through his browser under its own name (DNS rebinding).
bool is_from_this_machine(const api::Request& request);

}  // namespace teczka::server
