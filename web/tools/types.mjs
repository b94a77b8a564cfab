// Writes src/api/described.ts: the shapes of the server's description as types. `npm run types` asks the program that was built
// last; the tests ask theirs and compare. (Not openapi-typescript: it wants an older TypeScript, and aliases by path.)
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
export const types_file = join(web, 'src/api/described.ts');

const head = `// Made by \`npm run types\` from the server's own description; never by hand.
/* eslint-disable */
`;

const name_of = (reference) => reference.replace('#/components/schemas/', '');
const is_object = (schema) => schema.type === 'object' && schema.properties !== undefined;

// `others`: members of the alternatives beside this one, where a constant tells them apart: `link.hidden` may be asked of any.
function object_type(schema, others = []) {
  const members = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    return [`${name}${mark}`, type_of(one)];
  });
  for (const name of others) if (!schema.properties?.[name]) members.push([`${name}?`, 'undefined']);
  if (schema.additionalProperties) {
    const held = [
      type_of(schema.additionalProperties),
      ...members.map(([, type]) => type),
      ...(members.length ? ['undefined'] : []),
    ];
    members.push(['[member: string]', [...new Set(held)].join(' | ')]);
  }
  return `{ ${members.map(([name, type]) => `${name}: ${type}`).join('; ')} }`;
}

function union_type(all) {
  const objects = all.filter(is_object);
  const has_mark = objects.some((one) => Object.values(one.properties).some((member) => 'const' in member));
  const names = has_mark ? [...new Set(objects.flatMap((one) => Object.keys(one.properties)))] : [];
  return all.map((one) => (is_object(one) ? object_type(one, names) : type_of(one))).join(' | ');
}

function type_of(schema) {
  if (schema.$ref) return name_of(schema.$ref);
  if (schema.anyOf) return `(${union_type(schema.anyOf)})`;
  if (schema.enum)
    return schema.enum.length > 1
      ? `(${schema.enum.map((code) => JSON.stringify(code)).join(' | ')})`
      : JSON.stringify(schema.enum[0]);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `${type_of(schema.items)}[]`;
  if (schema.type === 'object') return object_type(schema);
  if (schema.format === 'binary') return 'Blob';
  return (
    { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }[
      schema.type
    ] ?? 'unknown'
  );
}

const content_of = (holder) => Object.values(holder?.content ?? {})[0]?.schema;

function route_type(operation) {
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => content_of(response));
  const answer = answers.map((schema) => (schema ? type_of(schema) : 'null')).join(' | ');
  const body = content_of(operation.requestBody);
  return `{ body: ${body ? type_of(body) : 'undefined'}; answer: ${answer} }`;
}

// The whole file, for a document of `teczka model --format openapi --any-entity`.
export async function types_of(document) {
  const shapes = Object.entries(document.components.schemas).map(([name, schema]) =>
    is_object(schema)
      ? `export interface ${name} ${object_type(schema)}`
      : `export type ${name} = ${type_of(schema)};`,
  );
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => `'${method.toUpperCase()} ${path}': ${route_type(operation)};`,
    ),
  );
  const text = `${head}${shapes.join('\n')}\n// What is sent and answered, by route.\nexport interface Routes {\n${routes.join('\n')}\n}\n`;
  return prettier.format(text, { ...(await prettier.resolveConfig(types_file)), parser: 'typescript' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const program = join(web, '..', process.env.TECZKA_BUILD ?? 'build/release', 'teczka');
  const document = JSON.parse(
    execFileSync(program, ['model', '--format', 'openapi', '--any-entity'], { encoding: 'utf8' }),
  );
  const made = await types_of(document);
  if (readFileSync(types_file, { encoding: 'utf8', flag: 'a+' }) !== made) writeFileSync(types_file, made);
}
