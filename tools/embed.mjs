// Compiles the built web app into the program: node tools/embed.mjs DIST OUT writes OUT/web_files.S (the bytes) and
// OUT/web_files.cpp (the table). Without a built app the table is empty and the server answers the API alone.
import { brotliCompressSync, constants } from "node:zlib";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";

const [dist, out] = process.argv.slice(2);
const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png", ".json": "application/json",
  ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
};
const packed = new Set([".js", ".css", ".svg", ".json", ".txt"]);

function walk(folder) {
  // The build's own notes (.vite) are no part of the app.
  const kept = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith("."));
  return kept.flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

mkdirSync(out, { recursive: true });
const files = existsSync(join(dist, "index.html")) ? walk(dist).filter((f) => types[extname(f)]).sort() : [];
let assembly = '.section .rodata\n.section .note.GNU-stack,"",@progbits\n.section .rodata\n';
let rows = "", symbols = "";
files.forEach((file, number) => {
  const bytes = readFileSync(file);
  const variants = { plain: bytes };
  if (packed.has(extname(file))) {
    variants.brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  }
  for (const [kind, content] of Object.entries(variants)) {
    const name = `teczka_web_${number}_${kind}`;
    writeFileSync(join(out, name), content);
    assembly += `.balign 16\n.global ${name}\n${name}:\n.incbin "${join(out, name)}"\n`;
    symbols += `extern "C" const char ${name}[];\n`;
  }
  const view = (kind) => (variants[kind] ? `{teczka_web_${number}_${kind}, ${variants[kind].length}}` : "{}");
  rows += `    {"/${relative(dist, file)}", "${types[extname(file)]}", ${view("plain")}, ${view("brotli")}},\n`;
});
writeFileSync(join(out, "web_files.S"), assembly);
writeFileSync(
  join(out, "web_files.cpp"),
  `// Made by tools/embed.mjs.\n#include "app/web_files.hpp"\n\n${symbols}\nnamespace teczka::app {\n\n` +
    `std::span<const server::StaticFile> web_files() {\n` +
    (files.length
      ? `    static const server::StaticFile files[]{\n${rows}    };\n    return files;\n`
      : `    return {};\n`) +
    `}\n\n}  // namespace teczka::app\n`,
);
