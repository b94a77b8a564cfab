// POST /exports: checked here, done by a job (export_job.hpp).
#pragma once
#include "api/route.hpp"

namespace teczka::exchange {

// {"id"?, "entity", "where"?, "order"?, "columns"?, "format": "csv"|"xlsx", "language"?, "ids"?} or {"id"?,
// "everything": true}. `id` is the job's, so that a repetition is the same export. Refuses besides what a
// query is refused for: entity_unknown (also without the right to export), export_format, language_unknown,
// too_many_jobs.
api::Part export_part();

}  // namespace teczka::exchange
