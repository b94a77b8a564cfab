// The Debian package: what is in it, how hardened its unit is, and its whole life in a throw-away copy of this machine
// (tests/package/machine). `node tests/package/run.mjs [part of a name]`; takes the programs of TECZKA_BUILD.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, equal, fail, includes, ok, repository, skip, suite, test } from '../lib.mjs';

const run = (program, args, options = {}) => execFileSync(program, args, { cwd: repository, encoding: 'utf8', ...options });

await suite(async () => {
  let file;
  await test('package: is made by tools/package', async () => {
    file = run('tools/package', [build]).trim().split('\n').at(-1);
    const fields = run('dpkg-deb', ['--field', file]);
    for (const wanted of [/^Package: teczka$/m, /^Version: \d+\.\d+\.\d+$/m, /^Depends: .*libc6.*adduser, tzdata$/m, ...['libexpat1', 'libxlsxwriter4', 'libzip4', 'libsqlite3-0', 'libsodium23', 'libssl3'].map((library) => new RegExp(`^Depends: .*\\b${library}\\b`, 'm'))]) ok(wanted.test(fields), `${wanted} in ${fields}`);
    equal(run('dpkg-deb', ['--info', file, 'conffiles']).trim(), '/etc/teczka/teczka.toml');
    const listed = run('dpkg-deb', ['--contents', file]);
    for (const path of ['./usr/lib/teczka/teczka', './usr/lib/teczka/teczka-worker', './usr/bin/teczka ->', './lib/systemd/system/teczka.service', './usr/share/man/man1/teczka.1.gz']) includes(listed, path);
    ok(listed.trim().split('\n').every((line) => line.includes(' root/root ')), 'everything belongs to root');
    ok(!/[dl-]......w[.x-]/.test(listed.replaceAll(/^l.*$/gm, '')), 'nothing is writable for all');
  }, 900);

  await test('package: the unit is understood and hardened', async () => {
    const unit = join(repository, 'packaging/teczka.service');
    const analysed = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], { encoding: 'utf8' });
    if (analysed.error) skip('no systemd-analyze here');
    const level = Number(/exposure level for teczka\.service: ([\d.]+)/.exec(analysed.stdout)?.[1] ?? fail(`${analysed.stdout}${analysed.stderr}`));
    ok(level <= 1.5, `exposure ${level}, at most 1.5`);
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }).stderr.split('\n').filter((line) => line.includes('teczka.service:') && !/not executable|does not exist|No such file|man teczka/i.test(line));
    equal(verified, []);
  });

  await test('package: installed, started, entered, updated, removed and purged', async () => {
    const folder = join(repository, 'build/package');
    const ran = spawnSync(join(repository, 'tests/package/machine'), [folder, join(repository, 'tests/package/life.sh')], { encoding: 'utf8', timeout: 560_000 });
    if (ran.status === 77) skip(ran.stdout.trim());
    if (ran.status !== 0) fail(`ended with ${ran.status ?? ran.signal}:\n${ran.stdout.slice(-2500)}${ran.stderr.slice(-2500)}`);
    ok((ran.stdout.match(/^ok: /gm) ?? []).length >= 25, ran.stdout);
  }, 600);
});
