// The office from behind: who sees all of it, and whether a byte of it changed.
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { Client, has_status, sign_in } from '../lib.mjs';

// The office's own socket: sees and does everything.
export class System extends Client {
  constructor(server, data) {
    super(server);
    this.agent = new http.Agent({ keepAlive: true });
    this.socket = join(data, 'teczka.sock');
  }
  send(method, path, body) {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((done, failed) => {
      const request = http.request({ socketPath: this.socket, method, path: `/api/v1${path}`, headers: bytes ? { 'Content-Type': 'application/json', 'Content-Length': bytes.length } : {} }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          done({ asked: `${method} ${path}`, status: answer.statusCode, headers: answer.headers, text, json: text ? JSON.parse(text) : undefined });
        });
      });
      request.on('error', failed);
      request.end(bytes);
    });
  }
}

export async function all_rows(client, entity, parameters = {}) {
  const rows = [];
  for (let after = ''; ;) {
    const { json } = has_status(await client.list(entity, { columns: 'id', ...parameters, limit: '500', ...(after && { after }) }), 200);
    rows.push(...json.rows);
    if (!json.next) return rows;
    after = json.next;
  }
}
export const ids_of = async (client, entity, where) => (await all_rows(client, entity, where ? { where } : {})).map(({ id }) => id).sort();

// All that the office keeps of records and their history, as one text.
export const digest = (data, entities) => execFileSync('sqlite3', [join(data, 'teczka.db')], {
  input: [...entities, 'journal', 'journal_operation', 'search_term'].map((table) => `.sha3sum ${table}`).join('\n'), encoding: 'utf8' });

// A new user of these groups, signed in.
export async function newcomer(system, administrator, login, codes) {
  const groups = (await all_rows(system, 'user_group', { columns: 'code' })).filter(({ code }) => codes.includes(code)).map(({ id }) => id);
  const { id } = await system.create('user', { login, name: login, groups });
  const { token } = has_status(await administrator.post(`/accounts/${id}/link`, {}), 201).json;
  has_status(await new Client(administrator.server).post('/invitation', { token, password: 'Ćma-na-szybie-27' }), 200);
  return sign_in(administrator.server, login, 'Ćma-na-szybie-27');
}
