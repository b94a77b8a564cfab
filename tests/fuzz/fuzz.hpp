// What the targets share. A target takes any bytes; it ends the program when something does not hold.
#pragma once
#include <cstdint>
#include <string_view>

namespace teczka::fuzz {

void http_head(std::string_view bytes);
void json_text(std::string_view bytes);
void query_form(std::string_view bytes);
void cursor(std::string_view bytes);
void csv(std::string_view bytes);
void xlsx(std::string_view bytes);
void mapping(std::string_view bytes);

// Ends the program, and says what did not hold.
void hold(bool condition, const char* what);

// Off the front of `bytes`: one number, or the text up to the next line end.
std::uint8_t take_number(std::string_view& bytes);
std::string_view take_line(std::string_view& bytes);

}  // namespace teczka::fuzz
