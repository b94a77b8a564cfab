// A sheet's XML goes by once: a cell is typed at its end, a row handed on at its end.
#include "formats/xlsx.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/limits.hpp"
#include "formats/file_kind.hpp"
#include "formats/xlsx_parts.hpp"

namespace teczka::formats {
namespace {

struct Position {
    std::int64_t row{}, column{};  // from 1; 0: not said
};

// "AB12" → 12, 28
Position position_of(std::string_view reference) {
    Position out;
    std::size_t i = 0;
    for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 4; ++i)
        out.column = out.column * 26 + (reference[i] - 'A' + 1);
    std::from_chars(reference.data() + i, reference.data() + reference.size(), out.row);
    return out;
}

std::int64_t integer_of(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

using Take = std::function<bool(const TableRow&, int)>;

class SheetHandler : public XmlHandler {
public:
    SheetHandler(const Workbook& book, SharedTexts& texts, const Take& take,
                 const std::function<int()>& permille)
        : book_{book}, texts_{texts}, take_{take}, permille_{permille} {}

    void begin(std::string_view name, const XmlAttributes& attributes) override {
        takes_text_ = false;
        if (name == "c") {
            begin_cell(attributes);
        } else if (name == "v" || (name == "t" && !is_phonetic_)) {
            takes_text_ = is_in_cell_;
            has_value_ |= is_in_cell_;
        } else if (name == "f") {
            has_formula_ = true;
        } else if (name == "rPh") {
            is_phonetic_ = true;
        } else if (name == "row") {
            begin_row(attributes);
        } else if (name == "col" && is_true(attributes.get("hidden"))) {
            hidden_.emplace_back(integer_of(attributes.get("min")), integer_of(attributes.get("max")));
        } else if (name == "mergeCell") {
            ++notes_.merged;
            if (notes_.merges.size() < limits::sheet_merges_named)
                notes_.merges.emplace_back(attributes.get("ref").substr(0, 40));
        }
    }
    void end(std::string_view name) override {
        takes_text_ = false;
        if (name == "c") {
            end_cell();
        } else if (name == "rPh") {
            is_phonetic_ = false;
        } else if (name == "row") {
            end_row();
        }
    }
    void text(std::string_view piece) override {
        if (!takes_text_) return;
        value_ += piece;
        if (value_.size() > limits::csv_field_bytes) give_up("sheet_too_large");
    }
    SheetNotes notes() const {
        auto out = notes_;
        for (const auto& [first, last] : hidden_) {
            for (auto column = std::max<std::int64_t>(first, 1); column <= std::min(last, widest_); ++column)
                out.hidden_columns.push_back(static_cast<int>(column) - 1);
        }
        return out;
    }
    const std::string& refusal() const { return code_; }

private:
    // A value of the present row; its text stands in row_text_.
    struct Held {
        std::int64_t column{};
        CellKind kind{};
        std::size_t begin{}, size{};
    };

    void give_up(std::string code) {
        code_ = std::move(code);
        wants_more = false;
    }
    void begin_row(const XmlAttributes& attributes) {
        const auto number = integer_of(attributes.get("r"));
        // Rows are named by their numbers, so none comes twice; ECMA-376 has them in order.
        if (number > 0 && number <= row_) return give_up("sheet_broken");
        row_ = number > 0 ? number : row_ + 1;
        if (row_ > limits::sheet_rows) return give_up("sheet_too_large");
        is_hidden_ = is_true(attributes.get("hidden"));
        column_ = 0;
        held_.clear();
        row_text_.clear();
    }
    void begin_cell(const XmlAttributes& attributes) {
        const auto position = position_of(attributes.get("r"));
        column_ = position.column > 0 ? position.column : column_ + 1;
        type_ = attributes.get("t");
        style_ = integer_of(attributes.get("s"));
        is_in_cell_ = true;
        has_value_ = has_formula_ = false;
        value_.clear();
    }
    void end_cell() {
        is_in_cell_ = false;
        if (has_formula_ && (!has_value_ || value_.empty()) && type_ != "str") ++notes_.unknown_formulas;
        if (!has_value_ || value_.empty()) return;
        if (column_ > static_cast<std::int64_t>(limits::sheet_columns)) return give_up("sheet_too_large");
        if (type_ == "s") return hold_shared();
        auto typed = typed_value();
        if (typed.text.empty()) return;
        if (typed.kind == CellKind::error) ++notes_.errors;
        held_.push_back({column_, typed.kind, row_text_.size(), typed.text.size()});
        row_text_ += typed.text;
    }
    void hold_shared() {
        std::size_t number = 0;
        const auto* end = value_.data() + value_.size();
        const auto read = std::from_chars(value_.data(), end, number);
        if (read.ec != std::errc{} || read.ptr != end) return give_up("sheet_broken");
        const auto begin = row_text_.size();
        texts_.append(number, row_text_);
        const auto size = row_text_.size() - begin;
        if (size > 0) held_.push_back({column_, CellKind::text, begin, size});
    }
    TypedText typed_value() {
        if (type_ == "str" || type_ == "inlineStr") {
            unescape(value_);
            return {CellKind::text, value_};
        }
        if (type_ == "b") return {CellKind::boolean, is_true(value_) ? "1" : "0"};
        if (type_ == "e") return {CellKind::error, value_};
        if (type_ == "d") return typed_iso(value_);
        const auto style = static_cast<std::size_t>(style_);
        const auto format = style < book_.formats.size() ? book_.formats[style] : NumberFormat::number;
        return typed_number(value_, format, book_.is_1904);
    }
    void end_row() {
        if (held_.empty()) return;
        std::ranges::stable_sort(held_, {}, &Held::column);
        const auto width = held_.back().column;
        widest_ = std::max(widest_, width);
        out_.line = row_;
        out_.is_hidden = is_hidden_;
        notes_.hidden_rows += is_hidden_;
        out_.cells.assign(static_cast<std::size_t>(width), {});
        for (const auto& one : held_) {
            const auto text = std::string_view{row_text_}.substr(one.begin, one.size);
            out_.cells[static_cast<std::size_t>(one.column - 1)] = {one.kind, text};
        }
        if (!take_(out_, permille_())) wants_more = false;
    }

    const Workbook& book_;
    SharedTexts& texts_;
    const Take& take_;
    const std::function<int()>& permille_;
    SheetNotes notes_;
    std::vector<std::pair<std::int64_t, std::int64_t>> hidden_;  // columns, from 1
    std::string code_;
    std::int64_t row_{}, column_{}, widest_{}, style_{};
    bool is_hidden_{}, is_in_cell_{}, takes_text_{}, is_phonetic_{}, has_value_{}, has_formula_{};
    std::string type_, value_;
    std::string row_text_;
    std::vector<Held> held_;
    TableRow out_;
};

}  // namespace

struct XlsxReader::Impl {
    Zip zip;
    Workbook book;
    std::vector<Sheet> sheets;
    SharedTexts texts;
    bool has_texts{};  // read already
};

XlsxReader::XlsxReader(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
XlsxReader::XlsxReader(XlsxReader&&) noexcept = default;
XlsxReader& XlsxReader::operator=(XlsxReader&&) noexcept = default;
XlsxReader::~XlsxReader() = default;
const std::vector<Sheet>& XlsxReader::sheets() const { return impl_->sheets; }

Result<XlsxReader> XlsxReader::open(int fd, int scratch) {
    if (auto right = refuse_other_kinds(fd); !right) return std::unexpected(right.error());
    auto zip = Zip::open(fd);
    if (!zip) return std::unexpected(zip.error());
    auto impl = std::make_unique<Impl>(Impl{.zip = std::move(*zip), .texts = SharedTexts{scratch}});
    auto book = read_workbook(impl->zip);
    if (!book) return std::unexpected(book.error());
    impl->book = std::move(*book);
    for (const auto& one : impl->book.sheets) impl->sheets.push_back(one.sheet);
    return XlsxReader{std::move(impl)};
}

Result<SheetNotes> XlsxReader::read(std::size_t sheet, const Take& take) {
    auto& impl = *impl_;
    if (sheet >= impl.sheets.size()) return refuse("sheet_unknown", "sheet");
    const auto* part = impl.zip.find(impl.book.sheets[sheet].part);
    if (part == nullptr) return refuse("sheet_broken");
    if (!impl.has_texts) {
        if (auto read = read_shared_texts(impl.zip, impl.book.shared_texts, impl.texts); !read)
            return std::unexpected(read.error());
        impl.has_texts = true;
    }
    const auto bytes = impl.zip.read(*part, limits::sheet_unpacked_bytes);
    if (!bytes) return std::unexpected(bytes.error());
    std::int64_t got = 0;
    const std::function permille{
        [&] { return static_cast<int>(got * 1000 / std::max<std::int64_t>(part->bytes, 1)); }};
    SheetHandler handler{impl.book, impl.texts, take, permille};
    const auto parsed = parse_xml(
        [&](std::span<char> to) {
            const auto count = (*bytes)(to);
            got += static_cast<std::int64_t>(count);
            return count;
        },
        handler);
    if (!handler.refusal().empty()) return refuse(handler.refusal());
    if (!parsed) return std::unexpected(parsed.error());
    return handler.notes();
}

}  // namespace teczka::formats
