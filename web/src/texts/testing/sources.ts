// What the words are looked for in: the sources of the web app, as text and as trees. For the test of the words alone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

export interface Source {
  path: string;
  text: string;
}

export function sources_in(folder: string, wanted: RegExp, unwanted: RegExp): Source[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((path) => join(folder, path))
    .filter((path) => wanted.test(path) && !unwanted.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

const parse = ({ path, text }: Source): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);

function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

// Every literal that may be a key, and the beginnings of those put together: t(`kind_${kind}`) uses all of kind_….
export function literals_in(source: Source): { whole: Set<string>; beginnings: Set<string> } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  walk(parse(source), (node) => {
    if (ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent)) whole.add(node.text);
    if (ts.isNoSubstitutionTemplateLiteral(node)) whole.add(node.text);
    if (ts.isTemplateExpression(node) && /^[a-z_]+_$/.test(node.head.text)) beginnings.add(node.head.text);
  });
  return { whole, beginnings };
}

// The literals a value may be: both sides of a choice, not what it is decided by.
function outcomes(node: ts.Expression): string[] {
  if (ts.isStringLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return outcomes(node.expression);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(outcomes);
  return ts.isBinaryExpression(node) ? [node.left, node.right].flatMap(outcomes) : [];
}

// The keys that are certainly said here: literals in the first argument of t(…).
export function said_in(source: Source): string[] {
  const said: string[] = [];
  walk(parse(source), (node) => {
    if (ts.isCallExpression(node) && /(^|\.)t$/.test(node.expression.getText()) && node.arguments[0])
      said.push(...outcomes(node.arguments[0]));
  });
  return said;
}

const spoken_attributes = ['aria-label', 'title', 'placeholder', 'label', 'alt', 'description'];
// Words written into a page instead of a book.
export function words_outside(source: Source): string[] {
  const found: string[] = [];
  const note = (text: string) => /\p{L}{2}/u.test(text) && found.push(text.trim());
  walk(parse(source), (node) => {
    const is_key =
      node.parent && ts.isJsxElement(node.parent) && node.parent.openingElement.tagName.getText() === 'kbd';
    if (ts.isJsxText(node) && !is_key) note(node.text);
    if (
      ts.isJsxAttribute(node) &&
      spoken_attributes.includes(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    )
      note(node.initializer.text);
  });
  return found;
}

// Is this a call of with_book or open_book? Then the book it opens.
function book_opened(node: ts.Node): string | null {
  if (!ts.isCallExpression(node) || !/^(with|open)_book$/.test(node.expression.getText())) return null;
  const [book] = node.arguments;
  return book && ts.isStringLiteral(book) ? book.text : null;
}

const statement_of = (node: ts.Node): ts.Node => {
  let at = node;
  while (!ts.isSourceFile(at.parent) && !ts.isPropertyAssignment(at)) at = at.parent;
  return at;
};

// What a file fetches later, each with the books that are opened beside it in the same declaration.
export function fetched_by(source: Source): { path: string; books: string[] }[] {
  const found: { path: string; books: string[] }[] = [];
  walk(parse(source), (node) => {
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return;
    const [name] = node.arguments;
    const path = name && ts.isStringLiteral(name) && file_of(source.path, name.text);
    if (!path) return;
    const books: string[] = [];
    walk(statement_of(node), (inner) => books.push(...[book_opened(inner) ?? []].flat()));
    found.push({ path, books });
  });
  return found;
}

function file_of(from: string, name: string): string | undefined {
  const base = normalize(join(dirname(from), name));
  const files = [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`];
  return name.startsWith('.') ? files.find((one) => existsSync(one)) : undefined;
}

// The files that come with `start`: what it imports, and so on, but nothing fetched later.
export function loaded_with(start: string): Set<string> {
  const seen = new Set<string>();
  const follow = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const statement of parse({ path, text: readFileSync(path, 'utf8') }).statements) {
      if (
        !ts.isImportDeclaration(statement) ||
        statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      )
        continue;
      const file = file_of(path, (statement.moduleSpecifier as ts.StringLiteral).text);
      if (file) follow(file);
    }
  };
  follow(normalize(start));
  return seen;
}

// Which books are open for certain when a file is there: those of every way that leads to it. The first load has `base`.
export function books_of_files(start: string, sources: Source[], all: string[]): Map<string, Set<string>> {
  const text = new Map(sources.map((one) => [one.path, one]));
  const open = new Map<string, Set<string>>();
  const arrive = (entry: string, books: Set<string>) => {
    for (const path of loaded_with(entry)) {
      const known = open.get(path);
      const both = known ? new Set([...known].filter((book) => books.has(book))) : books;
      if (known && both.size === known.size) continue;
      open.set(path, both);
      const source = text.get(path);
      for (const later of source ? fetched_by(source) : [])
        arrive(later.path, new Set([...both, ...later.books.filter((book) => all.includes(book))]));
    }
  };
  arrive(start, new Set(['base']));
  return open;
}
