// Every limit of the product, with its unit and its reason. Nothing else in the code is a magic number of
// size.
#pragma once
#include <cstddef>
#include <cstdint>

namespace teczka::limits {

// A request body; a form with its longest notes stays below 300 KB. Files travel as raw bodies of their own.
inline constexpr std::size_t body_bytes = 1 << 20;
// The request line and headers together; browsers with many cookies stay below 8 KB.
inline constexpr std::size_t head_bytes = 16 << 10;
// JSON nesting: the deepest query of a page is 9.
inline constexpr int json_depth = 64;
// Nodes of one condition's nesting, written by a person or a segment builder.
inline constexpr int condition_depth = 16;
// Nodes of one condition in all: keeps a compiled statement below SQLite's expression depth and 64 KB of SQL.
inline constexpr int condition_nodes = 400;
// Steps in a path such as company.territory.manager.name.
inline constexpr int path_steps = 4;
// Values in one `in (…)`.
inline constexpr int in_values = 500;
// Columns, order keys, group keys and measures of one query.
inline constexpr int columns = 80;
inline constexpr int order_keys = 4;
inline constexpr int group_keys = 4;
// Rows of one page; a screen shows 30, a prefetch three screens.
inline constexpr int page_rows_default = 50;
inline constexpr int page_rows = 500;
// Groups one grouped query may answer with; a chart shows 50, a territory-by-month table 2,000.
inline constexpr int group_rows = 10'000;
// A count is exact up to here, then "10,000+".
inline constexpr int exact_count = 10'000;
// Time of one read, in milliseconds; also bounds how long a reader holds back a checkpoint.
inline constexpr int read_ms = 2'000;
// Records of one POST /changes and of one bulk chunk.
inline constexpr int changes_per_request = 500;
inline constexpr int bulk_records = 500;
// What rules may add to one change, and how far a rule may cause another.
inline constexpr int rule_records = 2'000;
inline constexpr int rule_depth = 8;
// Texts, in bytes of UTF-8: one line, and a note of some 30 pages.
inline constexpr int text_bytes = 1'000;
inline constexpr int note_bytes = 100'000;
// Hidden sort column: longer names tie and are ordered by id.
inline constexpr std::size_t sort_key_bytes = 64;
// Writer time of one bulk chunk, in milliseconds: a person's save waits no longer behind an import.
inline constexpr int bulk_chunk_ms = 20;
// The same while nobody else has written for some seconds: larger chunks meet each page of an index less
// often.
inline constexpr int quiet_chunk_ms = 100;
inline constexpr int quiet_after_ms = 5'000;
// Actor's companies up to which the anchor side drives a query whose order no index gives: beyond, sorting
// all that hangs on them takes longer than read_ms.
inline constexpr std::int64_t anchor_bearable = 70'000;
// Requests that share one transaction of the writer.
inline constexpr std::size_t group_commit = 64;
// One line and one field of a CSV file: a note is at most 100 KB, a line holds a few.
inline constexpr std::size_t csv_field_bytes = 256 << 10;
inline constexpr std::size_t csv_line_bytes = 1 << 20;
// Columns of a CSV file: the widest export known here has 300.
inline constexpr std::size_t csv_columns = 1'000;
// Jobs of one user that wait or run, days that finished ones are kept, and starts after which one that takes
// the server down is given up.
inline constexpr int jobs_per_user = 20;
inline constexpr int job_days = 30;
inline constexpr int job_tries = 4;
// A list of jobs; older ones are swept anyway.
inline constexpr int jobs_listed = 200;
// An uploaded file (a million companies as CSV are 400 MB), those of one user (an old program leaves a file a
// table, and one tries more than once), and hours until one is swept.
inline constexpr std::int64_t upload_bytes = 512LL << 20;
inline constexpr int uploads_per_user = 40;
inline constexpr int upload_hours = 24;
// Refusals and kept fields that the result of a job lists; more are only counted.
inline constexpr std::size_t result_lines = 1'000;
// A spreadsheet: parts in its zip (a workbook of 250 sheets has 600), and what they unpack to in all.
inline constexpr std::int64_t sheet_parts = 10'000;
inline constexpr std::int64_t sheet_unpacked_bytes = std::int64_t{2} << 30;
// Unpacked against packed, from so many bytes on: a million equal rows reach 60, a zip bomb 1,000.
inline constexpr std::int64_t sheet_ratio = 200;
inline constexpr std::int64_t sheet_ratio_from_bytes = 4 << 20;
// What is read before the first row: names, relations, styles.
inline constexpr std::int64_t sheet_head_bytes = 32 << 20;
// Texts that cells share, held in memory while a sheet is read; the worker has 256 MB.
inline constexpr std::int64_t sheet_shared_bytes = 128 << 20;
// Worksheets of one file, its rows and its columns with values (Excel itself: 1,048,576 and 16,384).
inline constexpr std::size_t sheet_sheets = 1'000;
inline constexpr std::int64_t sheet_rows = 1'048'576;
inline constexpr std::size_t sheet_columns = 1'000;
// One tag or one piece of text of its XML, before the parser gives it up.
inline constexpr std::int64_t sheet_token_bytes = 1 << 20;
// Nesting of its XML.
inline constexpr int sheet_depth = 64;
// Merged ranges named to people.
inline constexpr std::size_t sheet_merges_named = 20;
// Fields an administrator may add to one kind of records, choices of one field, and kinds of records: SQLite
// holds 2,000 columns a table, a form that asks for more than some dozens is not filled.
inline constexpr int custom_fields = 250;
inline constexpr int custom_choices = 200;
inline constexpr int custom_entities = 60;
// A name of what was added, with its prefix: an entity's and a field's joined are a table's name, of which
// PostgreSQL keeps 63 bytes.
inline constexpr std::size_t custom_name_bytes = 30;
// Hits of one search page and the shortest prefix that is looked up.
inline constexpr int search_rows = 20;
inline constexpr int search_prefix = 2;

}  // namespace teczka::limits
