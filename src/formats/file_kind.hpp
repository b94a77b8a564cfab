// What a file is, by its bytes alone: names lie.
#pragma once
#include "core/base/refusal.hpp"

namespace teczka::formats {

// True when the file begins as zip, OLE or HTML files do, which no CSV file does.
bool looks_like_workbook(int fd);
// Refuses what begins as something other than a zip: sheet_encrypted (a protected workbook is an OLE file,
// MS-OFFCRYPTO), sheet_kind (kind: xls, html, ""), sheet_broken (empty).
Result<void> refuse_other_kinds(int fd);

}  // namespace teczka::formats
