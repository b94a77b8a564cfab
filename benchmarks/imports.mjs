// Importing on the command line: its time against the bare loop, and being killed in the middle of it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Server, floor, now_ms, run, sleep, teczka } from './programs.mjs';
import { line } from './report.mjs';

const parameters = (work, csv) => ['import', '--data', work, '--map', join(csv, 'companies.toml'), '--from', csv, '--refused', join(csv, 'refused')];

export function measure_import({ work, bare, csv, rows }) {
  const data_file = join(work, 'teczka.db');
  const since = floor('seq', data_file).seq;
  const start = now_ms();
  run(teczka, parameters(work, csv));
  const seconds = (now_ms() - start) / 1000;
  const written = floor('inserts', data_file, bare, '--since', since, '--per-commit', 500, '--cache-kib', 65536);
  const companies = Math.round(written.records / 2);  // each came with its external id
  if (companies < rows * 0.99) throw new Error(`${companies} of ${rows} rows were brought in`);
  line({ what: `CSV import of ${rows} companies, validated, journalled, searchable`, measured: seconds, floor: written.seconds, unit: 's', ratio: 2.5,
    least: { value: 12_000, unit: 'rows/s', measured: rows / seconds }, note: `${Math.round(rows / seconds)} rows/s; bare ${Math.round(rows / written.seconds)} rows/s` });
}

export async function measure_kill({ work, csv, start_ms }) {
  const data_file = join(work, 'teczka.db');
  const since = floor('seq', data_file).seq;
  const child = spawn(teczka, parameters(work, csv), { stdio: 'ignore' });
  const exited = new Promise((done) => child.once('exit', (_, signal) => done(signal)));
  // In the middle: some chunks are in, and the next is on its way.
  for (let waited = 0; floor('seq', data_file).seq < since + 500 && waited < 600; ++waited) await sleep(50);
  child.kill('SIGKILL');
  if ((await exited) !== 'SIGKILL') throw new Error('the import had ended before it was killed');
  const server = await Server.office(work);
  await server.stop();
  line({ what: 'start after a kill in mid-import, to the first answer', measured: server.took_ms, floor: start_ms, unit: 'ms', limit: 2000 });
}
