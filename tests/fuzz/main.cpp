// Which target takes the bytes: TECZKA_FUZZ=csv teczka-fuzz …
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fuzz.hpp"

namespace teczka::fuzz {
namespace {

struct Target {
    const char* name;
    void (*take)(std::string_view bytes);
};
constexpr Target targets[]{{"head", http_head}, {"json", json_text}, {"query", query_form},
                           {"cursor", cursor},  {"csv", csv},        {"xlsx", xlsx},
                           {"mapping", mapping}};

const Target* chosen = nullptr;

}  // namespace

void hold(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

std::uint8_t take_number(std::string_view& bytes) {
    if (bytes.empty()) return 0;
    const auto number = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    return number;
}

std::string_view take_line(std::string_view& bytes) {
    const auto end = bytes.find('\n');
    const auto line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    return line;
}

}  // namespace teczka::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("TECZKA_FUZZ");
    for (const auto& target : teczka::fuzz::targets)
        if (name != nullptr && std::strcmp(name, target.name) == 0) teczka::fuzz::chosen = &target;
    if (teczka::fuzz::chosen != nullptr) return 0;
    std::fprintf(stderr, "TECZKA_FUZZ names no target\n");
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    teczka::fuzz::chosen->take({reinterpret_cast<const char*>(data), size});
    return 0;
}
