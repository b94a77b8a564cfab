// Each try in a process of its own, under the sanitizers too: what is forbidden ends it.
#include "worker/system_calls.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

namespace teczka::worker {
namespace {

struct Try {
    const char* name;
    void (*act)();
};

constexpr Try forbidden[] = {
    {"opens a file", [] { (void)::open("/etc/hostname", O_RDONLY); }},
    {"makes a file", [] { (void)::open("forbidden", O_WRONLY | O_CREAT, 0600); }},
    {"makes a socket", [] { (void)::socket(AF_INET, SOCK_STREAM, 0); }},
    {"connects", [] { (void)::connect(0, nullptr, 0); }},
    {"forks", [] { (void)::fork(); }},
    {"starts a program", [] { (void)::execl("/bin/true", "true", nullptr); }},
    {"looks into another", [] { (void)::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }},
    {"signals another", [] { (void)::kill(1, 0); }},
    {"removes a file", [] { (void)::unlink("/nowhere"); }},
    {"changes its folder", [] { (void)::chdir("/"); }},
};

TEST(SystemCalls, what_is_forbidden_ends_the_worker) {
    for (const auto& one : forbidden) {
        const auto child = [&] {
            allow_only(Files::given);
            one.act();
            ::_exit(0);
        };
        EXPECT_EXIT(child(), testing::KilledBySignal(SIGSYS), "") << one.name;
    }
}

TEST(SystemCalls, what_it_is_for_still_works) {
    const auto child = [] {
        int pair[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) ::_exit(1);
        allow_only(Files::given);
        const auto memory = std::make_unique<char[]>(64 << 20);
        memory[1 << 20] = 'x';
        char byte{};
        const bool works = ::getrandom(&byte, 1, 0) == 1 && ::send(pair[0], "a", 1, MSG_NOSIGNAL) == 1 &&
                           ::recv(pair[1], &byte, 1, 0) == 1 && byte == 'a';
        ::_exit(works ? 0 : 1);
    };
    EXPECT_EXIT(child(), testing::ExitedWithCode(0), "");
}

TEST(SystemCalls, only_a_writer_makes_files) {
    const auto path = testing::TempDir() + "teczka_made_" + std::to_string(::getpid());
    const auto child = [&] {
        allow_only(Files::folder);
        const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        ::_exit(fd >= 0 && ::write(fd, "a", 1) == 1 && ::unlink(path.c_str()) == 0 ? 0 : 1);
    };
    EXPECT_EXIT(child(), testing::ExitedWithCode(0), "");
    const auto sockets = [] {
        allow_only(Files::folder);
        (void)::socket(AF_INET, SOCK_STREAM, 0);
        ::_exit(0);
    };
    EXPECT_EXIT(sockets(), testing::KilledBySignal(SIGSYS), "");
}

}  // namespace
}  // namespace teczka::worker
