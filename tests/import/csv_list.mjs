// Every file of other people's CSV as the wizard reads it: what each shows stands in the list beside them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { equal, has_complaint, has_status, new_folder, ok, serve, shared, sign_in, teczka_ok, test } from '../lib.mjs';
import { upload } from './wizard.mjs';

const password = 'test-password-1';
const numbered = (first, from, to, ...last) => [...first, ...Array.from({ length: to - from + 1 }, (_, i) => `#${from + i}`), ...last];
// Name → what is found; rows by their number. What is left out is UTF-8 with commas.
const files = {
  all_quotes: { columns: ['upc', 'name', 'description', 'price'], count: 5, 0: ['33333', 'Laderach Chocolate', 'This is the\nbest chocolate', '5'] },
  auto__duplicate_header_col: { columns: ['a', 'b', 'a (2)'], count: 2 },
  auto__leading_space_numerics: { columns: ['123', 'TEST3', 'text1'], count: 2, 1: [' 567', 'TEST3', 'text3'] },
  auto__missing_many_col: { columns: numbered(['a'], 2, 13), count: 2, 0: ['123', 'TEST2', 'text1', ...Array(9).fill(''), 'value1'] },
  auto__multi_column_string_r: { delimiter: '|', columns: ['1', '6370', '371', 'p1'], count: 8, 0: ['10', '214', '465', 'p2'] },
  auto__pipe_delim_quote: { delimiter: '|', columns: ['123', 'TEST5', 'text1'], count: 2, 0: ['345', 'TEST5', 'text2|'] },
  auto__quote_escape: { delimiter: '|', columns: ['123', 'TEST6', 'text1'], count: 2, 0: ['345', 'TEST6', 'text"2"text'] },
  auto__semicolon_delim: { delimiter: ';', columns: ['123', 'TEST9', 'text1'], count: 2 },
  auto__skip_row: { options: { skip_rows: 1 }, columns: ['number', 'text', 'date'], count: 1, 0: ['345.0', 'TEST3', '2000-12-13'] },
  'auto__time_date_timestamp_dd-mm-yyyy': { columns: ['a', 'b', 't', 'd', 'ts'], count: 3, 1: ['345', 'TEST2', '14:15:30', '02-02-2002', '02-02-2002 14:15:00'] },
  auto__unnamed_columns: { columns: numbered(['123', 'TEST2', 'text1'], 4, 12, 'value1'), count: 1 },
  auto__utf8bom: { columns: ['id', 'name'], count: 2, 0: ['1', 'Mark'] },
  bad_date: { columns: ['date', 'eventID', 'subplotID'], count: 1 },
  blank_line: { columns: ['col'], count: 10 },
  comma_decimal_null: { count: 8 },
  csv_quoted_newline_odd: { delimiter: ';', columns: ['content'], count: 2, 1: ['84,hello world'] },
  customer: { columns: undefined, count: 9, 0: ['2', 'AAAAAAAACAAAAAAA', '819667'] },
  decimal_separators__decimal_separators: { delimiter: ';', columns: ['commas', 'periods'], count: 5, 0: ['1,1', '1.1'] },
  double_quoted_header: { columns: ['foo "bar', 'name'], count: 2 },
  encodings__latin1: { encoding: 'windows-1252', columns: ['name', 'age'], count: 12, 0: ['José Álvarez', '30'] },
  encodings__utf16: { encoding: 'utf-16le', columns: ['name', 'age'], count: 20, 1: ['Müller', '25'] },
  evil_nullpadding: { delimiter: ';', columns: ['pedro', 'br', 'nl', '1.72'], count: 0 },  // both rows are too short: refused, each by its line
  extra_delimiters: { columns: ['a', 'b', 'c'], count: 3 },                                // the one that is too long is refused
  afl__10: { refused: 'csv_binary' },
  empty: { refused: 'upload_empty' },
};

export async function csv_list() {
  let client, server;
  await test('csv list: an office to look at files with', async () => {
    const data = new_folder();
    await teczka_ok(['user', 'add', '--data', data, '--login', 'tester', '--group', 'management', '--password-stdin'], { input: `${password}\n` });
    server = await serve(data);
    client = await sign_in(server, 'tester', password);
  });
  const look_at = async (name, options = {}) => {
    const bytes = readFileSync(join(shared('3-office/csv'), name));
    if (bytes.length === 0) return client.post('/uploads', { name, bytes: 0 });
    return client.post('/imports/look', { upload: await upload(client, name, bytes), entity: 'company', options });
  };

  await test('csv list: no file of the list is left out', async () => {
    const there = readdirSync(shared('3-office/csv')).filter((name) => name.endsWith('.csv') && name.startsWith('duckdb_'));
    equal(there.map((name) => name.slice('duckdb_'.length, -'.csv'.length)).sort(), Object.keys(files).sort());
  });
  for (const [name, wanted] of Object.entries(files)) {
    await test(`csv list: ${name}`, async () => {
      const answer = await look_at(`duckdb_${name}.csv`, wanted.options);
      if (wanted.refused) return has_complaint(has_status(answer, 422), wanted.refused);
      const { file, columns, rows } = has_status(answer, 200).json;
      equal([file.encoding, file.delimiter, file.rows, file.is_whole], [wanted.encoding ?? 'utf-8', wanted.delimiter ?? ',', wanted.count, true]);
      if (wanted.columns) equal(columns.map((one) => one.name), wanted.columns);
      for (const at of Object.keys(wanted).filter((key) => /^\d+$/.test(key))) equal(rows[at].slice(0, wanted[at].length), wanted[at], `row ${at}`);
      return undefined;
    });
  }
  for (const name of ['comma_in_quotes', 'empty_crlf', 'json', 'newlines', 'quotes_and_newlines', 'simple_crlf']) {
    await test(`csv list: ${name} of RFC 4180 gives its rows`, async () => {
      const expected = JSON.parse(readFileSync(join(shared('3-office/csv'), `spectrum_${name}.expected.json`), 'utf8'));
      const { columns, rows } = has_status(await look_at(`spectrum_${name}.csv`), 200).json;
      ok(expected.length <= 5, 'more rows than are shown');
      equal(rows.map((row) => Object.fromEntries(columns.map((one, at) => [one.name, row[at]]))), expected);
    });
  }
  await server?.stop();
}
