// What a host lends to one request, and what a request may come to: an answer at once, or a wish that the one
// writer carries out before the answer can be written. The host keeps threads, queues and sessions to itself.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/route.hpp"
#include "core/base/environment.hpp"
#include "core/base/json.hpp"
#include "core/change/change.hpp"
#include "core/query/query.hpp"
#include "core/schema/schema.hpp"

namespace teczka::api {

// What the host lends besides the database; other floors ask for more (exchange/tools.hpp).
class Lender {
public:
    virtual ~Lender() = default;
    virtual std::string_view folder() const = 0;  // the data folder
};

struct Office {
    const catalogue::Catalogue& catalogue;
    rights::Rights rights;
    const schema::Numbers& numbers;
    store::Connection& reader;
    Environment& environment;
    std::int64_t rights_version{};
    std::string_view cursor_key{};
    query::Portfolio portfolio{};        // of this actor, as the host keeps it
    query::Plans* plans{};               // of the reader; none: statements are compiled anew
    std::span<const Part> parts{};       // routes of other floors
    Lender* lender{};                    // none in the browser
    std::int64_t catalogue_version{};    // of what was added at run time
    std::shared_ptr<const void> held{};  // keeps the catalogue alive, which may be replaced meanwhile

    query::Context context(const rights::Actor& actor) const;
};

// Undoing is planned where writing happens, so that nothing changes in between.
struct UndoWish {
    rights::Actor actor;
    std::optional<Id> op, batch;
    Id as{};                       // op id of the undo itself
    std::optional<Id> newer_to{};  // of a merge: who gets what came since
};

// A write to the machine tables, in a transaction of its own that a refusal takes back.
struct MachineWish {
    std::function<Result<void>(store::Connection&)> write;
    bool is_about_jobs{};  // the runner looks at its queue afterwards
};

struct Written {
    change::Committed committed;  // of an undo: the last chunk
    std::size_t undone{};
    std::vector<change::Committer::Kept> kept;
};

struct Write {
    std::variant<change::Pending, UndoWish, MachineWish> wish;
    // Called by the host after the commit, with a reader that sees it.
    std::function<Response(Office&, const Result<Written>&)> answer;
};

// Carries out a wish on the writer's side; hosts call this where commit_group() alone does not do.
Result<Written> carry_out(change::Committer& committer, const UndoWish& wish);

// Every answer but sessions and static files. `request.target` begins with /api/v1/.
Outcome handle(const Request& request, const rights::Actor& actor, Office& office);

// A refusal as RFC 9457, one entry a field.
Response problem(const Refusal& refusal);
// [{"field","code","parameters":{…}}]
void write_complaints(JsonWriter& out, std::span<const Complaint> complaints);

}  // namespace teczka::api
