// Lists that come as workbooks.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, floor } from './programs.mjs';
import { line } from './report.mjs';

export function measure_reading({ keep, rows = 100_000 }) {
  const book = join(keep, 'sheet.xlsx');
  floor('make-sheet', book, rows);
  const read = floor('read-sheet', join(build, 'teczka-worker'), book);
  rmSync(book);
  if (read.rows !== rows) throw new Error(`${read.rows} of ${rows} rows were read`);
  line({ what: `reading ${rows} rows × 15 columns of XLSX`, measured: read.seconds, unit: 's', limit: 3 });
  line({ what: 'memory of the worker that read them', measured: read.worker_mb, unit: 'MB', limit: 16 });
}
