// The store on SQLite: what goes in comes out, statements are shared safely, readers see one picture,
// failures void their transaction.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "core/base/refusal.hpp"
#include "core/store/store.hpp"

namespace teczka::store {
namespace {

std::unique_ptr<Connection> memory() { return open_sqlite({.path = ":memory:", .is_writer = true}); }

std::string first_text(Connection& connection, std::string_view sql) {
    Use use(connection.prepare(sql));
    return use->step() ? std::string(use->text(0)) : "no row";
}

std::int64_t count(Connection& connection, std::string_view table) {
    Use use(connection.prepare("SELECT count(*) FROM " + quoted(table)));
    use->step();
    return use->integer(0);
}

Failure failure_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Failure& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return {};
}

constexpr auto endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0";

// A data file of its own, gone with the test.
class File : public testing::Test {
protected:
    void SetUp() override {
        const auto* name = testing::UnitTest::GetInstance()->current_test_info()->name();
        folder_ =
            std::filesystem::temp_directory_path() / ("teczka_store_" + std::to_string(getpid()) + name);
        std::filesystem::create_directories(folder_);
        writer = open_sqlite({.path = path(), .is_writer = true});
        writer->execute("CREATE TABLE t(a INTEGER) STRICT");
        reader = open_sqlite({.path = path()});
    }
    void TearDown() override {
        reader.reset();
        writer.reset();
        std::filesystem::remove_all(folder_);
    }
    std::string path() const { return (folder_ / "office.db").string(); }
    void insert(int rows) {
        writer->begin();
        Use use(writer->prepare("INSERT INTO t VALUES (?)"));
        for (int i = 0; i < rows; ++i) {
            use->bind(1, i);
            use->step();
            use->reset();
        }
        writer->commit();
    }
    std::unique_ptr<Connection> writer, reader;
    std::filesystem::path folder_;
};

TEST(Values, come_back_as_they_went_in) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d BLOB) STRICT");
    const Id id{{0x01, 0x90, 0xc1, 0xa2, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff}};
    const std::string bytes("\0\x01\xff", 3);
    {
        Use use(db->prepare("INSERT INTO t VALUES (?, ?, ?, ?)"));
        use->bind(1, std::int64_t{5'000'000'000});
        use->bind(2, "Łódź");
        use->bind_bytes(3, bytes);
        use->bind(4, id);
        EXPECT_FALSE(use->step());
    }
    Use use(db->prepare("SELECT a, b, c, d FROM t"));
    ASSERT_TRUE(use->step());
    EXPECT_EQ(use->integer(0), 5'000'000'000);
    EXPECT_EQ(use->text(1), "Łódź");
    EXPECT_EQ(use->bytes(2), bytes);
    EXPECT_EQ(use->id(3), id);
    EXPECT_FALSE(use->step());
}

TEST(Values, empty_is_not_null) {
    const auto db = memory();
    Use use(db->prepare("SELECT ?, ?, ?, ?"));
    use->bind(1, std::string_view{});
    use->bind_bytes(2, std::string_view{});
    use->bind_null(3);
    ASSERT_TRUE(use->step());
    EXPECT_FALSE(use->is_null(0));
    EXPECT_FALSE(use->is_null(1));
    EXPECT_TRUE(use->is_null(2));
    EXPECT_TRUE(use->is_null(3));
    EXPECT_EQ(use->text(2), "");
}

TEST(Values, bind_by_their_kind) {
    const auto db = memory();
    const Value values[] = {Value{}, Value{std::int64_t{7}}, Value{std::string("ż")}, Value{Id{}}};
    Use use(db->prepare("SELECT typeof(?), typeof(?), typeof(?), typeof(?)"));
    for (int at = 0; at < 4; ++at) use->bind(at + 1, values[at]);
    ASSERT_TRUE(use->step());
    EXPECT_EQ(use->text(0), "null");
    EXPECT_EQ(use->text(1), "integer");
    EXPECT_EQ(use->text(2), "text");
    EXPECT_EQ(use->text(3), "blob");
}

TEST(Values, of_wrong_type_are_refused_by_strict_tables) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER) STRICT");
    const Failure failure = failure_of([&] {
        Use use(db->prepare("INSERT INTO t VALUES (?)"));
        use->bind(1, "many");
        use->step();
    });
    EXPECT_FALSE(failure.voids_transaction);
    EXPECT_EQ(failure.public_sentence, "internal error");
    EXPECT_EQ(count(*db, "t"), 0);
}

TEST(Names, are_quoted) {
    EXPECT_EQ(quoted("order"), "\"order\"");
    EXPECT_EQ(quoted("a\"b"), "\"a\"\"b\"");
}

