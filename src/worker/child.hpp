// A running teczka-worker and the socket to it.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>

namespace teczka::worker {

// Killed and waited for when it goes: a worker holds nothing worth a farewell.
class Child {
public:
    // As what it runs (see `roles` in main.cpp), with one open file that it finds as descriptor 3, unless -1.
    static std::optional<Child> start(const std::string& executable, const char* role, int file = -1);
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    ~Child();

    int fd() const { return fd_; }

private:
    Child() = default;
    void end();

    int fd_{-1};
    pid_t pid_{-1};
};

inline constexpr const char* role_passwords = "passwords";
inline constexpr const char* role_read_sheets = "read-sheets";
inline constexpr const char* role_write_sheet = "write-sheet";
inline constexpr int file_descriptor = 3;

}  // namespace teczka::worker
