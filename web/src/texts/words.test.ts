// Nothing a person reads is missing in a language or no longer used: texts of the pages, and sentences for every code
// the C++ sources may refuse with.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Words } from './books';
import { codes_in } from './testing/refusals';
import {
  books_of_files,
  literals_in,
  loaded_with,
  said_in,
  sources_in,
  words_outside,
  type Source,
} from './testing/sources';

// It reads every source there is.
vi.setConfig({ testTimeout: 60_000 });

// Every book there is: pl_record.ts with en_record.ts beside it is the book called record.
const files = import.meta.glob<{ texts: Words }>('./{pl,en}{,_*}.ts', { eager: true });
const book = (language: string, name: string): Words => files[`./${language}${name}.ts`]?.texts ?? {};
const names = Object.keys(files).flatMap((file) => /^\.\/pl(\w*)\.ts$/.exec(file)?.[1] ?? []);
const first_page = Object.keys(book('pl', ''));
const errors = book('pl', '_errors');
const spoken = names.filter((name) => name !== '_errors').flatMap((name) => Object.keys(book('pl', name)));
const pages = sources_in('src', /\.tsx?$/, /texts\/(pl|en|testing)|\.test\./);
// What is refused while the program starts or a declaration is wrong is said on the command line, never in a page.
const unseen =
  /_test\.|testing|query_oracle|^\.\.\/src\/app\/|catalogue\/(build_|catalogue\.)|core\/schema\/|server\/(lock|tls)/;
const program = sources_in('../src', /\.[ch]pp$/, unseen);

const refused = new Map(
  program.flatMap((file) => [...codes_in(file.text)].map((code) => [code, file.path] as const)),
);

function used_in(files: Source[]): (key: string) => boolean {
  const all = files.map(literals_in);
  const beginnings = all.flatMap((one) => [...one.beginnings]);
  return (key) =>
    all.some((one) => one.whole.has(key)) || beginnings.some((beginning) => key.startsWith(beginning));
}
const places = (words: Words[string] | undefined): string[] =>
  [...new Set([...JSON.stringify(words ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

describe('the books of words', () => {
  for (const name of names) {
    const [polish, english] = [book('pl', name), book('en', name)];
    it(`pl${name}: both languages hold the same keys and the same places to fill`, () => {
      expect(Object.keys(english).sort()).toEqual(Object.keys(polish).sort());
      const unlike = Object.keys(polish).filter(
        (key) => places(polish[key]).join() !== places(english[key]).join(),
      );
      expect(unlike).toEqual([]);
    });
    it(`pl${name}: Polish has every plural form`, () => {
      const lacking = Object.entries(polish).filter(
        ([, text]) => typeof text !== 'string' && !(text.one && text.few && text.many && text.other),
      );
      expect(lacking).toEqual([]);
    });
  }

  it('hold no key twice', () => {
    expect(spoken.filter((key, at) => spoken.indexOf(key) !== at)).toEqual([]);
  });

  it('hold nothing that no page says', () => {
    const in_pages = used_in(pages);
    const is_used = (key: string) => in_pages(key) || refused.has(key);
    expect(spoken.filter((key) => !is_used(key))).toEqual([]);
  });

  it('of the first load hold all it says', () => {
    const first = loaded_with('src/main.tsx');
    expect(first.size).toBeGreaterThan(30);
    const said = pages.filter((page) => first.has(page.path)).flatMap(said_in);
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((key) => spoken.includes(key) && !first_page.includes(key))).toEqual([]);
  });

  it('are open wherever their words are said', () => {
    const book_of = new Map(
      names
        .filter((name) => name !== '_errors')
        .flatMap((name) => Object.keys(book('pl', name)).map((key) => [key, name.slice(1) || 'base'])),
    );
    const open = books_of_files('src/main.tsx', pages, [...new Set(book_of.values())]);
    expect(open.get('src/areas/office/jobs.tsx')).toEqual(new Set(['base', 'jobs']));
    const closed = pages.flatMap((page) =>
      said_in(page)
        .filter((key) => book_of.has(key) && !open.get(page.path)?.has(book_of.get(key) ?? ''))
        .map((key) => `${page.path}: ${key} of ${book_of.get(key)}`),
    );
    expect(closed).toEqual([]);
  });

  it('hold every word the pages show', () => {
    const is_word = (text: string) => !spoken.includes(text) && !/^X[X-]*$/.test(text);
    expect(
      pages.flatMap((page) =>
        words_outside(page)
          .filter(is_word)
          .map((text) => `${page.path}: ${text}`),
      ),
    ).toEqual([]);
  });
});

const is_known = (code: string) => code in errors || first_page.includes(code);

describe('sentences for refusals', () => {
  it('finds the codes in the sources', () => {
    expect(refused.size).toBeGreaterThan(80);
    for (const code of ['tax_id_twice', 'tiers_do_not_follow', 'json_depth', 'due_before_issue', 'busy'])
      expect([...refused.keys()]).toContain(code);
  });
  it('exist for every code', () => {
    expect([...refused].filter(([code]) => !is_known(code))).toEqual([]);
  });
  it('exist for nothing else', () => {
    const in_pages = used_in(pages);
    expect(Object.keys(errors).filter((code) => !refused.has(code) && !in_pages(code))).toEqual([]);
  });
});

describe('sentences of the command line', () => {
  // A declaration that is wrong is told to who wrote it, by its code; the demo office only writes.
  const unsaid = /_test\.|testing|query_oracle|catalogue\/build_|app\/(demo(_words)?|said)\./;
  const all = sources_in('../src', /\.[ch]pp$/, unsaid);
  const said_alone = readFileSync('../src/app/said.cpp', 'utf8');
  const own = [...said_alone.matchAll(/^ {4}\{"(\w+)",/gm)].map((match) => match[1] ?? '');
  const codes = new Set(all.flatMap((file) => [...codes_in(file.text)]));

  it('exist for every code, here or in a page', () => {
    expect(codes.size).toBeGreaterThan(refused.size);
    expect(own.length).toBeGreaterThan(15);
    expect([...codes].filter((code) => !is_known(code) && !own.includes(code))).toEqual([]);
  });
  it('exist for nothing else', () => {
    expect(own.filter((code) => !all.some((file) => file.text.includes(`"${code}"`)))).toEqual([]);
  });
});

describe('codes_in', () => {
  const cases: [string, string[]][] = [
    ['return refuse("too_many", "order", {{"max", "4"}});', ['too_many']],
    ['return refuse(Kind::conflict, "op_reused", "op");', ['op_reused']],
    ['complain(at + "entity", "entity_unknown", name);', ['entity_unknown']],
    ['complain("records", records == nullptr ? "required" : "wrong_type");', ['required', 'wrong_type']],
    ['work.complain(Kind::invalid, entry.place, "", "still_used",\n {{"count", n}});', ['still_used']],
    ['warn(\n "rate_missing", "rate", {{"currency", currency}});', ['rate_missing']],
    ['problem({Kind::forbidden, {{"origin", "origin_refused"}}})', ['origin_refused']],
    [
      'const auto code = a ? "not_allowed" : b ? "move_not_yet" : "move_unknown";',
      ['not_allowed', 'move_not_yet', 'move_unknown'],
    ],
    ['{.code = "period_backwards", .condition = "a < b", .field = "valid_to"}', ['period_backwards']],
    ['// refuse("in_a_comment")', []],
    ['out.member("created_at", "valid_from");', []],
    ['refuse(std::move(code), {}, std::move(parameters))', []],
  ];
  for (const [text, codes] of cases) it(text, () => expect([...codes_in(text)]).toEqual(codes));
});
