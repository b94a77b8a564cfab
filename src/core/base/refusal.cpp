// How refusals are made and how bugs stop.
#include "core/base/refusal.hpp"

#include <cstdio>
#include <cstdlib>

namespace teczka {

std::unexpected<Refusal> refuse(std::string code, std::string field,
                                std::vector<std::pair<std::string, std::string>> parameters) {
    return refuse(Kind::invalid, std::move(code), std::move(field), std::move(parameters));
}

std::unexpected<Refusal> refuse(Kind kind, std::string code, std::string field,
                                std::vector<std::pair<std::string, std::string>> parameters) {
    Refusal refusal{kind, {}};
    refusal.complaints.push_back({std::move(field), std::move(code), std::move(parameters)});
    return std::unexpected(std::move(refusal));
}

void invariant_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: invariant does not hold: %s\n", file, line, condition);
#ifdef __wasm__
    __builtin_trap();
#else
    std::abort();
#endif
}

}  // namespace teczka
