// A file of tables, whatever it is: CSV is read here, spreadsheets by a teczka-worker of their own, which
// gets the open file and nothing else, and lives as long as the reading.
#pragma once
#include <memory>
#include <string>

#include "exchange/tables.hpp"

namespace teczka::worker {

// Looks at the first bytes, never at the name. Refuses: file_missing; the rest when it is opened and read.
Result<std::unique_ptr<exchange::TableFile>> open_tables(const std::string& worker_path,
                                                         const std::string& path,
                                                         const exchange::TableOptions& options = {});

}  // namespace teczka::worker
