// Comma-separated values (RFC 4180), read and written as streams in bounded memory.
// Blanks around quotes are dropped. Read: UTF-8, UTF-16, windows-1250, iso-8859-2 and windows-1252; fields
// apart by , ; tab or |; lines ended by LF, CRLF or CR. All but the quotes are found out of the first 64 KB,
// unless the options say otherwise.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/refusal.hpp"
#include "formats/charset.hpp"

namespace teczka::formats {

// Fills (a part of) the span and says how many bytes; 0 is the end. A machine's error leaves through fail().
using ByteSource = std::function<std::size_t(std::span<char>)>;
// The bytes must outlive the source.
ByteSource source_of(std::string_view bytes);

struct CsvOptions {
    std::optional<Charset> charset{};
    std::optional<char> delimiter{};
    bool has_head{true};
    int skip_records{};  // title lines before the head
};

struct CsvShape {
    Charset charset{Charset::utf_8};
    char delimiter{','};
    std::vector<std::string>
        head{};  // as written, untrimmed, also empty and repeated names; empty without head
};

struct CsvRecord {
    std::int64_t line{};                     // on which it begins; the file's first line is 1
    std::int64_t number{};                   // 1 is the first after the head
    std::vector<std::string_view> fields{};  // hold until the next call of next()
};

// What is refused; every complaint has the parameter `line`.
//   one record, reading goes on with next():
//     csv_field_count (expected, found)  csv_text_after_quote  csv_bad_encoding (charset)
//   the file, each further call answers the same:
//     csv_binary  csv_unterminated_quote  csv_field_too_long (max)  csv_line_too_long (max)
//     csv_too_many_columns (max) csv_empty: not even a head
class CsvReader {
public:
    explicit CsvReader(ByteSource source, CsvOptions options = {});

    // First of all: detects and reads the head.
    Result<CsvShape> open();
    // The next record, or false at the end. Lines without any character are skipped. With a refusal of one
    // record, `record` holds what was read of it. Without a head the first record says how many fields there
    // are.
    Result<bool> next(CsvRecord& record);
    bool is_over() const { return is_over_; }  // ended or given up: next() will not go on
    std::int64_t bytes_read() const { return bytes_read_; }

private:
    enum class State { field_start, blanks, plain, quoted, quote_seen, closed, stray };
    struct Piece {
        std::size_t begin, end;
    };

    Result<bool> read_record(CsvRecord& record);
    Result<bool> scan();
    void after_blanks();
    void scan_plain();
    void scan_quoted();
    void after_quote();
    bool end_field();
    Result<bool> finish();
    Result<bool> check(const CsvRecord& record) const;
    bool refill();
    void pull();
    char choose_delimiter() const;
    void set_delimiter(char delimiter);
    std::unexpected<Refusal> give_up(std::string code, std::int64_t line, std::size_t max = 0);

    ByteSource source_;
    CsvOptions options_;
    CsvShape shape_;
    CharsetDecoder decoder_{Charset::utf_8};
    std::optional<Refusal> refusal_;         // of the whole file
    std::array<std::uint8_t, 256> stops_{};  // what the scanners stop at, a bit a scanner

    std::string text_;      // UTF-8: the present record and what was read behind it
    std::string raw_;       // a piece of the source on its way to the decoder
    std::size_t record_{};  // where in text_ the present record begins
    std::size_t field_{};   // where its present field begins
    std::size_t write_{};   // and ends; behind at_ once a doubled quote made it shorter
    std::size_t at_{};      // next byte to look at
    std::vector<Piece> pieces_;
    State state_{State::field_start};
    bool is_dry_{};  // the source has ended
    bool is_over_{};
    bool skips_lf_{};             // the record before ended with CR
    bool is_quoted_{};            // the present field
    bool has_stray_{};            // the present record has text after a quote
    std::int64_t line_{1};        // of record_
    std::int64_t inner_lines_{};  // line ends inside the quoted fields of the present record
    std::int64_t numbered_{};
    std::size_t width_{};  // fields every record must have; 0 as long as unknown
    std::int64_t bytes_read_{};
};

struct CsvStyle {
    char delimiter{','};
    bool ends_with_crlf{true};
    bool has_byte_order_mark{};  // Excel takes a file for windows-1250 otherwise
    // Puts ' before texts that begin with = + - @ tab or CR, which spreadsheets would take for formulas. This
    // changes the data: for files that people open, not for those that programs read back.
    bool guards_formulas{};
};

// Appends to `out`, which may be emptied between records. The caller sees to equal numbers of fields.
class CsvWriter {
public:
    explicit CsvWriter(std::string& out, CsvStyle style = {});

    void field(std::string_view text);
    // A number or a date of ours: never guarded, so that -1.50 stays a number.
    void plain_field(std::string_view text);
    void end_record();

private:
    void put(std::string_view text, bool is_guarded);

    std::string& out_;
    CsvStyle style_;
    std::size_t fields_{};
    bool is_empty_so_far_{true};
};

}  // namespace teczka::formats
