// teczka-worker: does what is heavy or dangerous in a process that can lose nothing: no database, no network,
// no files but what it is given, little memory, little time. Started by worker::Child, which speaks over
// descriptor 0; ends with it. A new verb is one file and one line.
#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <new>

#include "core/base/limits.hpp"
#include "core/base/refusal.hpp"
#include "worker/child.hpp"
#include "worker/passwords.hpp"
#include "worker/protocol.hpp"
#include "worker/sheet_out.hpp"
#include "worker/sheets_in.hpp"
#include "worker/system_calls.hpp"

namespace teczka::worker {
namespace {

struct Verb {
    std::string_view name;
    Message (*act)(std::span<const std::string> arguments);
    int cpu_seconds;
};

constexpr Verb password_verbs[] = {{"hash", hash_password, 5}, {"verify", verify_password, 5}};
constexpr Verb read_verbs[] = {{"sheets", list_sheets, 10}, {"rows", send_rows, 120}};
constexpr Verb write_verbs[] = {{"begin", begin_sheet, 10},
                                {"rows", write_rows, 10},
                                {"finish", finish_sheet, 120},
                                {"zip", zip_files, 500}};

// What one worker is for; it never changes.
struct Role {
    std::string_view name;
    std::span<const Verb> verbs;
    int files{};                     // descriptors from 3 on
    rlim_t written_bytes_at_most{};  // of each file
    bool has_folder{};               // descriptor 3 is one, to write in
};

constexpr Role roles[] = {
    {role_passwords, password_verbs},
    {role_read_sheets, read_verbs, 2, limits::sheet_shared_bytes * 2},
    {role_write_sheet, write_verbs, 1, rlim_t{4} << 30, true},
};

constexpr rlim_t memory_limit_bytes = 256U << 20;

void limit(__rlimit_resource resource, rlim_t value) {
    const rlimit both{value, value};
    if (::setrlimit(resource, &both) != 0) ::_exit(3);
}

// No file can be opened any more, but for what lies in `folder` (-1: none); an old kernel does without.
void forbid_files(int folder) {
    landlock_ruleset_attr all{};
    all.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
    const auto rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0));
    if (rules < 0) return;
    if (folder >= 0) {
        landlock_path_beneath_attr beneath{};
        beneath.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                 LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                 LANDLOCK_ACCESS_FS_REMOVE_FILE;
        beneath.parent_fd = folder;
        if (::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) ::_exit(3);
    }
    if (::syscall(SYS_landlock_restrict_self, rules, 0) != 0) ::_exit(3);
    ::close(rules);
}

void lock_in(const Role& role) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);  // passwords are in here
    ::close_range(static_cast<unsigned>(file_descriptor + role.files), ~0U, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, role.written_bytes_at_most);
    limit(RLIMIT_NOFILE, 64);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    limit(RLIMIT_AS, memory_limit_bytes);
    limit(RLIMIT_DATA, memory_limit_bytes);
#endif
    forbid_files(role.has_folder ? file_descriptor : -1);
    allow_only(role.has_folder ? Files::folder : Files::given);
}

// Processor time, counted from now: SIGPROF ends the process, and the client starts another.
void allow_cpu_seconds(int seconds) {
    const itimerval timer{{0, 0}, {seconds, 0}};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

Message act(const Role& role, std::span<const std::string> request) {
    const auto verb = std::ranges::find_if(
        role.verbs, [&](const Verb& one) { return !request.empty() && one.name == request[0]; });
    if (verb == role.verbs.end()) return {"refused", "verb_unknown"};
    allow_cpu_seconds(verb->cpu_seconds);
    try {
        return verb->act(request.subspan(1));
    } catch (const std::bad_alloc&) {
        return {"refused", "out_of_memory"};
    } catch (const Failure&) {
        return {"refused", "worker_unavailable"};
    }
}

}  // namespace
}  // namespace teczka::worker

int main(int argc, char** argv) {
    using namespace teczka::worker;
    const auto* role =
        std::ranges::find(roles, argc == 2 ? std::string_view{argv[1]} : std::string_view{}, &Role::name);
    if (role == std::end(roles)) return 2;
    // libzip asks for the local time of an entry; the zone's file can't be opened any more then.
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
    lock_in(*role);
    while (auto request = receive(0, std::nullopt)) {
        const auto answer = act(*role, *request);
        wipe(*request);
        allow_cpu_seconds(0);
        if (!send_bytes(0, encode({answer.begin(), answer.end()}), std::nullopt)) break;
    }
    ::_exit(0);  // nothing is left to tidy up
}
