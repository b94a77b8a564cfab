// What both engines share: binding a value by its kind, and quoting names.
#include "core/store/store.hpp"

#include <type_traits>
#include <variant>

#include "core/base/refusal.hpp"

namespace teczka::store {

void Statement::bind_value(int at, const Value& value) {
    std::visit(
        [&](const auto& held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>) {
                bind_null(at);
            } else if constexpr (std::is_same_v<Held, std::string>) {
                bind(at, std::string_view(held));
            } else if constexpr (std::is_same_v<Held, Ids>) {
                TECZKA_INVARIANT(false && "links have a table of their own");
            } else {
                bind(at, held);
            }
        },
        value);
}

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text += '"';
        text += c;
    }
    return text += '"';
}

}  // namespace teczka::store
