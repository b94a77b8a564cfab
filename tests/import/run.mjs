// Imports as people run them: real files through the example mappings, and files that are broken in every way.
// `node tests/import/run.mjs [part of a name]`
import { check_heard, listen } from '../described.mjs';
import { suite } from '../lib.mjs';
import { broken_files } from './broken_files.mjs';
import { csv_list } from './csv_list.mjs';
import { exports_and_mappings } from './exports.mjs';
import { northwind } from './northwind.mjs';
import { other_files } from './other_files.mjs';
import { wizard } from './wizard.mjs';
import { sheets } from './sheets.mjs';

await suite(async () => {
  listen();
  for (const part of [northwind, other_files, broken_files, csv_list, exports_and_mappings, sheets, wizard]) await part();
  if (!process.argv[2]) await check_heard((route) => /\/(imports|exports|files)/.test(route));
});
