// One scanner goes over the bytes once, whatever pieces they arrive in; doubled quotes are shortened in
// place, so a record's fields are views into the one buffer.
#include "formats/csv.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::formats {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;  // read at once, and looked at to detect
constexpr std::size_t sample_records = 200;
constexpr std::string_view delimiters = ",;\t|";  // in the order in which ties are decided

constexpr std::uint8_t stops_plain = 1;
constexpr std::uint8_t stops_quoted = 2;

bool is_ascii(std::string_view text) {
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        seen |= word;
    }
    for (; i < text.size(); ++i) seen |= static_cast<std::uint64_t>(text[i] & 0x80) << 56;
    return (seen & 0x8080808080808080U) == 0;
}

std::int64_t line_ends(std::string_view text) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        count += text[i] == '\n' || (text[i] == '\r' && !text.substr(i + 1).starts_with('\n'));
    return count;
}

std::pair<std::string, std::string> parameter(std::string name, std::int64_t number) {
    return {std::move(name), std::to_string(number)};
}

// How well a delimiter explains a sample: the share of records with as many fields as the first. A file whose
// first line is a title (one field) is explained half as well by what most of its records agree on.
double explained(const std::vector<std::size_t>& widths) {
    if (widths.empty()) return 0;
    const auto share = [&](std::size_t width) {
        return static_cast<double>(std::count(widths.begin(), widths.end(), width)) /
               static_cast<double>(widths.size());
    };
    if (widths.front() > 1) return share(widths.front());
    const auto middle = widths[widths.size() / 2];
    if (middle == 1 || share(middle) < 0.5) return share(1) * 0.1;
    return share(middle) * 0.5;
}

}  // namespace

ByteSource source_of(std::string_view bytes) {
    return [rest = bytes](std::span<char> room) mutable {
        const auto count = rest.copy(room.data(), room.size());
        rest.remove_prefix(count);
        return count;
    };
}

CsvReader::CsvReader(ByteSource source, CsvOptions options)
    : source_(std::move(source)), options_(std::move(options)) {}

Result<CsvShape> CsvReader::open() {
    raw_.resize(piece_bytes);
    std::size_t count = 0;
    while (count < piece_bytes && !is_dry_) {
        const auto got = source_(std::span{raw_}.subspan(count));
        is_dry_ = got == 0;
        count += got;
    }
    bytes_read_ = static_cast<std::int64_t>(count);
    const std::string_view sample{raw_.data(), count};
    auto detected = detect_charset(sample, is_dry_);
    if (options_.charset && *options_.charset != detected.charset) detected = {*options_.charset, 0};
    shape_.charset = detected.charset;
    decoder_ = CharsetDecoder{shape_.charset};
    decoder_.append(sample.substr(detected.mark_bytes), text_);
    if (is_dry_) decoder_.finish(text_);
    set_delimiter(options_.delimiter ? *options_.delimiter : choose_delimiter());

    CsvRecord record;
    for (int i = 0; i <= options_.skip_records; ++i) {
        if (i == options_.skip_records && !options_.has_head) return shape_;
        const auto got = read_record(record);
        if (!got) return std::unexpected(got.error());
        if (!*got) return give_up("csv_empty", line_);
    }
    if (const auto right = check(record); !right) {
        refusal_ = right.error();
        is_over_ = true;
        return std::unexpected(right.error());
    }
    shape_.head.assign(record.fields.begin(), record.fields.end());
    width_ = record.fields.size();
    return shape_;
}

Result<bool> CsvReader::next(CsvRecord& record) {
    if (refusal_) return std::unexpected(*refusal_);
    if (is_over_) return false;
    if (auto got = read_record(record); !got || !*got) return got;
    record.number = ++numbered_;
    if (width_ == 0) width_ = record.fields.size();
    return check(record);
}

Result<bool> CsvReader::check(const CsvRecord& record) const {
    const auto line = parameter("line", record.line);
    if (has_stray_) return refuse("csv_text_after_quote", {}, {line});
    const std::string_view whole{text_.data() + record_, at_ - record_};
    if (!is_ascii(whole) && !std::all_of(record.fields.begin(), record.fields.end(), is_utf8))
        return refuse("csv_bad_encoding", {}, {line, {"charset", std::string{charset_name(shape_.charset)}}});
    if (width_ != 0 && record.fields.size() != width_)
        return refuse("csv_field_count", {},
                      {line, parameter("expected", static_cast<std::int64_t>(width_)),
                       parameter("found", static_cast<std::int64_t>(record.fields.size()))});
    return true;
}

