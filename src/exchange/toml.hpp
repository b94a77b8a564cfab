// TOML, read by toml++ with what that takes for granted checked: hostile text breaks some of it ("[[{" has a
// key begin where none can), and in a release the compiler would build on it.
#pragma once
#include <expected>
#include <string>
#include <string_view>

namespace teczka::exchange {
struct TomlBroken {};
[[noreturn]] inline void toml_broken() { throw TomlBroken{}; }
}  // namespace teczka::exchange

#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#define TOML_ASSERT(what) ((what) ? void() : ::teczka::exchange::toml_broken())
#pragma push_macro("NDEBUG")
#undef NDEBUG  // else toml++ sets its own aside
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace teczka::exchange {

struct TomlProblem {
    std::string line, reason;
};

inline std::expected<toml::table, TomlProblem> read_toml(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return std::unexpected(
            TomlProblem{std::to_string(error.source().begin.line), std::string{error.description()}});
    } catch (const TomlBroken&) {
        return std::unexpected(TomlProblem{"?", "expected a key"});
    }
}

}  // namespace teczka::exchange
