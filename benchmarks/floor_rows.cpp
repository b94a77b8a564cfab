// The floor of writing: the rows, index and journal that the product wrote, read into memory and written once
// more by a bare loop in the same order, with nothing checked. Foreign keys are off: nobody asked for them.
#include <fmt/core.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "benchmarks/floor.hpp"
#include "benchmarks/raw.hpp"

namespace teczka::floor {
namespace {

struct Cell {
    int type{SQLITE_NULL};
    std::int64_t number{};
    std::string bytes;
};
using Row = std::vector<Cell>;

Row read_row(const RawStatement& from) {
    Row row(static_cast<std::size_t>(sqlite3_column_count(from)));
    for (int i = 0; i < sqlite3_column_count(from); ++i) {
        auto& cell = row[static_cast<std::size_t>(i)];
        cell.type = sqlite3_column_type(from, i);
        if (cell.type == SQLITE_INTEGER) cell.number = from.integer(i);
        if (cell.type == SQLITE_TEXT || cell.type == SQLITE_BLOB) cell.bytes = from.text(i);
    }
    return row;
}

void write_row(RawStatement& to, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto& cell = row[i];
        const int at = static_cast<int>(i) + 1, size = static_cast<int>(cell.bytes.size());
        if (cell.type == SQLITE_INTEGER)
            sqlite3_bind_int64(to, at, cell.number);
        else if (cell.type == SQLITE_TEXT)
            sqlite3_bind_text(to, at, cell.bytes.data(), size, SQLITE_STATIC);
        else if (cell.type == SQLITE_BLOB)
            sqlite3_bind_blob(to, at, cell.bytes.data(), size, SQLITE_STATIC);
        else
            sqlite3_bind_null(to, at);
    }
    to.run();
}

std::vector<std::string> columns_of(Raw& raw, const std::string& table) {
    std::vector<std::string> out;
    RawStatement columns{raw, "SELECT name FROM pragma_table_info('" + table + "')"};
    while (columns.step()) out.push_back("\"" + columns.text(0) + "\"");
    return out;
}

std::string list(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

std::string insert_sql(Raw& raw, const std::string& table) {
    const auto columns = columns_of(raw, table);
    return "INSERT INTO \"" + table + "\" (" + list(columns) + ") VALUES (" +
           list(std::vector<std::string>(columns.size(), "?")) + ")";
}

// Rows of one table, in the order in which they are written.
struct Table {
    std::string name;
    std::vector<Row> rows{};
};

struct Record {
    std::vector<std::pair<std::size_t, std::size_t>> rows;  // table, row of it
};

struct Operation {
    std::vector<Record> records;
    std::vector<std::pair<std::size_t, std::size_t>> journal;
};

class Written {
public:
    Written(const std::string& path, std::int64_t since) : raw_{path, SQLITE_OPEN_READONLY}, since_{since} {
        read_entities();
        read_journal();
        read_terms();
    }

    std::vector<Table> tables;
    std::vector<Operation> operations;
    std::int64_t records{};
    Raw& raw() { return raw_; }

private:
    using Key = std::pair<std::int64_t, std::int64_t>;  // entity, row

    std::size_t table(const std::string& name) {
        for (std::size_t i = 0; i < tables.size(); ++i)
            if (tables[i].name == name) return i;
        tables.push_back({name});
        return tables.size() - 1;
    }
    void read_entities();
    void read_journal();
    void read_terms();
    void add_record(const Key& key, Record& record);
    void add_links(const std::string& entity, std::int64_t row, Record& record);

    Raw raw_;
    std::int64_t since_;
    std::map<std::int64_t, std::string> entities_;
    std::map<std::string, std::vector<std::string>> links_;  // tables of links by entity
    std::map<std::string, RawStatement> finds_;
    std::map<Key, Record*> created_;
};

void Written::read_entities() {
    RawStatement names{raw_, "SELECT number, entity, field FROM number_of"};
    while (names.step()) {
        const auto entity = names.text(1), field = names.text(2), link = entity + "_" + field;
        if (field.empty()) {
            entities_[names.integer(0)] = entity;
        } else if (const auto columns = columns_of(raw_, link);
                   columns.size() == 2 && columns[0] == "\"owner\"") {
            links_[entity].push_back(link);
        }
    }
}

void Written::add_links(const std::string& entity, std::int64_t row, Record& record) {
    for (const auto& link : links_[entity]) {
        const auto sql = "SELECT owner, target FROM \"" + link + "\" WHERE owner = (SELECT id FROM \"" +
                         entity + "\" WHERE \"row\" = ?)";
        auto& find = finds_.try_emplace(link, raw_, sql).first->second;
        sqlite3_bind_int64(find, 1, row);
        const auto place = table(link);
        while (find.step()) {
            record.rows.emplace_back(place, tables[place].rows.size());
            tables[place].rows.push_back(read_row(find));
        }
        sqlite3_reset(find);
    }
}

void Written::add_record(const Key& key, Record& record) {
    const auto& name = entities_.at(key.first);
    const auto place = table(name);
    if (!finds_.contains(name)) {
        const auto sql =
            "SELECT " + list(columns_of(raw_, name)) + " FROM \"" + name + "\" WHERE \"row\" = ?";
        finds_.try_emplace(name, raw_, sql);
    }
    auto& find = finds_.at(name);
    sqlite3_bind_int64(find, 1, key.second);
    if (find.step()) {
        record.rows.emplace_back(place, tables[place].rows.size());
        tables[place].rows.push_back(read_row(find));
        created_[key] = &record;
    }
    sqlite3_reset(find);
    add_links(name, key.second, record);
}

void Written::read_journal() {
    const auto operation_columns = columns_of(raw_, "journal_operation");
    const auto journal_columns = columns_of(raw_, "journal");
    const auto operations_at = table("journal_operation"), journal_at = table("journal");
    RawStatement all{raw_,
                     "SELECT " + list(operation_columns) +
                         ", first_seq, records FROM journal_operation WHERE first_seq > ? ORDER BY \"row\""};
    RawStatement rows{raw_,
                      "SELECT " + list(journal_columns) +
                          ", entity, record, kind FROM journal WHERE seq >= ? AND seq < ? ORDER BY seq"};
    sqlite3_bind_int64(all, 1, since_);
    while (all.step()) {
        const int behind = static_cast<int>(operation_columns.size());
        const auto first = all.integer(behind), count = all.integer(behind + 1);
        auto& operation = operations.emplace_back();
        operation.records.reserve(static_cast<std::size_t>(count));  // created_ points into it
        sqlite3_bind_int64(rows, 1, first);
        sqlite3_bind_int64(rows, 2, first + count);
        while (rows.step()) {
            const int after = static_cast<int>(journal_columns.size());
            auto row = read_row(rows);
            row.resize(journal_columns.size());
            operation.journal.emplace_back(journal_at, tables[journal_at].rows.size());
            tables[journal_at].rows.push_back(std::move(row));
            if (rows.integer(after + 2) != 1) continue;  // created here
            add_record({rows.integer(after), rows.integer(after + 1)}, operation.records.emplace_back());
        }
        sqlite3_reset(rows);
        auto row = read_row(all);
        row.resize(operation_columns.size());
        operation.journal.emplace_back(operations_at, tables[operations_at].rows.size());
        tables[operations_at].rows.push_back(std::move(row));
        records += static_cast<std::int64_t>(operation.records.size());
    }
}

void Written::read_terms() {
    std::map<std::int64_t, std::int64_t> first_rows;
    for (const auto& [key, record] : created_) first_rows.try_emplace(key.first, key.second);
    const auto place = table("search_term");
    const auto columns = columns_of(raw_, "search_term");
    for (const auto& [entity, first] : first_rows) {
        RawStatement terms{
            raw_, "SELECT " + list(columns) + ", record FROM search_term WHERE entity = ? AND record >= ?"};
        sqlite3_bind_int64(terms, 1, entity);
        sqlite3_bind_int64(terms, 2, first);
        while (terms.step()) {
            const auto record = terms.integer(static_cast<int>(columns.size()));
            const auto found = created_.find({entity, record});
            if (found == created_.end()) continue;
            auto row = read_row(terms);
            row.resize(columns.size());
            found->second->rows.emplace_back(place, tables[place].rows.size());
            tables[place].rows.push_back(std::move(row));
        }
    }
}

void make_schema(Raw& from, Raw& to) {
    RawStatement all{from,
                     "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"};
    while (all.step()) to.run(all.text(0));
    to.run("INSERT INTO counter SELECT 1, 0, 0, 0, 0, 1, 1, x'00'");
}

}  // namespace

void insert_again(const Inserts& inserts) {
    Written written{inserts.from, inserts.since};
    const bool is_new = !std::filesystem::exists(inserts.to);
    Raw to{inserts.to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
    to.run("PRAGMA cache_size=-" + std::to_string(inserts.cache_kib) +
           "; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4096;");
    if (is_new) make_schema(written.raw(), to);
    std::vector<RawStatement> statements;
    for (const auto& table : written.tables)
        statements.emplace_back(to, insert_sql(written.raw(), table.name));
    RawStatement begin{to, "BEGIN IMMEDIATE"}, commit{to, "COMMIT"},
        count{to, "UPDATE counter SET seq = seq + ?"};
    const auto write = [&](const std::pair<std::size_t, std::size_t>& at) {
        write_row(statements[at.first], written.tables[at.first].rows[at.second]);
    };
    const auto began = std::chrono::steady_clock::now();
    std::int64_t open = 0, commits = 0;
    const auto close = [&] {
        sqlite3_bind_int64(count, 1, open);
        count.run();
        commit.run();
        open = 0;
        ++commits;
    };
    for (const auto& operation : written.operations) {
        if (open == 0) begin.run();
        for (const auto& record : operation.records)
            for (const auto& row : record.rows) write(row);
        for (const auto& row : operation.journal) write(row);
        open += std::max<std::int64_t>(1, static_cast<std::int64_t>(operation.records.size()));
        if (open >= inserts.per_commit) close();
    }
    if (open > 0) close();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::size_t rows = 0;
    for (const auto& table : written.tables) rows += table.rows.size();
    fmt::print("{{\"records\":{},\"rows\":{},\"commits\":{},\"seconds\":{:.4f},\"per_second\":{:.1f}}}\n",
               written.records, rows, commits, took.count(),
               static_cast<double>(written.records) / took.count());
}

}  // namespace teczka::floor
