// The description for machines: structurally an OpenAPI 3.1 document, true to the catalogue, and clean for Spectral.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read_document } from '../described.mjs';
import { equal, fail, has_status, new_folder, ok, skip, test } from '../lib.mjs';

const methods = ['get', 'post', 'patch', 'put', 'delete'];
const schema_keys = new Set(['type', 'format', 'pattern', 'description', 'properties', 'items', 'required', 'enum', 'const', 'anyOf', 'additionalProperties', 'minimum', 'maximum', 'minItems', 'maxItems', '$ref']);

function check_schema(schema, at, document) {
  if (schema === true || (typeof schema === 'object' && Object.keys(schema).length === 0)) return;
  for (const key of Object.keys(schema)) ok(schema_keys.has(key), `${at}: ${key}`);
  if (schema.$ref) return check_reference(schema.$ref, at, document);
  if (schema.pattern) new RegExp(schema.pattern);
  for (const [name, one] of Object.entries(schema.properties ?? {})) check_schema(one, `${at}.${name}`, document);
  for (const one of schema.anyOf ?? []) check_schema(one, at, document);
  if (schema.items) check_schema(schema.items, `${at}[]`, document);
}
function check_reference(reference, at, document) {
  const found = reference.slice(2).split('/').reduce((node, part) => node?.[part], document);
  ok(reference.startsWith('#/') && found !== undefined, `${at}: ${reference} leads nowhere`);
}

export async function openapi({ management, administrator, accounting, sales }) {
  let document;
  await test('openapi: is a whole 3.1 document', async () => {
    document = has_status(await management.get('/openapi.json'), 200).json;
    ok(/^3\.1\.\d+$/.test(document.openapi), 'openapi');
    ok(document.info.title && document.info.version && document.info.license.name, 'info');
    const ids = [];
    for (const [path, item] of Object.entries(document.paths)) {
      ok(path.startsWith('/'), path);
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const [method, operation] of Object.entries(item)) {
        if (method === 'parameters') continue;
        ok(methods.includes(method), `${path}: ${method}`);
        ids.push(operation.operationId);
        ok(/^[a-z_]+$/.test(operation.operationId) && operation.summary, `${method} ${path}: has no name or summary`);
        const parameters = [...item.parameters ?? [], ...operation.parameters ?? []];
        for (const name of wanted) ok(parameters.some((one) => one.name === name && one.in === 'path' && one.required), `${method} ${path}: {${name}}`);
        for (const one of parameters) check_schema(one.schema, `${path} ${one.name}`, document);
        ok(Object.keys(operation.responses).length > 0, `${method} ${path}: responses`);
        for (const response of [...Object.values(operation.responses), operation.requestBody].filter(Boolean)) {
          if (response.$ref) check_reference(response.$ref, path, document);
          for (const content of Object.values(response.content ?? {})) check_schema(content.schema, path, document);
        }
      }
    }
    equal(ids.length, new Set(ids).size, 'operation ids');
    for (const [name, schema] of Object.entries(document.components.schemas)) check_schema(schema, name, document);
  });

  await test('openapi: names the entities and fields of the catalogue, trimmed alike', async () => {
    const general = await read_document('--any-entity');
    for (const client of [management, administrator, accounting, sales]) {
      const { paths, components } = has_status(await client.get('/openapi.json'), 200).json;
      for (const entity of Object.values(client.entities)) {
        ok(paths[`/${entity.name}`] && paths[`/${entity.name}/{id}`], entity.name);
        const missing = entity.fields.filter(({ name, type, grouped, computed, system }) => type !== 'list' && !grouped && !computed && !system && !components.schemas[entity.name].properties[name]);
        equal(missing.map(({ name }) => name), [], `fields of ${entity.name}`);
      }
      const hidden = Object.keys(paths).filter((path) => /^\/\w+$/.test(path) && !general.paths[path] && !client.entities[path.slice(1)]);
      equal(hidden, [], 'paths out of sight');
    }
    ok(!JSON.stringify((await administrator.get('/openapi.json')).json).includes('credit_limit'), 'a field out of sight');
  });

  await test('openapi: the web app\'s types are those of the description (npm run types)', async () => {
    const { types_file, types_of } = await import('../../web/tools/types.mjs');
    const made = await types_of(await read_document('--any-entity'));
    ok(made === readFileSync(types_file, 'utf8'), 'web/src/api/described.ts is not what the server describes');
  });

  await test('openapi: Spectral finds nothing, no warnings either', async () => {
    if (process.env.TECZKA_SPECTRAL === '0') skip('TECZKA_SPECTRAL=0');
    const folder = new_folder();
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(folder, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');
    const program = process.env.TECZKA_SPECTRAL ? [process.env.TECZKA_SPECTRAL] : ['npx', '--yes', '@stoplight/spectral-cli'];
    const ran = await new Promise((done) => {
      const child = spawn(program[0], [...program.slice(1), 'lint', 'openapi.json', '--fail-severity', 'warn', '--format', 'text'], { cwd: folder, timeout: 170_000 });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said += data; });
      child.on('error', () => done({ status: null, said }));
      child.on('exit', (status) => done({ status, said }));
    });
    if (ran.status === null || !/openapi\.json:\d|No results/i.test(ran.said)) skip(`Spectral is not to be had: ${ran.said.trim().slice(0, 200)}`);
    if (ran.status !== 0) fail(ran.said.slice(0, 2000));
  }, 180);
}
