// What happened at the door, for administrators: who came in, who was refused, what was ended, given and
// taken out. A machine table, bounded by number and age. No secret is in it: no password, token or code, and
// nothing of a log-in that does not exist.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/value.hpp"
#include "core/store/store.hpp"

namespace teczka::store {

// What is kept: some 300 entries a day for a year.
inline constexpr std::int64_t audit_entries = 100'000;
inline constexpr std::int64_t audit_days = 400;

// All kinds there are, as they are written and asked for.
inline constexpr std::string_view audit_kinds[]{
    "signed_in",         // came in
    "sign_in_failed",    // of an account that exists, or, without a user, of none
    "throttled",         // had to wait; told once a minute for an address and account
    "signed_out",        // by himself
    "session_ended",     // one of his, from another device
    "shut_out",          // deactivated or deleted: sessions and links ended
    "password_set",      // by the first start or the command line
    "password_changed",  // by himself; the other sessions ended
    "password_refused",  // the old one was wrong
    "link_made",         // an invitation, or a link for a new password
    "link_ended",
    "link_used",  // the password was set by it
    "link_refused",
    "groups_changed",  // of a user
    "exported",           "token_made",
    "token_used",  // told once a day
    "token_ended",        "token_refused", "totp_set",
    "totp_ended",  // by himself
    "totp_reset",  // by an administrator or the command line
    "recovery_code_used",
    "right_decided",  // a cell of the table of rights: decided, asked for, confirmed, rejected, taken back
    "substitution",
    "view_began",  // looking as a user, or, without one, as a group
    "view_ended",
};

struct AuditEntry {
    std::int64_t row{};  // grows; given by the table
    std::int64_t at{};   // UTC ms
    std::string kind{};
    Id user{};   // whose account it is about; nil: none that exists
    Id actor{};  // who did it; nil: nobody known, or the program itself
    std::string address{};
    std::string detail{};  // a JSON object, or nothing
};
// Inside a transaction of the caller; what is too old or too much goes.
void save_audit(Connection& writer, const AuditEntry& entry);

struct AuditQuestion {
    std::string kind{};  // empty: all
    Id user{};           // as user or actor; nil: all
    std::int64_t since{}, until{INT64_MAX};
    std::int64_t before{INT64_MAX};  // rows below
    int limit{100};
};
std::vector<AuditEntry> load_audit(Connection& connection, const AuditQuestion& question);  // newest first

}  // namespace teczka::store
