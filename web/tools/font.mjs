// Cuts Inter (variable weight) down to the letters an office in Europe writes: src/theme/inter.woff2, at most 45 KB.
// fontsource ships latin and latin-ext apart; subset-font reads one file, so both are cut and named by unicode-range.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import subsetFont from 'subset-font';

const source = new URL('../node_modules/@fontsource-variable/inter/files/', import.meta.url);
const target = new URL('../src/theme/', import.meta.url);
const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join('');

const parts = {
  'inter.woff2': [
    'inter-latin-wght-normal.woff2',
    range(0x20, 0x7e) + range(0xa0, 0xff) + '–—‘’‚“”„•…‹›€→←↑↓−×',
  ],
  'inter-ext.woff2': ['inter-latin-ext-wght-normal.woff2', range(0x100, 0x17f) + 'ȘșȚț'],
};

mkdirSync(target, { recursive: true });
let total = 0;
for (const [name, [file, letters]] of Object.entries(parts)) {
  const url = new URL(name, target);
  if (!existsSync(url)) {
    const font = await subsetFont(readFileSync(new URL(file, source)), letters, {
      targetFormat: 'woff2',
      keepFeatures: ['tnum', 'kern', 'calt', 'ccmp', 'locl', 'mark', 'mkmk'],
      variationAxes: { wght: { min: 400, max: 650 } },
    });
    writeFileSync(url, font);
  }
  total += readFileSync(url).length;
}
if (total > 45 * 1024) throw new Error(`the font is ${total} bytes; at most 45 KB are allowed`);
console.log(`font: ${total} bytes`);