TEST(Sql, with_misspelt_column_fails) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER) STRICT");
    EXPECT_THROW(db->prepare("SELECT \"b\" FROM t"), Failure);
    EXPECT_THROW(db->execute("SELECT FROM"), Failure);
}

TEST(Unique, is_told_apart_from_other_constraints) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER UNIQUE, b INTEGER NOT NULL) STRICT");
    const auto insert = [&](std::int64_t a, Value b) {
        Use use(db->prepare("INSERT INTO t VALUES (?, ?)"));
        use->bind(1, a);
        use->bind(2, b);
        return use->step_unique();
    };
    EXPECT_TRUE(insert(1, std::int64_t{1}));
    EXPECT_FALSE(insert(1, std::int64_t{2}));
    EXPECT_TRUE(insert(2, std::int64_t{2}));
    EXPECT_THROW(insert(3, Value{}), Failure);
    EXPECT_EQ(count(*db, "t"), 2);
}

TEST(Unique, refusal_keeps_the_transaction) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT");
    db->begin();
    for (const bool is_free : {true, false}) {
        Use use(db->prepare("INSERT INTO t VALUES (1)"));
        EXPECT_EQ(use->step_unique(), is_free);
    }
    db->commit();
    EXPECT_EQ(count(*db, "t"), 1);
}

TEST(ForeignKeys, are_kept) {
    const auto db = memory();
    db->execute("CREATE TABLE p(id BLOB UNIQUE) STRICT; CREATE TABLE c(p BLOB REFERENCES p(id)) STRICT");
    EXPECT_THROW(db->execute("INSERT INTO c VALUES (x'01')"), Failure);
}

TEST(Statements, are_shared_by_text_once_free) {
    const auto db = memory();
    Statement* first{};
    {
        Use use(db->prepare("SELECT 1"));
        first = &*use;
    }
    Use again(db->prepare("SELECT 1"));
    EXPECT_EQ(&*again, first);
    EXPECT_NE(&db->prepare("SELECT 2"), first);
}

TEST(Statements, in_use_are_not_handed_out_twice) {
    const auto db = memory();
    Use outer(db->prepare("SELECT ?1 UNION SELECT ?1 + 1"));
    outer->bind(1, 10);
    ASSERT_TRUE(outer->step());
    {
        Use inner(db->prepare("SELECT ?1 UNION SELECT ?1 + 1"));
        ASSERT_NE(&*inner, &*outer);
        inner->bind(1, 50);
        ASSERT_TRUE(inner->step());
        EXPECT_EQ(inner->integer(0), 50);
    }
    ASSERT_TRUE(outer->step());
    EXPECT_EQ(outer->integer(0), 11);
}

TEST(Statements, bound_again_after_reset_are_in_use) {
    const auto db = memory();
    Use use(db->prepare("SELECT ?"));
    use->reset();
    use->bind(1, 3);
    EXPECT_NE(&db->prepare("SELECT ?"), &*use);
}

TEST(Statements, least_recently_used_go_but_never_one_in_use) {
    const auto db = memory();
    Use held(db->prepare("SELECT 'held'"));
    ASSERT_TRUE(held->step());
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(first_text(*db, "SELECT " + std::to_string(i)), std::to_string(i));
    }
    EXPECT_EQ(held->text(0), "held");
    EXPECT_FALSE(held->step());
}

TEST(Statements, of_equal_length_and_ends_stay_apart) {
    const auto db = memory();
    const std::string ends(600, ' ');
    for (int i = 100; i < 400; ++i) {
        const std::string sql = "SELECT" + ends + std::to_string(i) + ends;
        ASSERT_EQ(first_text(*db, sql), std::to_string(i));
        ASSERT_EQ(first_text(*db, sql), std::to_string(i));
    }
}

TEST(Statements, can_be_forgotten) {
    const auto db = memory();
    Use held(db->prepare("SELECT 'held'"));
    ASSERT_TRUE(held->step());
    EXPECT_EQ(first_text(*db, "SELECT 1"), "1");
    db->forget_statements();
    EXPECT_EQ(held->text(0), "held");
    EXPECT_EQ(first_text(*db, "SELECT 1"), "1");
}

TEST(Time, limit_stops_a_statement) {
    const auto db = memory();
    db->limit_time(20);
    const Failure failure = failure_of([&] { first_text(*db, endless); });
    EXPECT_TRUE(failure.voids_transaction);
    EXPECT_EQ(failure.public_sentence, "this took too long and was stopped");
    db->limit_time(0);
    EXPECT_EQ(first_text(*db, "SELECT 1"), "1");
}

TEST(Time, limit_voids_the_transaction_around) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER) STRICT");
    db->begin();
    db->execute("INSERT INTO t VALUES (1)");
    db->limit_time(20);
    EXPECT_TRUE(failure_of([&] { first_text(*db, endless); }).voids_transaction);
    db->limit_time(0);
    db->rollback();  // allowed though it is over
    EXPECT_EQ(count(*db, "t"), 0);
    db->begin();
    db->commit();
}

