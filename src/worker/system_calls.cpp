// A seccomp filter that names what is allowed. The lists are what glibc 2.36 and the worker's libraries were
// seen to use (strace), with the variants other versions of glibc take instead.
#include "worker/system_calls.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstddef>
#include <vector>

namespace teczka::worker {
namespace {

#if defined(__x86_64__)
constexpr unsigned architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned architecture = AUDIT_ARCH_AARCH64;
#endif

// Memory, time, chance, ending, and bytes through what is open.
constexpr unsigned always[] = {
    SYS_read,        SYS_write,         SYS_readv,        SYS_writev,       SYS_pread64,
    SYS_pwrite64,    SYS_lseek,         SYS_close,        SYS_recvfrom,     SYS_sendto,
    SYS_recvmsg,     SYS_sendmsg,       SYS_ppoll,        SYS_fstat,        SYS_newfstatat,
    SYS_fcntl,       SYS_ioctl,         SYS_brk,          SYS_mmap,         SYS_munmap,
    SYS_mremap,      SYS_mprotect,      SYS_madvise,      SYS_futex,        SYS_sched_yield,
    SYS_exit,        SYS_exit_group,    SYS_rt_sigreturn, SYS_rt_sigaction, SYS_rt_sigprocmask,
    SYS_sigaltstack, SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom,    SYS_setitimer,
    SYS_getpid,      SYS_gettid,        SYS_tgkill,       SYS_getrusage,    SYS_restart_syscall,
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef __SANITIZE_ADDRESS__
    SYS_pipe2,  // UndefinedBehaviorSanitizer looks through one whether memory may be read
#endif
};

constexpr unsigned in_a_folder[] = {
    SYS_openat,    SYS_unlinkat, SYS_ftruncate, SYS_fsync,      SYS_fdatasync, SYS_renameat2,
    SYS_faccessat, SYS_umask,    SYS_getuid,    SYS_getdents64, SYS_dup,
#ifdef SYS_open
    SYS_open,      SYS_unlink,   SYS_rename,    SYS_access,     SYS_time,
#endif
};

}  // namespace

void allow_only(Files files) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#if defined(__x86_64__) || defined(__aarch64__)
    std::vector<sock_filter> filter{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    };
    const auto allow = [&](const auto& calls) {
        for (const unsigned call : calls) {
            filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
            filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
        }
    };
    allow(always);
    if (files == Files::folder) allow(in_a_folder);
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

}  // namespace teczka::worker
