// The API as its users see it: a demo office, one client a group, every scenario over HTTP. `node tests/api/run.mjs [part of a name]`
import { check_heard, listen } from '../described.mjs';
import { demo, serve, sign_in_all, suite } from '../lib.mjs';
import { attacks } from './attacks.mjs';
import { audit } from './audit.mjs';
import { bad_input } from './bad_input.mjs';
import { changes } from './changes.mjs';
import { custom_fields } from './custom_fields.mjs';
import { demo_removal } from './demo_removal.mjs';
import { events } from './events.mjs';
import { hostile } from './hostile.mjs';
import { entities } from './entities.mjs';
import { jobs, uploads } from './jobs.mjs';
import { jobs_life } from './jobs_life.mjs';
import { lists } from './lists.mjs';
import { life } from './life.mjs';
import { moving_in } from './moving_in.mjs';
import { merge } from './merge.mjs';
import { openapi } from './openapi.mjs';
import { rights } from './rights.mjs';
import { rights_everywhere } from './rights_everywhere.mjs';
import { rights_table } from './rights_table.mjs';
import { saved_views } from './saved_views.mjs';
import { secrets } from './secrets.mjs';
import { sessions } from './sessions.mjs';
import { strings } from './strings.mjs';
import { substitution } from './substitution.mjs';
import { tokens } from './tokens.mjs';
import { totp } from './totp.mjs';
import { view_as } from './view_as.mjs';
import { whys } from './why.mjs';

await suite(async () => {
  listen();
  const data = await demo(300);
  const server = await serve(data);
  const office = { data, server, ...await sign_in_all(server) };
  for (const part of [sessions, entities, rights, rights_table, substitution, whys, view_as, lists, saved_views, changes, merge, bad_input, strings, openapi, uploads, jobs, audit, totp, events, tokens, secrets, hostile]) await part(office);
  await server.stop();
  await rights_everywhere();
  await attacks();
  await custom_fields();
  await life();
  await moving_in();
  await demo_removal();
  await jobs_life();
  if (!process.argv[2]) await check_heard((route) => !/\/(imports|exports|files|events)/.test(route));  // those are the import suite's, and a stream
});
