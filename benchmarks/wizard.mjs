// An office that moves in: the same file brought in on the command line and by the wizard, each into an empty office;
// then all of it taken out again, while the memory of the serving process is looked at.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Server, now_ms, run, sleep, teczka } from './programs.mjs';
import { line } from './report.mjs';

const password = 'bench-teczka';

function empty_office(keep, name) {
  const folder = join(keep, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  run(teczka, ['user', 'add', '--data', folder, '--login', 'bench', '--group', 'management', '--password-stdin'], { input: `${password}\n`, stdio: ['pipe', 'ignore', 'inherit'] });
  return folder;
}

async function upload(server, cookie, name, bytes) {
  const begun = JSON.parse((await server.ask('POST', '/api/v1/uploads', { cookie, body: { name, bytes: bytes.length } })).text);
  for (let offset = 0; offset < bytes.length; offset += 1 << 20)
    await server.ask('PUT', `/api/v1/uploads/${begun.id}?offset=${offset}`, { cookie, bytes: bytes.subarray(offset, offset + (1 << 20)) });
  return begun.id;
}

// → the job when it is over, and how long it took as its starter saw it.
async function timed_job(server, cookie, path, body) {
  const start = now_ms();
  const { job: { id } } = JSON.parse((await server.ask('POST', `/api/v1/${path}`, { cookie, body })).text);
  for (;;) {
    const job = await server.get(cookie, `jobs/${id}`);
    if (job.state === 'done') return { job, seconds: (now_ms() - start) / 1000 };
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(`${path}: ${job.state} ${JSON.stringify(job.reasons)}`);
    await sleep(20);
  }
}

export async function measure_moving_in({ keep, csv, rows }) {
  const by_command = empty_office(keep, 'by-command');
  const start = now_ms();
  run(teczka, ['import', '--data', by_command, '--map', join(csv, 'companies.toml'), '--from', csv, '--refused', join(csv, 'refused')]);
  const command_seconds = (now_ms() - start) / 1000;

  const by_wizard = empty_office(keep, 'by-wizard');
  const server = await Server.office(by_wizard);
  const cookie = await server.sign_in('bench', password);
  const name = 'companies.csv';
  const sent = await upload(server, cookie, name, readFileSync(join(csv, name)));
  const id = randomUUID();
  const rehearsal = await timed_job(server, cookie, 'imports', { id, name, files: [{ upload: sent, name }], toml: readFileSync(join(csv, 'companies.toml'), 'utf8') });
  const brought = await timed_job(server, cookie, `imports/${id}/run`, {});
  if (brought.job.result.created < rows * 0.99) throw new Error(`${brought.job.result.created} of ${rows} rows were brought in`);
  line({ what: `import of ${rows} companies by the wizard against the command line, each into an empty office`, measured: brought.seconds, floor: command_seconds, unit: 's', ratio: 1.2,
    note: `the rehearsal before ${rehearsal.seconds.toFixed(1)} s` });
  for (const format of ['csv', 'xlsx']) {
    const exported = await timed_job(server, cookie, 'exports', { id: randomUUID(), entity: 'company', format });
    if (exported.job.result.rows < rows * 0.99) throw new Error(`${exported.job.result.rows} of ${rows} rows were exported`);
    line({ what: `export of ${rows} companies as ${format.toUpperCase()}`, measured: exported.seconds, unit: 's', limit: 3 });
  }
  line({ what: 'VmHWM of the process that served this import and these exports', measured: server.memory_mb(), unit: 'MB', limit: 24 });
  await server.stop();
  for (const folder of [by_command, by_wizard]) rmSync(folder, { recursive: true, force: true });
}
