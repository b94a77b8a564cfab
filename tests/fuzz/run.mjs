// Every fuzz target over its seeds and what libFuzzer makes of them: 100,000 inputs each, the same ones each time.
// `node tests/fuzz/run.mjs [TARGET…] [--minutes=10]`: with minutes, as long as that instead, from a new beginning.
// What breaks stays as build/fuzz/broken-…: mend it, then keep the input among the seeds.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(here, '../../build/fuzz');
const program = join(folder, 'teczka-fuzz');
const inputs = 100_000;
const minutes = Number(process.argv.find((one) => one.startsWith('--minutes='))?.slice(10) ?? 0);
const named = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const targets = readdirSync(join(here, 'seeds')).filter((one) => !named.length || named.includes(one));
const longest = { head: 1024, json: 2048, query: 1024, cursor: 256, csv: 4096, xlsx: 8192, mapping: 2048 };

function run(target) {
  const found = mkdtempSync(join(folder, `found-${target}-`));
  const bounds = minutes ? [`-max_total_time=${minutes * 60}`] : [`-runs=${inputs}`, '-seed=1'];
  const args = [...bounds, `-max_len=${longest[target]}`, '-timeout=20', '-rss_limit_mb=2048', '-reload=0', '-print_final_stats=1',
    `-artifact_prefix=${join(folder, `broken-${target}-`)}`, found, join(here, 'seeds', target)];
  const dictionary = join(here, 'words', target);
  const options = { env: { ...process.env, TECZKA_FUZZ: target, ASAN_OPTIONS: 'detect_leaks=1:allocator_may_return_null=1' } };
  return new Promise((done) => {
    const began = Date.now();
    let said = '';
    const child = spawn(program, [`-dict=${dictionary}`, ...args], options);
    child.stdout.on('data', (text) => { said += text; });
    child.stderr.on('data', (text) => { said = (said + text).slice(-200_000); });
    child.on('close', (status) => {
      rmSync(found, { recursive: true, force: true });
      const ran = Number(/number_of_executed_units: (\d+)/.exec(said)?.[1] ?? 0);
      const covered = /cov: (\d+)/.exec(said.slice(said.lastIndexOf('cov: ')))?.[1];
      const is_well = status === 0 && (minutes > 0 || ran >= inputs);
      if (!is_well) console.log(`FAILED   fuzz: ${target}: ended with ${status} after ${ran} inputs\n${said.slice(-6000)}`);
      console.log(`${target}: ${ran.toLocaleString('en')} inputs, ${covered} edges, ${Math.round((Date.now() - began) / 1000)} s`);
      done(is_well);
    });
  });
}

mkdirSync(folder, { recursive: true });
const waiting = [...targets];
const results = [];
const work = async () => { while (waiting.length) results.push(await run(waiting.shift())); };
await Promise.all(Array.from({ length: Math.max(1, Math.min(availableParallelism(), 4)) }, work));
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
