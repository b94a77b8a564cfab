// The programs under measurement: started, asked, loaded with wrk, stopped.
import { execFileSync, spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, '..');
export const build = resolve(repository, process.env.TECZKA_BUILD ?? 'build/release');
export const teczka = join(build, 'teczka');
const floor_program = join(build, 'teczka_floor');

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const now_ms = () => Number(process.hrtime.bigint()) / 1e6;

export function run(program, parameters, options = {}) {
  return execFileSync(program, parameters, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'], ...options });
}
// A verb of teczka_floor; its last line is JSON.
export const floor = (...parameters) => JSON.parse(run(floor_program, parameters.map(String)).trim().split('\n').at(-1));

function free_port() {
  return new Promise((done) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
function exchange(what) {
  const { port, method = 'GET', path, headers = {}, body, on = agent } = what;
  return new Promise((done, failed) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent: on }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
    });
    // While wrk ran, the server may have closed what was idle here.
    request.on('error', (error) => (request.reusedSocket && error.code === 'ECONNRESET' ? exchange(what).then(done, failed) : failed(error)));
    request.end(body);
  });
}

const running = new Set();
process.once('exit', () => { for (const child of running) child.kill('SIGKILL'); });

// A process that listens. `took_ms`: from its start to its first answer to `path`.
export class Server {
  static async start(program, parameters_of, { path, headers = {} }) {
    const self = new Server();
    self.port = await free_port();
    self.origin = `http://127.0.0.1:${self.port}`;
    const began = now_ms();
    self.child = spawn(program, parameters_of(self.port), { stdio: ['ignore', 'ignore', 'inherit'] });
    self.exited = new Promise((done) => self.child.once('exit', done));
    running.add(self.child);
    self.child.once('exit', () => running.delete(self.child));
    for (;;) {
      try {
        const answer = await exchange({ port: self.port, path, headers, on: new http.Agent() });
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status} ${answer.text.slice(0, 300)}`);
        break;
      } catch (error) {
        if (error.code !== 'ECONNREFUSED') throw error;
        if (self.child.exitCode !== null) throw new Error(`${program} ended with ${self.child.exitCode}`);
        if (now_ms() - began > 60_000) throw new Error(`${program} did not answer within a minute`);
        await sleep(1);
      }
    }
    self.took_ms = now_ms() - began;
    return self;
  }
  static office(data, probe = { path: '/api/v1/health' }) {
    return Server.start(teczka, (port) => ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], probe);
  }
  static two_bytes() {
    return Server.start(floor_program, (port) => ['http', String(port)], { path: '/' });
  }

  async ask(method, path, { cookie, body, bytes } = {}) {
    const headers = { origin: this.origin, ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }), ...(bytes && { 'content-type': 'application/octet-stream' }) };
    const answer = await exchange({ port: this.port, method, path: path.replaceAll(" ", "%20"), headers, body: bytes ?? (body && JSON.stringify(body)) });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer;
  }
  async status(cookie, path) {
    return (await exchange({ port: this.port, path: path.replaceAll(' ', '%20'), headers: { cookie } })).status;
  }
  async get(cookie, path) {
    return JSON.parse((await this.ask('GET', `/api/v1/${path}`, { cookie })).text);
  }
  async sign_in(login, password = 'demo-teczka') {
    const answer = await this.ask('POST', '/api/v1/session', { body: { login, password } });
    return answer.headers['set-cookie'][0].split(';')[0];
  }
  // Highest resident set so far, in MB.
  memory_mb() {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))[1]) / 1024;
  }
  connections(count) {
    return Promise.all(Array.from({ length: count }, () => new Promise((done, failed) => {
      const socket = net.connect(this.port, '127.0.0.1', () => done(socket));
      socket.on('error', failed);
    })));
  }
  async stop(signal = 'SIGTERM') {
    agent.destroy();
    this.child.kill(signal);
    await this.exited;
  }
}

// wrk with one of the scripts beside this file; → per_second, p50, p99 in ms. Refused answers make no figure.
export function load(server, script, { connections, seconds, parameters }) {
  const printed = run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', join(here, script), server.origin, '--', '.', ...parameters],
    { env: { ...process.env, BENCHMARKS: here } });
  const result = JSON.parse(/RESULT (.*)/.exec(printed)[1]);
  if (result.refused > 0 || result.broken > 0 || result.requests === 0) throw new Error(`${result.refused} of ${result.requests} answers refused, ${result.broken} broken`);
  return { ...result, per_second: result.requests / result.seconds };
}
