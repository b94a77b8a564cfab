// Each part is a small handler that knows the elements it is looking for and passes over all others.
#include "formats/xlsx_parts.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::formats {
namespace {

int number_of(std::string_view text, int otherwise = -1) {
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

// "../a/b.xml" seen from the folder "xl/worksheets" → "xl/a/b.xml"
std::string resolve(std::string_view folder, std::string_view target) {
    if (target.starts_with('/')) return std::string{target.substr(1)};
    std::string out{folder};
    while (!target.empty()) {
        const auto slash = target.find('/');
        const auto step = target.substr(0, slash);
        target = slash == std::string_view::npos ? std::string_view{} : target.substr(slash + 1);
        if (step == "..") {
            const auto last = out.rfind('/');
            out.resize(last == std::string::npos ? 0 : last);
        } else if (step != ".") {
            out += (out.empty() ? "" : "/") + std::string{step};
        }
    }
    return out;
}

std::string folder_of(std::string_view part) {
    const auto slash = part.rfind('/');
    return std::string{slash == std::string_view::npos ? std::string_view{} : part.substr(0, slash)};
}

std::string relations_of(std::string_view part) {
    const auto folder = folder_of(part);
    const auto name = folder.empty() ? part : part.substr(folder.size() + 1);
    return folder + (folder.empty() ? "" : "/") + "_rels/" + std::string{name} + ".rels";
}

struct Relation {
    std::string id, type, target;  // type: what stands behind the last slash
};

class Relations : public XmlHandler {
public:
    explicit Relations(std::string folder) : folder_{std::move(folder)} {}
    void begin(std::string_view name, const XmlAttributes& attributes) override {
        if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
        const auto type = attributes.get("Type");
        found.push_back({std::string{attributes.get("Id")}, std::string{type.substr(type.rfind('/') + 1)},
                         resolve(folder_, attributes.get("Target"))});
    }
    void end(std::string_view) override {}
    const Relation* by_id(std::string_view id) const {
        const auto at = std::ranges::find(found, id, &Relation::id);
        return at == found.end() ? nullptr : &*at;
    }
    const Relation* by_type(std::string_view type) const {
        const auto at = std::ranges::find(found, type, &Relation::type);
        return at == found.end() ? nullptr : &*at;
    }
    std::vector<Relation> found;

private:
    std::string folder_;
};

class WorkbookHandler : public XmlHandler {
public:
    void begin(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "workbookPr") is_1904 |= is_true(attributes.get("date1904"));  // extensions have one more
        if (name != "sheet") return;
        const auto state = attributes.get("state");
        sheets.emplace_back(
            Sheet{std::string{attributes.get("name")}, state == "hidden" || state == "veryHidden"},
            std::string{attributes.get("id")});
    }
    void end(std::string_view) override {}
    std::vector<std::pair<Sheet, std::string>> sheets;  // with the id of a relation
    bool is_1904{};
};

class StylesHandler : public XmlHandler {
public:
    void begin(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "numFmt") {
            codes_[number_of(attributes.get("numFmtId"))] = format_of_code(attributes.get("formatCode"));
        } else if (name == "cellXfs") {
            is_inside_ = true;
        } else if (name == "xf" && is_inside_) {
            const auto number = number_of(attributes.get("numFmtId"));
            const auto own = codes_.find(number);
            formats.push_back(own == codes_.end() ? format_of_number(number) : own->second);
        }
    }
    void end(std::string_view name) override { is_inside_ = is_inside_ && name != "cellXfs"; }
    std::vector<NumberFormat> formats;

private:
    std::map<int, NumberFormat> codes_;
    bool is_inside_{};
};

class TextsHandler : public XmlHandler {
public:
    explicit TextsHandler(SharedTexts& texts) : texts_{texts} {}
    void begin(std::string_view name, const XmlAttributes&) override {
        if (name == "si") texts_.begin();
        if (name == "rPh") is_phonetic_ = true;
        is_text_ = name == "t" && !is_phonetic_;
    }
    void end(std::string_view name) override {
        is_text_ = false;
        if (name == "rPh") is_phonetic_ = false;
        if (name == "si" && !texts_.end()) is_full = true, wants_more = false;
    }
    void text(std::string_view piece) override {
        if (is_text_) texts_.add_piece(piece);
    }
    bool is_full{};

private:
    SharedTexts& texts_;
    bool is_text_{}, is_phonetic_{};
};

