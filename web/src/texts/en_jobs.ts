// English. The type makes it hold exactly the keys of the Polish texts.
import type { Same } from './books';
import type { texts as pl } from './pl_jobs';

export const texts: Same<typeof pl> = {
  jobs_lead: 'Imports, exports and changes of many records. You can go on working meanwhile.',
  jobs_empty: 'Nothing is running. What takes longer stands here: imports, exports, changes of many records.',
  jobs_running: { one: '{count} job is running', other: '{count} jobs are running' },
  jobs_percent: '{number}%',

  job_bulk: 'Bulk change',
  job_bulk_delete: 'Bulk delete',
  job_undo_batch: 'Undoing changes',
  job_remove_demo: 'Removing the demo data',
  job_merge: 'Merge',
  job_export: 'Export',
  job_export_all: 'Export of everything',
  job_import_rehearsal: 'Rehearsal of an import',
  job_import_run: 'Import',
  job_import_undo: 'Undoing an import',
  job_other: 'Background work',

  job_queued: 'waiting',
  job_running: 'running',
  job_done: 'done',
  job_failed: 'failed',
  job_cancelled: 'cancelled',

  job_progress: '{done} of {total}',
  job_by: 'started by {who}',
  job_by_system: 'started by the system',
  job_started: 'started {when}',
  job_finished: 'ended {when}',
  job_created: { one: '{number} record added', other: '{number} records added' },
  job_changed: { one: '{number} record changed', other: '{number} records changed' },
  job_refused: { one: '{number} record refused', other: '{number} records refused' },
  job_kept: {
    one: '{number} value changed since was kept',
    other: '{number} values changed since were kept',
  },
  job_details: 'Show what was not changed',
  job_more_lines: 'The first {number} are shown.',
  job_line_kept: 'changed since: {what}',
  job_cancel: 'Cancel',
  job_again: 'Try again',
  job_remove: 'Remove from list',
  job_undo: 'Undo the changes',
  job_stopping: 'Cancelling…',
  job_open_import: 'Open the import',
  job_download: 'Download {name}',

  job_toast_done: 'Done: {what}',
  job_toast_failed: 'Failed: {what}',
  job_toast_show: 'See',
};
