// What exports write files with: the worker, and the office's clock.
#pragma once
#include "exchange/export_job.hpp"

namespace teczka::app {

exchange::FileMakers file_makers();

}  // namespace teczka::app
