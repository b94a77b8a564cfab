// What a change does and what it refuses.
#include "core/change/testing.hpp"

namespace teczka::change {
namespace {

TEST(change, creates_changes_and_deletes_with_one_journal_row_each) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "Zażółć Sp. z o.o."}});
    EXPECT_EQ(office.column("company", company, "status"), "prospect");
    EXPECT_EQ(office.column("company", company, "rev"), "1");
    EXPECT_EQ(office.ask("SELECT count(*) FROM search_term"), "2");
    ASSERT_TRUE(office.change("company", company, {{"name", "Gęś"}, {"tier", "2"}}));
    EXPECT_EQ(office.column("company", company, "rev"), "2");
    EXPECT_EQ(office.ask("SELECT term FROM search_term"), "ges");
    ASSERT_TRUE(office.remove("company", company));
    EXPECT_EQ(office.ask("SELECT count(*) FROM search_term"), "0");
    EXPECT_EQ(office.ask("SELECT group_concat(kind) FROM journal"), "1,2,3");
    EXPECT_EQ(office.ask("SELECT seq FROM counter"), "3");
    EXPECT_EQ(office.committer->seq(), 3);
}

}  // namespace
}  // namespace teczka::change