Result<bool> CsvReader::read_record(CsvRecord& record) {
    for (;;) {
        pieces_.clear();
        has_stray_ = is_quoted_ = false;
        state_ = State::field_start;
        record_ = field_ = write_ = at_;
        if (at_ == text_.size()) refill();
        if (std::exchange(skips_lf_, false) && at_ < text_.size() && text_[at_] == '\n')
            record_ = field_ = write_ = ++at_;
        const auto got = scan();
        if (!got || !*got) {
            is_over_ = true;
            record.fields.clear();
            return got;
        }
        record.line = line_;
        line_ += 1 + std::exchange(inner_lines_, 0);
        const bool is_blank = pieces_.size() == 1 && !is_quoted_ && pieces_[0].begin == pieces_[0].end;
        if (is_blank) continue;
        record.fields.clear();
        for (const auto& piece : pieces_)
            record.fields.emplace_back(text_.data() + piece.begin, piece.end - piece.begin);
        return true;
    }
}

// To the end of the record: true; false when there is none.
Result<bool> CsvReader::scan() {
    for (;;) {
        if (at_ == text_.size() && !refill()) return finish();
        if (at_ - record_ > limits::csv_line_bytes)
            return give_up("csv_line_too_long", line_, limits::csv_line_bytes);
        if (at_ > field_ && at_ - field_ > limits::csv_field_bytes + 1 && state_ != State::field_start)
            return give_up("csv_field_too_long", line_ + inner_lines_, limits::csv_field_bytes);
        if (state_ == State::field_start) {
            is_quoted_ = false;
            field_ = at_;
            state_ = State::blanks;
        }
        if (state_ == State::blanks) {
            after_blanks();
            continue;
        }
        if (state_ == State::quoted)
            scan_quoted();
        else if (state_ == State::plain)
            scan_plain();
        else
            after_quote();
        if (at_ == text_.size() || state_ == State::quoted || state_ == State::quote_seen) {
            if (at_ < text_.size() && text_[at_] == 0) return give_up("csv_binary", line_ + inner_lines_);
            continue;
        }
        const auto stop = text_[at_];
        if (stop == 0) return give_up("csv_binary", line_ + inner_lines_);
        if (stop != shape_.delimiter && stop != '\n' && stop != '\r') continue;
        if (!end_field()) return std::unexpected(*refusal_);
        ++at_;
        if (stop == shape_.delimiter) continue;
        skips_lf_ = stop == '\r';
        return true;
    }
}

// Blanks before a quote are dropped, before anything else they belong to the field.
void CsvReader::after_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    write_ = at_;
    if (at_ == text_.size()) return;
    is_quoted_ = text_[at_] == '"';
    if (is_quoted_) field_ = write_ = ++at_;
    state_ = is_quoted_ ? State::quoted : State::plain;
}

void CsvReader::scan_plain() {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text_.data());
    const auto end = text_.size();
    auto p = at_;
    while (p < end && (stops_[bytes[p]] & stops_plain) == 0) ++p;
    at_ = write_ = p;
}

void CsvReader::scan_quoted() {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text_.data());
    const auto end = text_.size();
    auto p = at_;
    while (p < end && (stops_[bytes[p]] & stops_quoted) == 0) ++p;
    if (write_ != at_) std::memmove(text_.data() + write_, text_.data() + at_, p - at_);
    write_ += p - at_;
    at_ = p;
    if (p == end || bytes[p] != '"') return;
    ++at_;
    state_ = State::quote_seen;
}

// Behind a quote inside a quoted field: a second one, the end of the field, blanks (dropped), or what should
// not be there (kept, and the record refused).
void CsvReader::after_quote() {
    const auto c = text_[at_];
    if ((stops_[static_cast<unsigned char>(c)] & stops_plain) != 0) {
        state_ = State::closed;
        return;
    }
    if (state_ == State::quote_seen && c == '"') {
        state_ = State::quoted;
    } else if (state_ != State::stray && (c == ' ' || c == '\t')) {
        state_ = State::closed;
        ++at_;
        return;
    } else {
        state_ = State::stray;
        has_stray_ = true;
    }
    text_[write_++] = c;
    ++at_;
}

bool CsvReader::end_field() {
    if (write_ - field_ > limits::csv_field_bytes)
        return give_up("csv_field_too_long", line_ + inner_lines_, limits::csv_field_bytes), false;
    if (pieces_.size() == limits::csv_columns)
        return give_up("csv_too_many_columns", line_, limits::csv_columns), false;
    pieces_.push_back({field_, write_});
    if (is_quoted_) inner_lines_ += line_ends({text_.data() + field_, write_ - field_});
    state_ = State::field_start;
    return true;
}

