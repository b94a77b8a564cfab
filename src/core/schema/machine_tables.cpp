// The tables that no entity declares: the counter row, names, journal, search terms, sessions, credentials,
// jobs, uploads.
#include "core/schema/tables.hpp"

namespace teczka::schema {
namespace {

TableColumn number(std::string name) { return {.name = std::move(name), .rest = "NOT NULL"}; }
TableColumn text(std::string name) {
    return {.name = std::move(name), .type = ColumnType::text, .rest = "NOT NULL"};
}
TableColumn bytes(std::string name) {
    return {.name = std::move(name), .type = ColumnType::bytes, .rest = "NOT NULL"};
}
TableColumn id(std::string name) {
    return {.name = std::move(name), .type = ColumnType::id, .rest = "NOT NULL"};
}
TableColumn nullable(TableColumn column) {
    column.rest.clear();
    return column;
}
TableColumn unique(TableColumn column) {
    column.rest += " UNIQUE";
    return column;
}
TableColumn row() { return {.name = "row", .type = ColumnType::row}; }

// Who may come in, and what happened at the door.
std::vector<Table> account_tables() {
    return {
        {.name = "session",
         .columns = {bytes("token_hash"), id("user"), number("created_at"), number("last_seen_at"),
                     number("expires_at"), text("address"), text("agent")},
         .primary_key = "\"token_hash\"",
         .indexes = {index_on("session", {"user"}, {}, false)}},
        // Of a session that looks as somebody else, a user or a group.
        {.name = "session_view",
         .columns = {bytes("token_hash"), id("viewer"), id("as"), number("is_group"), number("began_at"),
                     number("ends_at")},
         .primary_key = "\"token_hash\""},
        {.name = "credential",
         .columns = {id("user"), text("encoded"), number("changed_at"), nullable(bytes("totp_secret")),
                     nullable(number("totp_step"))},
         .primary_key = "\"user\""},
        // Each worth one log-in, and gone with it.
        {.name = "recovery_code", .columns = {id("user"), bytes("hash")}, .primary_key = R"("user", "hash")"},
        {.name = "api_token",
         .columns = {bytes("token_hash"), id("id"), id("user"), text("name"), number("may_write"),
                     number("made_at"), number("expires_at"), number("last_used_at")},
         .primary_key = "\"token_hash\"",
         .indexes = {index_on("api_token", {"user"}, {}, false)}},
        // One-time links by which somebody sets his password; of the link itself only the hash is kept.
        {.name = "invitation",
         .columns = {bytes("token_hash"), id("user"), id("made_by"), number("made_at"), number("expires_at")},
         .primary_key = "\"token_hash\"",
         .indexes = {index_on("invitation", {"user"}, {}, false)}},
        {.name = "user_seen", .columns = {id("user"), number("at")}, .primary_key = "\"user\""},
        // What happened at the door. Of nobody known the ids are empty; `detail` holds JSON or nothing.
        {.name = "audit",
         .columns = {row(), number("at"), text("kind"), nullable(id("user")), nullable(id("actor")),
                     text("address"), text("detail")},
         .indexes = {index_on("audit", {"at"}, {}, false)}},
    };
}

// What runs in the background.
std::vector<Table> work_tables() {
    return {
        {.name = "import_progress",
         .columns = {id("batch"), number("chunk")},
         .primary_key = R"("batch", "chunk")"},
        // Of the system's own jobs the user is empty. Texts hold JSON.
        {.name = "job",
         .columns = {id("id"), text("kind"), nullable(id("user")), text("state"), text("title"),
                     text("parameters"), number("done"), number("total"), text("kept"), text("result"),
                     text("reasons"), number("tries"), number("is_cancelled"), number("created_at"),
                     nullable(number("started_at")), nullable(number("finished_at"))},
         .primary_key = "\"id\"",
         .indexes = {index_on("job", {"state", "id"}, {}, false)}},
        {.name = "upload",
         .columns = {id("id"), id("user"), text("name"), number("bytes"), number("received"),
                     number("created_at")},
         .primary_key = "\"id\"",
         .indexes = {index_on("upload", {"user"}, {}, false)}},
    };
}

std::vector<Table> record_tables() {
    return {
        {.name = "counter",
         .columns = {{.name = "one", .rest = "PRIMARY KEY CHECK (\"one\" = 1)"},
                     number("seq"),
                     number("catalogue_version"),
                     number("rights_version"),
                     number("session_version"),
                     number("file_version"),
                     number("text_version"),
                     bytes("epoch")}},
        // Of an entity itself the field is empty.
        {.name = "number_of",
         .columns = {{.name = "number", .rest = "PRIMARY KEY"}, text("entity"), text("field")},
         .indexes = {index_on("number_of", {"entity", "field"}, {}, true)}},
        {.name = "journal_operation",
         .columns = {row(), unique(id("op")), number("first_seq"), number("records"), number("at"),
                     id("actor"), nullable(id("on_behalf_of")), nullable(text("device")),
                     nullable(id("batch")), number("via"), nullable(text("code")), nullable(text("reasons"))},
         .indexes = {index_on("journal_operation", {"batch"}, "\"batch\" IS NOT NULL", false)}},
        // `record` is the "row" of the record, `entity` its number of number_of.
        {.name = "journal",
         .columns = {{.name = "seq", .rest = "PRIMARY KEY"},
                     number("operation"),
                     number("entity"),
                     number("record"),
                     number("kind"),
                     bytes("fields")},
         .indexes = {index_on("journal", {"entity", "record", "seq"}, {}, false)}},
        {.name = "search_term",
         .columns = {text("term"), number("class"), bytes("name_sort"), number("entity"), number("record")},
         .primary_key = R"("term", "class", "name_sort", "entity", "record")"},
    };
}

}  // namespace

std::vector<Table> machine_tables() {
    std::vector<Table> all;
    for (auto& tables : {record_tables(), account_tables(), work_tables()})
        all.insert(all.end(), tables.begin(), tables.end());
    return all;
}

}  // namespace teczka::schema
