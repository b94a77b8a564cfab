// One owner at a time, also across processes.
#include "server/lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace teczka::server {
namespace {

class FolderLockTest : public testing::Test {
protected:
    FolderLockTest() { std::filesystem::create_directories(folder); }
    ~FolderLockTest() override { std::filesystem::remove_all(folder); }
    std::filesystem::path folder = testing::TempDir() + "teczka_lock_" + std::to_string(::getpid());
};

TEST_F(FolderLockTest, refuses_a_second_owner_and_names_the_first) {
    auto first = FolderLock::take(folder);
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->is_held());
    const auto second = FolderLock::take(folder);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().complaints.at(0).code, "folder_in_use");
    EXPECT_EQ(folder_in_use_sentence(second.error()),
              "The data folder " + folder.string() + " is in use by process " + std::to_string(::getpid()) +
                  ": stop it, or choose another folder.");
}

TEST_F(FolderLockTest, goes_with_its_owner) {
    {
        auto first = FolderLock::take(folder);
        FolderLock moved;
        moved = std::move(*first);
        EXPECT_FALSE(FolderLock::take(folder));
        EXPECT_FALSE(first->is_held());
    }
    EXPECT_TRUE(FolderLock::take(folder));
}

TEST_F(FolderLockTest, is_free_after_its_owner_was_killed) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto lock = FolderLock::take(folder);
        (void)!::write(ready[1], lock ? "y" : "n", 1);
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    const auto refused = FolderLock::take(folder);
    ASSERT_FALSE(refused);
    EXPECT_NE(folder_in_use_sentence(refused.error()).find(std::to_string(child)), std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(FolderLock::take(folder));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(FolderLockTest, fails_where_no_file_can_be_made) {
    EXPECT_THROW((void)FolderLock::take(folder / "missing"), Failure);
}

}  // namespace
}  // namespace teczka::server
