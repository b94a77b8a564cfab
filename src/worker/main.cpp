// teczka-worker: does what is heavy or dangerous in a process that can lose nothing: no database, no network,
// little memory, little time. Started by worker::Client, which speaks over descriptor 0; ends with it. A new
// verb is one file and one line of `verbs`.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <new>

#include "worker/passwords.hpp"
#include "worker/protocol.hpp"

namespace teczka::worker {
namespace {

struct Verb {
    std::string_view name;
    Message (*act)(std::span<const std::string> arguments);
    int cpu_seconds;
};

constexpr Verb verbs[] = {
    {"hash", hash_password, 5},
    {"verify", verify_password, 5},
};

constexpr rlim_t memory_limit_bytes = 256U << 20;

void limit(__rlimit_resource resource, rlim_t value) {
    const rlimit both{value, value};
    if (::setrlimit(resource, &both) != 0) ::_exit(3);
}

// No network, no other program, no look into other processes; all else is left to the limits.
void forbid_system_calls() {
#ifdef __x86_64__
    constexpr unsigned forbidden[] = {
        SYS_socket, SYS_connect, SYS_bind,   SYS_execve,           SYS_execveat,
        SYS_fork,   SYS_vfork,   SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev};
    constexpr auto count = std::size(forbidden);
    sock_filter filter[count + 6];
    std::size_t at = 0;
    filter[at++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
    filter[at++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
    filter[at++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    filter[at++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
    for (std::size_t i = 0; i < count; ++i)
        filter[at++] =
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden[i], static_cast<unsigned char>(count - i), 0);
    filter[at++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[at++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA));
    const sock_fprog program{static_cast<unsigned short>(at), filter};
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);  // an old kernel does without
#endif
}

void lock_in() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);  // passwords are in here
    ::close_range(3, ~0U, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 16);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    limit(RLIMIT_AS, memory_limit_bytes);
    limit(RLIMIT_DATA, memory_limit_bytes);
#endif
    forbid_system_calls();
}

// Processor time, counted from now: SIGPROF ends the process, and the client starts another.
void allow_cpu_seconds(int seconds) {
    const itimerval timer{{0, 0}, {seconds, 0}};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

Message act(std::span<const std::string> request) {
    const auto* verb = std::find_if(std::begin(verbs), std::end(verbs), [&](const Verb& one) {
        return !request.empty() && one.name == request[0];
    });
    if (verb == std::end(verbs)) return {"refused", "verb_unknown"};
    allow_cpu_seconds(verb->cpu_seconds);
    try {
        return verb->act(request.subspan(1));
    } catch (const std::bad_alloc&) {
        return {"refused", "out_of_memory"};
    }
}

}  // namespace
}  // namespace teczka::worker

int main() {
    using namespace teczka::worker;
    lock_in();
    while (auto request = receive(0, std::nullopt)) {
        const auto answer = act(*request);
        wipe(*request);
        allow_cpu_seconds(0);
        if (!send_bytes(0, encode({answer.begin(), answer.end()}), std::nullopt)) return 1;
    }
}
