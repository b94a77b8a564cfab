// Runs of small files: what rows become, what is resumed, what is decided, whatever the chunks.
#include "exchange/import.hpp"

#include <gtest/gtest.h>

#include "exchange/row_log.hpp"
#include "exchange/testing_office.hpp"

namespace teczka::exchange {
namespace {

constexpr std::string_view head = R"(name = "Test"
system = "test"
[[source]]
file = "in.csv"
[[source.record]]
entity = "company"
name = "main"
)";
constexpr std::string_view by_key = R"(key = "{id}"
[source.record.fields]
name = "{name}"
tax_id = "{nip}"
phone = { value = "{phone}", clear = true }
address_city = "{city}"
)";
struct Told {
    Counts counts;
    std::vector<std::string> lines;  // "3 refused tax_id_twice"
    std::optional<Refusal> refusal;
};

struct Runner : TestingOffice {
    std::size_t chunk = 200;
    Id batch = *Id::parse("019a0000-0000-7000-8000-000000000001");
    std::function<Decision(std::size_t, std::int64_t)> decide;
    int chunks_until_cancelled = -1;

    Told run(const std::string& csv, std::string_view mapping = by_key, Progress from = {}) {
        Told told;
        const auto now = context();
        auto parsed = parse_mapping(std::string{head} + std::string{mapping}, *catalogue);
        if (!parsed) return {.refusal = parsed.error()};
        int chunks = 0;
        ImportPlan plan{
            .mapping = std::move(*parsed),
            .batch = batch,
            .from = from,
            .open = [&](const SourceMapping&) -> Result<std::unique_ptr<TableFile>> {
                return csv_table(formats::source_of(csv), {}, static_cast<std::int64_t>(csv.size()));
            },
            .commit =
                [&](change::Pending pending) {
                    pending.actor = actor;
                    return committer->commit(pending);
                },
            .chunk_records = [this] { return chunk; },
            .decide = decide,
            .on_row =
                [&](const Row& row, Outcome outcome) {
                    auto line = std::to_string(row.line) + " " + std::string{outcome_name(outcome)};
                    if (row.refusal) line += " " + row.refusal->complaints.front().code;
                    told.lines.push_back(std::move(line));
                },
            .on_chunk = [&](const Progress&) { ++chunks; },
            .is_cancelled = [&] { return chunks == chunks_until_cancelled; }};
        Import import{*connection, now, std::move(plan)};
        const auto result = import.run();
        if (result)
            told.counts = result->counts;
        else
            told.refusal = result.error();
        return told;
    }
};

const std::string four = "id,name,nip,phone,city\n1,A,,1234,x\n2,B,,,y\n3,C,,,\n4,D,,,z\n";

TEST(Import, makes_each_row_once_whatever_the_chunks) {
    for (const std::size_t chunk : {1, 2, 3, 200}) {
        Runner office;
        office.chunk = chunk;
        EXPECT_EQ(office.run(four).counts.created, 4) << chunk;
        EXPECT_EQ(office.values("company", "name").size(), 4u) << chunk;
        EXPECT_EQ(office.values("external_id", "key").size(), 4u) << chunk;
    }
}

TEST(Import, a_run_cut_short_goes_on_with_other_chunks) {
    for (const std::size_t chunk : {1, 3, 200}) {
        Runner office;
        office.chunk = 4;
        office.chunks_until_cancelled = 1;
        EXPECT_LT(office.run(four).counts.created, 4);
        office.chunk = chunk;
        office.chunks_until_cancelled = -1;
        const auto told = office.run(four);
        EXPECT_EQ(told.counts.created, 4) << chunk;
        EXPECT_EQ(told.counts.changed + told.counts.skipped + told.counts.refused, 0) << chunk;
        EXPECT_EQ(office.values("company", "name").size(), 4u) << chunk;
    }
}

TEST(Import, goes_on_behind_what_is_done) {
    Runner office;
    const Progress from{.source = 0, .line = 3, .counts = {.created = 2}};
    EXPECT_EQ(office.run(four, by_key, from).counts.created, 4);
    EXPECT_EQ(office.values("company", "name").size(), 2u);
}

TEST(Import, an_empty_cell_says_nothing_unless_the_field_says_clear) {
    Runner office;
    office.run(four);
    office.batch.bytes[15] = 2;
    const auto told = office.run("id,name,nip,phone,city\n1,A,,,\n");
    EXPECT_EQ(told.counts.changed, 1);
    EXPECT_EQ(office.values("company", "phone", "name = \"A\""), std::vector<Value>{Value{}});
    EXPECT_EQ(office.values("company", "address_city", "name = \"A\""),
              std::vector<Value>{Value{std::string{"x"}}});
}

