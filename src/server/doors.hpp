// The host's own doors: what it answers itself before the api is asked. Rows of tables as the api's routes
// are, each table in the file that answers it; a door says besides who opens it.
#pragma once
#include "api/route.hpp"
#include "server/host_impl.hpp"

namespace teczka::server {

// A request that came to a door.
struct Visit {
    const api::Request& request;
    const SignedIn* asker;  // himself, as whomever he looks; none only where the route is open
    api::Bound bound;
};

struct Door {
    api::Route route;
    void (Host::Impl::*answer)(const Visit& visit, api::Responder respond);
    bool is_slow{};         // may wait for the worker or the disk
    bool is_for_unready{};  // also for who has still to set up his second step
};

struct Doors {
    std::string_view name, about;
    std::span<const Door> doors;
    std::span<const api::NamedShape> shapes{};
};
Doors session_doors();     // host_session.cpp
Doors account_doors();     // host_account.cpp
Doors token_doors();       // host_tokens.cpp
Doors totp_doors();        // host_second_factor.cpp
Doors invitation_doors();  // host_invitations.cpp
Doors office_doors();      // host_office.cpp
Doors audit_doors();       // host_audit.cpp
Doors view_doors();        // host_view.cpp
Doors upload_doors();      // host_uploads.cpp
Doors event_doors();       // host_doors.cpp
Doors health_doors();      // host_doors.cpp

struct FoundDoor {
    const Door* door{};
    api::Bound bound{};
    std::string allowed{};  // methods of the doors of this path, when it is none of them
};
FoundDoor find_door(const api::Request& request);

// Why this door, or what stands behind no door of the host, stays closed to somebody who is known: the code
// of the refusal, or nothing.
std::string_view why_closed(const api::Request& request, const Door* door, const SignedIn* asker);

}  // namespace teczka::server
