// Files that people bring: CSV, workbooks, mappings.
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#include <string>

#include "core/catalogue/testing.hpp"
#include "exchange/mapping.hpp"
#include "formats/csv.hpp"
#include "formats/xlsx.hpp"
#include "fuzz.hpp"

namespace teczka::fuzz {
namespace {

using Records = std::vector<std::vector<std::string>>;

formats::CsvOptions options_of(std::uint8_t choice) {
    constexpr char delimiters[]{',', ';', '\t', '|'};
    formats::CsvOptions options{.has_head = (choice & 1) != 0, .skip_records = choice >> 6};
    if ((choice & 2) != 0) options.delimiter = delimiters[choice >> 2 & 3];
    if ((choice & 16) != 0) options.charset = formats::Charset(choice >> 4 & 3);
    return options;
}

// In pieces of seven bytes, so that everything is cut somewhere.
formats::ByteSource in_pieces(std::string_view& bytes) {
    return [&bytes](std::span<char> to) {
        const auto count = std::min({bytes.size(), to.size(), std::size_t{7}});
        bytes.copy(to.data(), count);
        bytes.remove_prefix(count);
        return count;
    };
}

Records records_of(std::string_view bytes, const formats::CsvOptions& options, bool& is_whole) {
    formats::CsvReader reader{in_pieces(bytes), options};
    Records out;
    const auto shape = reader.open();
    is_whole = shape.has_value();
    if (!shape) return out;
    std::int64_t line = 0;
    for (formats::CsvRecord record; !reader.is_over();) {
        const auto more = reader.next(record);
        is_whole = is_whole && more.has_value();
        if (more && !*more) break;
        if (!more) continue;
        hold(record.line > line, "lines grow");
        line = record.line;
        out.emplace_back(record.fields.begin(), record.fields.end());
    }
    return out;
}

// A file without a name, for as long as it is looked at.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : fd_{::memfd_create("fuzz", MFD_CLOEXEC)} {
        hold(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
             "a file is written");
    }
    ~MemoryFile() { ::close(fd_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

// Parts behind lines "=== name".
std::vector<std::pair<std::string, std::string>> parts_of(std::string_view bytes) {
    std::vector<std::pair<std::string, std::string>> parts;
    while (!bytes.empty()) {
        const auto line = take_line(bytes);
        if (line.starts_with("=== "))
            parts.emplace_back(line.substr(4), "");
        else if (!parts.empty())
            parts.back().second.append(line) += '\n';
    }
    return parts;
}

// A sound zip of them, so that what is inside gets read.
std::string zip_of(std::string_view bytes) {
    const auto parts = parts_of(bytes);
    auto* buffer = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(buffer);
    auto* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts) {
        auto* source = zip_source_buffer(archive, text.data(), text.size(), 0);
        const auto at = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
        if (at < 0)
            zip_source_free(source);
        else
            (void)zip_set_file_compression(archive, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
    }
    std::string out;
    zip_stat_t about;
    if (zip_close(archive) != 0) {
        zip_discard(archive);
    } else if (zip_source_stat(buffer, &about) == 0 && zip_source_open(buffer) == 0) {
        out.resize(about.size);
        zip_source_read(buffer, out.data(), out.size());
        zip_source_close(buffer);
    }
    zip_source_free(buffer);
    return out;
}

}  // namespace

void csv(std::string_view bytes) {
    const auto options = options_of(take_number(bytes));
    bool is_whole = false;
    const auto records = records_of(bytes, options, is_whole);
    constexpr std::string_view mark = "\xef\xbb\xbf";  // at the beginning of a file it says how it is written
    if (!is_whole || records.empty() || records.front().front().starts_with(mark)) return;
    std::string written;
    formats::CsvWriter writer{written};
    for (const auto& record : records) {
        for (const auto& field : record) writer.field(field);
        writer.end_record();
    }
    const formats::CsvOptions plain{.charset = formats::Charset::utf_8, .delimiter = ',', .has_head = false};
    hold(records_of(written, plain, is_whole) == records, "what was written is read");
}

void xlsx(std::string_view bytes) {
    const std::string made = bytes.starts_with("=== ") ? zip_of(bytes) : std::string{bytes};
    const MemoryFile file{made}, scratch{""};
    auto reader = formats::XlsxReader::open(file.fd(), scratch.fd());
    if (!reader) {
        hold(!reader.error().complaints.empty(), "a refusal says why");
        return;
    }
    for (std::size_t sheet = 0; sheet < reader->sheets().size() && sheet < 4; ++sheet) {
        int rows = 0;
        std::int64_t line = 0;
        (void)reader->read(sheet, [&](const formats::TableRow& row, int permille) {
            hold(row.line > line, "lines grow");
            hold(permille >= 0 && permille <= 1000, "a part of a thousand");
            line = row.line;
            return ++rows < 1000;
        });
    }
}

void mapping(std::string_view bytes) {
    static const auto catalogue = catalogue::test_catalogue();
    const auto read = exchange::parse_mapping(bytes, *catalogue);
    if (!read) {
        hold(!read.error().complaints.empty(), "a refusal says why");
        return;
    }
    hold(!read->sources.empty(), "a mapping has a source");
    for (const auto& source : read->sources) {
        hold(source.file.find("..") == std::string::npos && !source.file.starts_with('/'),
             "a file of the folder");
        hold(!source.records.empty(), "a source makes records");
        (void)source.main_record();
    }
}

}  // namespace teczka::fuzz
