// What the first load weighs, brotli, from dist's manifest: sign-in and list; with record and form; the font apart.
// Prints the three figures as JSON and fails over the limits (200, 250 and 45 KB).
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const limits = { sign_in_and_list: 200 * 1024, with_form: 250 * 1024, font: 45 * 1024 };

function files_of(keys) {
  const files = new Set(['index.html']);
  const seen = new Set();
  const follow = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    (chunk.imports ?? []).forEach(follow);
  };
  keys.forEach(follow);
  return [...files];
}
const weight = (files) =>
  files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(new URL(file, dist))).length, 0);
const fonts = Object.values(manifest)
  .map((chunk) => chunk.file)
  .filter((file) => file.endsWith('.woff2'));

// The words of one language, the longer one, belong to it.
const first = ['index.html', 'src/texts/pl.ts'];
const form = [
  'src/catalogue/record.tsx',
  'src/catalogue/form.tsx',
  'src/texts/pl_record.ts',
  'src/texts/pl_errors.ts',
];

const figures = {
  sign_in_and_list: weight(files_of(first)),
  with_form: weight(files_of([...first, ...form])),
  font: fonts.reduce((sum, file) => sum + readFileSync(new URL(file, dist)).length, 0),
};
console.log(JSON.stringify({ ...figures, limits }));
if (fonts.length === 0 || Object.keys(limits).some((name) => figures[name] > limits[name])) process.exit(1);
