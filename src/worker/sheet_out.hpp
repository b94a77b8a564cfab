// Writing of spreadsheets: the verbs of role write-sheet in table_messages.hpp. Only teczka-worker links
// this.
#pragma once
#include <span>
#include <string>

#include "worker/protocol.hpp"

namespace teczka::worker {

Message begin_sheet(std::span<const std::string> arguments);
Message write_rows(std::span<const std::string> arguments);
Message finish_sheet(std::span<const std::string> arguments);
Message zip_files(std::span<const std::string> arguments);

}  // namespace teczka::worker
