// What a worker may ask of the kernel; anything else ends it at once (SIGSYS), and the client starts another.
#pragma once

namespace teczka::worker {

enum class Files {
    given,   // reads and writes what is open already
    folder,  // besides makes and removes files; where, the caller limits by other means (landlock)
};

// For this process, for ever. No network, no other program, thread or process, no look into others, no file
// to open unless Files::folder. On x86_64 and aarch64; a kernel without seccomp does without.
void allow_only(Files files);

}  // namespace teczka::worker
