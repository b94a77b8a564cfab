// Zips and workbooks made in memory, for tests.
#pragma once
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#include <string>
#include <utility>
#include <vector>

namespace teczka::formats::testing {

// A file without a name.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : fd_{::memfd_create("test", MFD_CLOEXEC)} {
        EXPECT_EQ(::write(fd_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { ::close(fd_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    int fd() const { return fd_; }
    // Under which another process of this one's may open it.
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string make_zip(const Parts& parts, const char* password = nullptr) {
    auto* buffer = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(buffer);
    auto* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts) {
        auto* source = zip_source_buffer(archive, text.data(), text.size(), 0);
        const auto at = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
        if (password != nullptr)
            zip_file_set_encryption(archive, static_cast<zip_uint64_t>(at), ZIP_EM_AES_256, password);
    }
    EXPECT_EQ(zip_close(archive), 0);
    zip_stat_t about;
    zip_source_stat(buffer, &about);
    std::string out(about.size, '\0');
    zip_source_open(buffer);
    zip_source_read(buffer, out.data(), out.size());
    zip_source_close(buffer);
    zip_source_free(buffer);
    return out;
}

// What of a workbook a test wants to say; the rest is as Excel writes it.
struct Book {
    std::string sheet_data{};  // between <worksheet> and </worksheet>
    std::string shared{};      // between <sst> and </sst>
    std::string formats{};     // <numFmt…/>
    std::string xfs{"<xf/>"};
    std::string sheets{R"(<sheet name="Arkusz1" sheetId="1" r:id="rId1"/>)"};
    std::string properties{};
    std::string relations{};
    Parts more{};
};

inline Parts parts_of(const Book& book) {
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const auto relation = [&](std::string id, std::string type, std::string target) {
        return "<Relationship Id=\"" + id + "\" Type=\"" + types + type + "\" Target=\"" + target + "\"/>";
    };
    Parts parts{
        {"_rels/.rels",
         "<Relationships>" + relation("r", "officeDocument", "xl/workbook.xml") + "</Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\">" + book.properties + "<sheets>" + book.sheets + "</sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships>" + relation("rId1", "worksheet", "worksheets/sheet1.xml") +
             relation("s", "styles", "styles.xml") + relation("t", "sharedStrings", "sharedStrings.xml") +
             book.relations + "</Relationships>"},
        {"xl/styles.xml", "<styleSheet><numFmts>" + book.formats + "</numFmts><cellXfs>" + book.xfs +
                              "</cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet>" + book.sheet_data + "</worksheet>"},
    };
    if (!book.shared.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst>" + book.shared + "</sst>");
    parts.insert(parts.end(), book.more.begin(), book.more.end());
    return parts;
}
inline std::string make_book(const Book& book) { return make_zip(parts_of(book)); }

}  // namespace teczka::formats::testing
