// The office's model inside the browser's machine: builds catalogue and rights, and takes a request as far as it goes
// without a store. Prints what it found; the caller compares.
#include <cstdio>

#include "api/office.hpp"
#include "areas/areas.hpp"

int main() {
    const auto catalogue = teczka::catalogue::Catalogue::build(teczka::areas::entities());
    if (!catalogue) return 1;
    const auto rights = teczka::rights::Rights::build(**catalogue, teczka::areas::rights());
    if (!rights) return 2;
    const auto response = teczka::api::problem({teczka::Kind::not_found, {{"", "not_found"}}});
    std::printf("%zu entities, %s\n", (*catalogue)->entities().size(), response.body.c_str());
    // Keeps the whole of the api linked in.
    return &teczka::api::handle == nullptr ? 3 : 0;
}
