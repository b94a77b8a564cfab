// The floor of the data file: the same data in plain tables with the same indexes. And figures taken from a
// data file by plain SQL, to hold the product's answers against.
#include <fmt/core.h>

#include <filesystem>
#include <set>
#include <vector>

#include "benchmarks/floor.hpp"
#include "benchmarks/raw.hpp"

namespace teczka::floor {
namespace {

std::set<std::string> first_column(Raw& raw, const std::string& sql) {
    std::set<std::string> out;
    RawStatement rows{raw, sql};
    while (rows.step()) out.insert(rows.text(0));
    return out;
}

std::int64_t number(Raw& raw, const std::string& sql) {
    RawStatement one{raw, sql};
    return one.step() ? one.integer(0) : 0;
}

std::int64_t bytes_of(Raw& raw, const std::string& condition) {
    return number(raw,
                  "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN (SELECT "
                  "name FROM sqlite_master WHERE " +
                      condition + ")");
}

bool is_hidden(const std::string& column, const std::set<std::string>& columns) {
    for (const std::string_view end : {"_fold", "_sort"})
        if (column.ends_with(end) && columns.contains(column.substr(0, column.size() - end.size())))
            return true;
    return false;
}

// A table as it would stand without search and order: each column on a line of its own, the hidden ones left
// out; in an index the value takes the place of its sort key.
struct Plain {
    std::string table, create, columns;
    std::vector<std::string> indexes;
};

std::string without_columns(const std::string& create, const std::set<std::string>& hidden) {
    std::vector<std::string> kept;
    for (std::size_t at = 0; at <= create.size();) {
        const auto end = std::min(create.find('\n', at), create.size());
        const auto line = create.substr(at, end - at);
        at = end + 1;
        const auto open = line.find('"'), close = line.find('"', open + 1);
        const bool is_column = line.starts_with("    \"") && close != std::string::npos;
        if (is_column && hidden.contains(line.substr(open + 1, close - open - 1))) continue;
        kept.push_back(line);
    }
    std::string out;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        auto line = kept[i];
        const bool is_last = i + 1 < kept.size() && kept[i + 1].starts_with(")");
        if (is_last && line.ends_with(",")) line.pop_back();
        out += line + "\n";
    }
    return out;
}

Plain plain_of(Raw& from, const std::string& table) {
    const auto columns = first_column(from, "SELECT name FROM pragma_table_info('" + table + "')");
    std::set<std::string> hidden;
    Plain plain{.table = table, .create = {}, .columns = {}, .indexes = {}};
    for (const auto& column : columns) {
        if (is_hidden(column, columns))
            hidden.insert(column);
        else
            plain.columns += (plain.columns.empty() ? "\"" : ", \"") + column + "\"";
    }
    RawStatement all{
        from, "SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name = '" + table + "'"};
    while (all.step()) {
        auto sql = all.text(1);
        if (all.text(0) == "table") {
            plain.create = without_columns(sql, hidden);
            continue;
        }
        for (const auto& column : hidden) {
            const auto whole = "\"" + column + "\"";
            for (auto at = sql.find(whole); at != std::string::npos; at = sql.find(whole))
                sql.replace(at, whole.size(), "\"" + column.substr(0, column.size() - 5) + "\"");
        }
        plain.indexes.push_back(sql);
    }
    return plain;
}

// Entities and their links; neither what is derived from them nor what the machine keeps for itself.
std::set<std::string> data_tables(Raw& from) {
    auto tables = first_column(from, "SELECT DISTINCT entity FROM number_of WHERE field = ''");
    tables.merge(
        first_column(from,
                     "SELECT m.name FROM number_of AS n JOIN sqlite_master AS m ON m.type = 'table' AND "
                     "m.name = n.entity || '_' || n.field JOIN pragma_table_info(m.name) AS c "
                     "WHERE c.name = 'target'"));
    return tables;
}

}  // namespace

void copy_plain(const std::string& from_path, const std::string& to_path) {
    std::filesystem::remove(to_path);
    Raw from{from_path, SQLITE_OPEN_READONLY};
    {
        Raw to{to_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
        to.run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;");
        to.run("ATTACH '" + from_path + "' AS whole");
        for (const auto& table : data_tables(from)) {
            const auto plain = plain_of(from, table);
            to.run(plain.create);
            to.run("INSERT INTO main.\"" + table + "\" (" + plain.columns + ") SELECT " + plain.columns +
                   " FROM whole.\"" + table + "\"");
            for (const auto& index : plain.indexes) to.run(index);
        }
    }
    const auto whole = number(from, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    const auto plain = static_cast<std::int64_t>(std::filesystem::file_size(to_path));
    fmt::print("{{\"whole\":{},\"journal\":{},\"search\":{},\"free\":{},\"plain\":{}}}\n", whole,
               bytes_of(from, "tbl_name IN ('journal', 'journal_operation')"),
               bytes_of(from, "tbl_name = 'search_term'"),
               number(from, "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"),
               plain);
}

// Net by year of sale and territory, added up from the lines themselves.
void add_up_lines(const std::string& data) {
    Raw raw{data, SQLITE_OPEN_READONLY};
    RawStatement all{
        raw,
        "SELECT cast(strftime('%Y', i.sold_on * 86400, 'unixepoch') AS integer), hex(i.territory), "
        "sum(l.net) FROM invoice AS i CROSS JOIN invoice_line AS l ON l.invoice = i.id WHERE "
        "i.deleted_at IS NULL AND l.deleted_at IS NULL AND i.status = 'registered' GROUP BY 1, 2"};
    fmt::print("[");
    for (bool is_first = true; all.step(); is_first = false)
        fmt::print("{}[{},\"{}\",{}]", is_first ? "" : ",", all.integer(0), all.text(1), all.integer(2));
    fmt::print("]\n");
}

// The word of company names whose number of names is nearest to `wanted`.
void choose_words(const std::string& data, std::int64_t wanted) {
    Raw raw{data, SQLITE_OPEN_READONLY};
    RawStatement word{
        raw,
        "SELECT term, count(*) AS names FROM search_term WHERE class = 0 AND entity = (SELECT number "
        "FROM number_of WHERE entity = 'company' AND field = '') GROUP BY term ORDER BY abs(names - ?)"
        " LIMIT 1"};
    sqlite3_bind_int64(word, 1, wanted);
    if (!word.step()) stop("no words");
    fmt::print("{{\"word\":\"{}\",\"names\":{}}}\n", word.text(0), word.integer(1));
}

void last_seq(const std::string& data) {
    Raw raw{data, SQLITE_OPEN_READONLY};
    fmt::print("{{\"seq\":{}}}\n", number(raw, "SELECT seq FROM counter"));
}

}  // namespace teczka::floor