Result<void> parse_part(const Zip& zip, std::string_view name, std::int64_t max, XmlHandler& handler) {
    const auto* part = zip.find(name);
    if (part == nullptr) return refuse("sheet_broken");
    const auto source = zip.read(*part, max);
    if (!source) return std::unexpected(source.error());
    return parse_xml(*source, handler);
}

Result<void> parse_head(const Zip& zip, std::string_view name, XmlHandler& handler) {
    return parse_part(zip, name, limits::sheet_head_bytes, handler);
}

// Other files in a zip, by the part that only they have.
std::string_view other_kind(const Zip& zip) {
    constexpr std::pair<std::string_view, std::string_view> signs[]{{"xl/workbook.bin", "xlsb"},
                                                                    {"word/document.xml", "docx"},
                                                                    {"ppt/presentation.xml", "pptx"},
                                                                    {"content.xml", "ods"},
                                                                    {"index/document.iwa", "numbers"}};
    for (const auto& [part, kind] : signs) {
        if (zip.find(part) != nullptr) return kind;
    }
    return "";
}

Result<std::string> find_workbook(const Zip& zip) {
    if (const auto kind = other_kind(zip); !kind.empty())
        return refuse("sheet_kind", {}, {{"kind", std::string{kind}}});
    Relations relations{""};
    if (zip.find("_rels/.rels") != nullptr) {
        if (auto read = parse_head(zip, "_rels/.rels", relations); !read)
            return std::unexpected(read.error());
    }
    if (const auto* found = relations.by_type("officeDocument"); found != nullptr) return found->target;
    if (zip.find("xl/workbook.xml") == nullptr) return refuse("sheet_kind", {}, {{"kind", "zip"}});
    return "xl/workbook.xml";
}

}  // namespace

Result<Workbook> read_workbook(const Zip& zip) {
    const auto name = find_workbook(zip);
    if (!name) return std::unexpected(name.error());
    WorkbookHandler book;
    Relations relations{folder_of(*name)};
    StylesHandler styles;
    if (auto read = parse_head(zip, *name, book); !read) return std::unexpected(read.error());
    if (auto read = parse_head(zip, relations_of(*name), relations); !read)
        return std::unexpected(read.error());
    if (const auto* found = relations.by_type("styles");
        found != nullptr && zip.find(found->target) != nullptr) {
        if (auto read = parse_head(zip, found->target, styles); !read) return std::unexpected(read.error());
    }
    Workbook out{.formats = std::move(styles.formats), .is_1904 = book.is_1904};
    if (book.sheets.size() > limits::sheet_sheets) return refuse("sheet_too_large");
    for (auto& [sheet, id] : book.sheets) {
        const auto* relation = relations.by_id(id);
        if (relation == nullptr || relation->type != "worksheet") continue;
        out.sheets.push_back({std::move(sheet), relation->target});
    }
    if (const auto* found = relations.by_type("sharedStrings"); found != nullptr)
        out.shared_texts = found->target;
    return out;
}

Result<void> read_shared_texts(const Zip& zip, const std::string& part, SharedTexts& texts) {
    TextsHandler handler{texts};
    if (!part.empty() && zip.find(part) != nullptr) {
        if (auto read = parse_part(zip, part, limits::sheet_unpacked_bytes, handler); !read) return read;
    }
    if (handler.is_full) return refuse("sheet_too_large");
    texts.close();
    return {};
}

void unescape(std::string& text) {
    for (auto at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        if (at + 7 > text.size() || text[at + 6] != '_') continue;
        unsigned unit = 0;
        const auto* digits = text.data() + at + 2;
        const auto read = std::from_chars(digits, digits + 4, unit, 16);
        if (read.ec != std::errc{} || read.ptr != digits + 4 || unit >= 0x80) continue;
        text.replace(at, 7, 1, static_cast<char>(unit));
    }
}

}  // namespace teczka::formats