TEST(Time, limit_does_not_stop_the_end_of_a_transaction) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a INTEGER) STRICT");
    for (int i = 0; i < 5000; ++i) {
        db->begin();
        if (i == 4000) db->limit_time(1);
        if (i < 4000) db->execute("INSERT INTO t VALUES (1)");
        db->rollback();
        if (i >= 4000) db->limit_time(1);
    }
    db->limit_time(0);
    EXPECT_EQ(count(*db, "t"), 0);
}

TEST(Full, voids_the_transaction) {
    const auto db = memory();
    db->execute("CREATE TABLE t(a BLOB) STRICT; PRAGMA max_page_count=10");
    db->begin();
    db->execute("INSERT INTO t VALUES (x'01')");
    const Failure failure = failure_of([&] { db->execute("INSERT INTO t VALUES (zeroblob(1000000))"); });
    EXPECT_TRUE(failure.voids_transaction);
    EXPECT_EQ(failure.public_sentence, "the disk is full");
    db->rollback();
    EXPECT_EQ(count(*db, "t"), 0);
}

TEST_F(File, has_its_pragmas) {
    EXPECT_EQ(first_text(*writer, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(first_text(*writer, "PRAGMA synchronous"), "2");
    EXPECT_EQ(first_text(*writer, "PRAGMA page_size"), "4096");
    for (Connection* connection : {writer.get(), reader.get()}) {
        EXPECT_EQ(first_text(*connection, "PRAGMA foreign_keys"), "1");
        EXPECT_EQ(first_text(*connection, "PRAGMA busy_timeout"), "5000");
        EXPECT_EQ(first_text(*connection, "PRAGMA cache_size"), "-1024");
        EXPECT_EQ(first_text(*connection, "PRAGMA temp_store"), "2");
    }
    EXPECT_EQ(first_text(*writer, "PRAGMA query_only"), "0");
    EXPECT_EQ(first_text(*reader, "PRAGMA query_only"), "1");
}

TEST_F(File, synchronous_is_off_only_by_option) {
    const auto quick = open_sqlite({.path = path() + "2", .is_writer = true, .synchronous_full = false});
    EXPECT_EQ(first_text(*quick, "PRAGMA synchronous"), "0");
}

TEST_F(File, reader_cannot_write) {
    EXPECT_THROW(reader->execute("INSERT INTO t VALUES (1)"), Failure);
    EXPECT_EQ(count(*writer, "t"), 0);
}

TEST_F(File, reader_keeps_one_picture_while_the_writer_goes_on) {
    insert(3);
    reader->begin_read();
    EXPECT_EQ(count(*reader, "t"), 3);
    insert(2);
    EXPECT_EQ(count(*reader, "t"), 3);
    reader->end_read();
    EXPECT_EQ(count(*reader, "t"), 5);
}

TEST_F(File, reader_sees_nothing_of_an_open_transaction) {
    writer->begin();
    writer->execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(count(*reader, "t"), 0);
    writer->rollback();
    EXPECT_EQ(count(*reader, "t"), 0);
    EXPECT_EQ(count(*writer, "t"), 0);
}

TEST_F(File, checkpoint_moves_pages_only_above_the_threshold_and_past_no_reader) {
    insert(50'000);
    const auto size = [&] { return std::filesystem::file_size(path()); };
    const auto before = size();
    checkpoint(*writer, 1'000'000);
    EXPECT_EQ(size(), before);
    checkpoint(*writer, 10);
    const auto after = size();
    EXPECT_GT(after, before);
    reader->begin_read();
    EXPECT_EQ(count(*reader, "t"), 50'000);
    insert(50'000);
    checkpoint(*writer, 10);
    EXPECT_EQ(count(*reader, "t"), 50'000);
    reader->end_read();
    EXPECT_EQ(count(*reader, "t"), 100'000);
}

TEST_F(File, that_is_missing_or_damaged_is_a_failure) {
    EXPECT_THROW(open_sqlite({.path = path() + ".missing"}), Failure);
    EXPECT_THROW(open_sqlite({.path = "/nowhere/at/all.db", .is_writer = true}), Failure);
    const std::string damaged = path() + ".damaged";
    std::FILE* file = std::fopen(damaged.c_str(), "wb");
    for (int i = 0; i < 1000; ++i) std::fputs("not a database", file);
    std::fclose(file);
    const Failure failure = failure_of([&] { open_sqlite({.path = damaged, .is_writer = true}); });
    EXPECT_EQ(failure.public_sentence, "the data file is damaged");
}

}  // namespace
}  // namespace teczka::store