TEST(Import, of_rows_with_the_same_tax_id_the_first_comes_in) {
    const std::string csv =
        "id,name,nip,phone,city\n1,A,5265877635,,\n2,B,526-587-76-35,,\n3,C,1234567890,,\n";
    for (const std::size_t chunk : {1, 200}) {
        Runner office;
        office.chunk = chunk;
        EXPECT_EQ(office.run(csv).lines,
                  (std::vector<std::string>{"2 created", "3 refused tax_id_twice", "4 refused nip_checksum"}))
            << chunk;
    }
}

TEST(Import, obeys_decisions) {
    const std::string csv = "id,name,nip,phone,city\n1,A,5265877635,,\n2,B,5265877635,,y\n";
    const auto second = [](Decision decision) {
        return [decision](std::size_t, std::int64_t line) { return line == 3 ? decision : Decision{}; };
    };
    {
        Runner office;
        office.decide =
            second({.what = Decision::Do::create, .accepts = {"tax_id_twice"}, .reason = "a branch"});
        EXPECT_EQ(office.run(csv).counts.created, 2);
    }
    {
        Runner office;
        office.decide = second({.what = Decision::Do::create, .accepts = {}, .reason = "a branch"});
        EXPECT_EQ(office.run(csv).counts.refused, 1) << "what was not seen is not accepted";
    }
    {
        Runner office;
        office.decide = second({.what = Decision::Do::skip});
        EXPECT_EQ(office.run(csv).counts.skipped, 1);
    }
    {
        Runner office;
        office.run("id,name,nip,phone,city\n1,A,5265877635,,\n");
        const auto known = office.values("company", "id");
        office.decide = second({.what = Decision::Do::change, .record = as_id(known.front())});
        EXPECT_EQ(office.run(csv).lines, (std::vector<std::string>{"2 created", "3 changed"}));
        EXPECT_EQ(office.values("company", "name"), std::vector<Value>{Value{std::string{"B"}}});
    }
}

TEST(Import, links_the_records_of_one_row) {
    Runner office;
    const auto told = office.run("firm,who\nA,Jan Nowak\nA,Ewa Lis\n,Sam Jeden\n", R"(match = ["name"]
when = "{firm}"
[source.record.fields]
name = "{firm}"
[[source.record]]
entity = "person"
name = "contact"
[source.record.fields]
last_name = { value = "{who}", take = "last_word" }
[[source.record]]
entity = "employment"
when = "{firm}"
[source.record.fields]
company = { row = "main" }
person = { row = "contact" }
)");
    EXPECT_EQ(told.counts.created, 3) << (told.refusal ? told.refusal->complaints.front().code : "");
    EXPECT_EQ(office.values("company", "name").size(), 1u) << "made once, found again in the same chunk";
    EXPECT_EQ(office.values("employment", "company").size(), 2u);
    EXPECT_EQ(office.values("person", "last_name").size(), 3u);
}

TEST(Import, files_that_cannot_be_are_refused) {
    const std::pair<std::string, std::string> broken[]{
        {"", "csv_empty"},
        {"id,name\n1,A\n", "column_unknown"},
        {"id,name,nip,phone,city\n1,\"A\n", "csv_unterminated_quote"}};
    for (const auto& [csv, code] : broken) {
        Runner office;
        const auto told = office.run(csv);
        ASSERT_TRUE(told.refusal) << code;
        EXPECT_EQ(told.refusal->complaints.front().code, code);
    }
}

TEST(Columns, are_named_so_that_each_can_be_said) {
    TableRow row;
    for (const auto* text : {" Nazwa ", "", "Nazwa", "Telefon"}) row.cells.push_back({CellKind::text, text});
    EXPECT_EQ(column_names(row), (std::vector<std::string>{"Nazwa", "#2", "Nazwa (2)", "Telefon"}));
}

TEST(RowLog, is_read_by_outcome_and_cut_where_a_run_was_cut) {
    const auto base = testing::TempDir() + "row_log";
    remove_row_log(base);
    RowLogSizes sizes;
    {
        RowLogWriter log{base, {}};
        log.write(Outcome::created, false, "one");
        log.write(Outcome::refused, true, "two");
        sizes = log.flush();
        log.write(Outcome::refused, false, "lost");
        log.flush();
    }
    {
        RowLogWriter log{base, sizes};
        log.write(Outcome::refused, false, "three");
        log.flush();
    }
    const auto all = [&](std::string_view index) {
        RowLogReader log{base, index};
        std::string out;
        for (std::int64_t i = 0; i < log.count(); ++i) out += log.at(i) + " ";
        return out + log.at(log.count()) + log.at(-1);
    };
    EXPECT_EQ(all("all"), "one two three ");
    EXPECT_EQ(all("refused"), "two three ");
    EXPECT_EQ(all("doubtful"), "two ");
    EXPECT_EQ(all("changed"), "");
    EXPECT_FALSE(RowLogReader::is_index("rows"));
    remove_row_log(base);
    EXPECT_EQ(all("all"), "");
}

}  // namespace
}  // namespace teczka::exchange
