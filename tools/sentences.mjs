// The web app's English sentences for refusals, compiled into the program for the command line: what is refused is worded once.
// node tools/sentences.mjs OUT writes OUT/sentences.cpp.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const book = fileURLToPath(new URL("../web/src/texts/en_errors.ts", import.meta.url));

export function sentences() {
  const text = readFileSync(book, "utf8");
  const body = text.slice(text.indexOf("= {"), text.lastIndexOf("};"));
  const found = [...body.matchAll(/^ {2}(\w+):\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),$/gm)].map(
    ([, code, single, double]) => [code, (single ?? double).replace(/\\(.)/g, "$1")],
  );
  const keys = [...body.matchAll(/^ {2}(\w+):/gm)].length;
  if (found.length !== keys) throw new Error(`${book}: ${keys - found.length} sentences cannot be read`);
  return found;
}

if (process.argv[2]) {
  mkdirSync(process.argv[2], { recursive: true });
  const rows = sentences().map(([code, text]) => `    {"${code}", ${JSON.stringify(text)}},\n`);
  writeFileSync(
    join(process.argv[2], "sentences.cpp"),
    `// Made by tools/sentences.mjs.\n#include "app/said.hpp"\n\nnamespace teczka::app {\n\n` +
      `std::span<const Sentence> english_sentences() {\n    static constexpr Sentence all[]{\n${rows.join("")}    };\n` +
      `    return all;\n}\n\n}  // namespace teczka::app\n`,
  );
}
