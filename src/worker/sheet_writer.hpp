// Spreadsheets written by a teczka-worker of their own, which gets a folder and no other file.
#pragma once
#include <string>
#include <vector>

#include "exchange/sheet_writer.hpp"

namespace teczka::worker {

exchange::MakeSheetWriter sheet_writers(std::string worker_path);
// The files `parts` of the folder as one new zip beside them.
Result<void> zip_files(const std::string& worker_path, const std::string& folder, const std::string& name,
                       const std::vector<std::string>& parts);

}  // namespace teczka::worker