Result<bool> CsvReader::finish() {
    if (state_ == State::quoted) return give_up("csv_unterminated_quote", line_ + inner_lines_);
    if (state_ == State::field_start) {
        if (pieces_.empty()) return false;
        field_ = write_ = at_;  // the file ends behind a delimiter: one more empty field
        is_quoted_ = false;
    }
    if (!end_field()) return std::unexpected(*refusal_);
    return true;
}

// Moves the present record to the front and reads on; false at the end of the source.
bool CsvReader::refill() {
    if (record_ > 0) {
        text_.erase(0, record_);
        for (auto& piece : pieces_) piece = {piece.begin - record_, piece.end - record_};
        field_ -= record_;
        write_ -= record_;
        at_ -= record_;
        record_ = 0;
    }
    while (at_ == text_.size() && !is_dry_) pull();
    return at_ < text_.size();
}

void CsvReader::pull() {
    const bool is_direct = shape_.charset == Charset::utf_8;
    auto& target = is_direct ? text_ : raw_;
    const auto before = is_direct ? text_.size() : 0;
    target.resize(before + piece_bytes);
    const auto count = source_(std::span{target}.subspan(before));
    target.resize(before + count);
    bytes_read_ += static_cast<std::int64_t>(count);
    is_dry_ = count == 0;
    if (!is_direct) decoder_.append(raw_, text_);
    if (is_dry_) decoder_.finish(text_);
}

void CsvReader::set_delimiter(char delimiter) {
    shape_.delimiter = delimiter;
    stops_ = {};
    for (const char c : {delimiter, '\n', '\r', '\0'}) stops_[static_cast<unsigned char>(c)] |= stops_plain;
    for (const char c : {'"', '\0'}) stops_[static_cast<unsigned char>(c)] |= stops_quoted;
}

// Reads the beginning with each candidate and takes the one that explains it best.
char CsvReader::choose_delimiter() const {
    char best = delimiters[0];
    double best_score = 0;
    std::size_t best_width = 0;
    for (const char candidate : delimiters) {
        CsvReader trial{source_of(text_), {Charset::utf_8, candidate, false, options_.skip_records}};
        if (!trial.open()) continue;
        std::vector<std::size_t> widths;
        CsvRecord record;
        while (widths.size() < sample_records) {
            const auto got = trial.next(record);
            if (trial.is_over() && record.fields.empty()) break;
            if (got || !record.fields.empty()) widths.push_back(record.fields.size());
        }
        if (!is_dry_ && trial.is_over() && widths.size() > 1)
            widths.pop_back();  // cut off by the sample's end
        const auto score = explained(widths);
        const auto width = widths.empty() ? 0 : *std::max_element(widths.begin(), widths.end());
        if (score > best_score || (score == best_score && width > best_width)) {
            best = candidate;
            best_score = score;
            best_width = width;
        }
    }
    return best;
}

std::unexpected<Refusal> CsvReader::give_up(std::string code, std::int64_t line, std::size_t max) {
    is_over_ = true;
    std::vector<std::pair<std::string, std::string>> parameters{parameter("line", line)};
    if (max != 0) parameters.push_back(parameter("max", static_cast<std::int64_t>(max)));
    auto refused = refuse(std::move(code), {}, std::move(parameters));
    refusal_ = refused.error();
    return refused;
}

CsvWriter::CsvWriter(std::string& out, CsvStyle style) : out_(out), style_(style) {
    if (style_.has_byte_order_mark) out_ += "\xEF\xBB\xBF";
}

void CsvWriter::field(std::string_view text) {
    put(text, style_.guards_formulas && text.find_first_of("=+-@\t\r") == 0);
}

void CsvWriter::plain_field(std::string_view text) { put(text, false); }

void CsvWriter::put(std::string_view text, bool is_guarded) {
    if (fields_++ > 0) out_ += style_.delimiter;
    is_empty_so_far_ = is_empty_so_far_ && text.empty();
    const char special[] = {style_.delimiter, '"', '\r', '\n'};
    const bool is_quoted = text.find_first_of({special, sizeof special}) != std::string_view::npos;
    if (is_quoted) out_ += '"';
    if (is_guarded) out_ += '\'';
    if (!is_quoted) {
        out_ += text;
        return;
    }
    for (std::size_t i = 0; i <= text.size();) {
        const auto quote = std::min(text.find('"', i), text.size());
        out_ += text.substr(i, quote - i);
        out_ += quote < text.size() ? "\"\"" : "\"";
        i = quote + 1;
    }
}

void CsvWriter::end_record() {
    if (fields_ == 1 && is_empty_so_far_)
        out_ += "\"\"";  // else it would be a blank line, which readers skip
    out_ += style_.ends_with_crlf ? "\r\n" : "\n";
    fields_ = 0;
    is_empty_so_far_ = true;
}

}  // namespace teczka::formats
