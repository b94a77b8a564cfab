// The guides are true: every fenced block of docs/guide/*.md that begins with "```sh test" is run, in order, in one shell
// a guide; any command that fails fails the guide, with the line it stands on. The shell begins in an empty folder, with
// `teczka` on the path. A block "```sh test fails" must be refused. A guide whose first line is
//     <!-- test: machine -->
// is run as root in a throw-away copy of this machine (tests/package/machine), with the Debian package in the folder.
// Long-running things belong in the background, on ports the guide names: `teczka serve … &`; they end with the guide.
// `node tests/guide/run.mjs [part of a name]`; takes the programs of TECZKA_BUILD.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, fail, new_folder, ok, repository, skip, suite, test } from '../lib.mjs';

function blocks_of(text) {
  const blocks = [];
  let open = null;
  text.split('\n').forEach((line, at) => {
    const fence = /^```sh test( fails)?$/.exec(line);
    if (!open && fence) open = { line: at + 2, fails: !!fence[1], text: [] };
    else if (open && line === '```') {
      blocks.push({ ...open, text: open.text.join('\n') });
      open = null;
    } else if (open) open.text.push(line);
  });
  return blocks;
}

// One script: where it stands is kept in a file, so that a failure can name its line.
function script_of(blocks, place) {
  const parts = ['set -eo pipefail', 'trap \'for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done\' EXIT'];
  for (const { line, fails, text } of blocks) {
    parts.push(`echo ${line} >${place}`);
    parts.push(fails ? `if (\nset -eo pipefail\n${text}\n); then echo "was not refused"; exit 1; fi` : text);
  }
  parts.push(`echo end >${place}`);
  return `${parts.join('\n')}\n`;
}

// The package of these programs: the one made for the package's own tests, when it is as new as they are.
function package_of(programs) {
  const made = join(repository, 'build/package');
  const known = existsSync(made) ? readdirSync(made).find((one) => one.endsWith('.deb')) : undefined;
  if (known && statSync(join(made, known)).mtimeMs > statSync(join(programs, 'teczka')).mtimeMs) return join(made, known);
  return execFileSync('tools/package', [programs], { cwd: repository, encoding: 'utf8' }).trim().split('\n').at(-1);
}

await suite(async () => {
  const folder = join(repository, 'docs/guide');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.md')).sort()) {
    const text = readFileSync(join(folder, name), 'utf8');
    const blocks = blocks_of(text);
    if (blocks.length === 0) continue;
    await test(`guide: every command of ${name} works`, async () => {
      const scratch = new_folder();
      const is_machine = text.startsWith('<!-- test: machine -->');
      const script = join(scratch, '.script');
      const place = is_machine ? '/root/here/.place' : join(scratch, '.place');
      writeFileSync(script, script_of(blocks, place));
      if (is_machine) {
        const file = package_of(build);
        copyFileSync(file, join(scratch, basename(file)));
      }
      const ran = is_machine
        ? spawnSync(join(repository, 'tests/package/machine'), [scratch, script], { encoding: 'utf8', timeout: 560_000 })
        : spawnSync('bash', [script], { cwd: scratch, encoding: 'utf8', timeout: 560_000, env: { ...process.env, HOME: scratch, PATH: `${build}:${process.env.PATH}` } });
      if (ran.status === 77) skip(ran.stdout.trim());
      const at = readFileSync(join(scratch, '.place'), 'utf8').trim();
      if (ran.status !== 0) fail(`the block at line ${at} ended with ${ran.status ?? ran.signal}:\n${ran.stdout.slice(-1500)}${ran.stderr.slice(-1500)}`);
      ok(at === 'end', `it ended at line ${at}`);
    }, 600);
  }
});
