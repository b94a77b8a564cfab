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

// The keys that are certainly said here: literals in the first argument of t(…).
export function said_in(source: Source): string[] {
  const said: string[] = [];
  walk(parse(source), (node) => {
    if (!ts.isCallExpression(node) || !/(^|\.)t$/.test(node.expression.getText()) || !node.arguments[0])
      return;
    walk(node.arguments[0], (inner) => {
      if (ts.isStringLiteral(inner)) said.push(inner.text);
    });
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

// The files that are in the first load: what `start` imports, and so on, but nothing fetched later.
export function first_load(start: string): Set<string> {
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
      const name = (statement.moduleSpecifier as ts.StringLiteral).text;
      const base = normalize(join(dirname(path), name));
      const file = [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`].find((one) =>
        existsSync(one),
      );
      if (name.startsWith('.') && file) follow(file);
    }
  };
  follow(normalize(start));
  return seen;
}
