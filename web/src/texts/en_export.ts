import type { Same } from './books';
import type { texts as polish } from './pl_export';

export const texts: Same<typeof polish> = {
  export_title: 'Export: {what}',
  export_format: 'Kind of file',
  export_xlsx: 'Excel (.xlsx)',
  export_xlsx_help: 'Numbers, dates and sums ready to calculate with.',
  export_csv: 'CSV',
  export_csv_help: 'For other programs; fields apart by commas.',
  export_everything: 'Everything I may see (.zip)',
  export_everything_help: 'Each kind of record in a CSV file of its own, for programs.',
  export_what: 'This filter, this order and these columns. Records: {number}.',
  export_start: 'Export',
  export_stop: 'Stop',
  export_waiting: 'Waiting for its turn…',
  export_running: 'Rows written: {number}',
  export_progress: 'Progress of the export',
  export_done: { one: 'Done: {number} row.', other: 'Done: {number} rows.' },
  export_cut: {
    one: '{number} text was too long for a cell and has been shortened.',
    other: '{number} texts were too long for a cell and have been shortened.',
  },
  export_download: 'Download {file}',
  export_stopped: 'The export was stopped.',
  export_again: 'Once more',
};
