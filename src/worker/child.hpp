// A running teczka-worker and the socket to it.
#pragma once
#include <sys/types.h>

#include <initializer_list>
#include <optional>
#include <string>

namespace teczka::worker {

// Killed and waited for when it goes: a worker holds nothing worth a farewell.
class Child {
public:
    // As what it runs (see `roles` in main.cpp), with open files that it finds as descriptors 3 and on.
    static std::optional<Child> start(const std::string& executable, const char* role,
                                      std::initializer_list<int> files = {});
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
inline constexpr int file_descriptor = 3;     // what it reads, or the folder it writes to
inline constexpr int scratch_descriptor = 4;  // of read-sheets: an empty file to put things aside

}  // namespace teczka::worker
