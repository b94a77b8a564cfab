// The two ways in which something does not work: a Refusal is what a user caused and is a value; a Failure is
// what the machine did and leaves through fail(). Bugs stop at invariant(), also in a release.
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teczka {

enum class Kind {
    invalid,
    unauthenticated,
    forbidden,
    not_found,
    conflict,
    too_large,
    throttled,
    unavailable
};

// One thing that is wrong. `code` is stable and translated by the web app; `field` is the path inside the
// request ("records[2].tax_id"), empty for the whole; `parameters` fill the translated sentence.
struct Complaint {
    std::string field;
    std::string code;
    std::vector<std::pair<std::string, std::string>> parameters{};

    bool operator==(const Complaint&) const = default;
};

// All that is wrong, at once. A forbidden or missing record both say not_found, with the same complaint.
struct Refusal {
    Kind kind{Kind::invalid};
    std::vector<Complaint> complaints{};

    bool operator==(const Refusal&) const = default;
};

template <class T>
using Result = std::expected<T, Refusal>;

// `return refuse("text_too_long", "name", {{"max", "200"}});`
std::unexpected<Refusal> refuse(std::string code, std::string field = {},
                                std::vector<std::pair<std::string, std::string>> parameters = {});
std::unexpected<Refusal> refuse(Kind kind, std::string code, std::string field = {},
                                std::vector<std::pair<std::string, std::string>> parameters = {});

// What the machine did: disk full, file damaged, memory out. `inside` goes to the log, `public_sentence` may
// be shown to anyone and holds no path, SQL or secret.
struct Failure {
    std::string inside;
    std::string public_sentence{"internal error"};
    bool is_too_slow{};        // a read that reached its time limit: its question asks for too much
    bool voids_transaction{};  // nothing of the surrounding transaction was kept (full, I/O, memory,
                               // interrupt)
};

// Natively throws Failure (caught in server/, in job runners and in app/main); traps in the browser.
[[noreturn]] void fail(Failure failure);
[[noreturn]] void invariant_failed(const char* condition, const char* file, int line);

#define TECZKA_INVARIANT(condition) \
    ((condition) ? void() : ::teczka::invariant_failed(#condition, __FILE__, __LINE__))

}  // namespace teczka
