// The table: what, measured, floor, ratio, asked, met. Printed, and added to docs/benchmarks.md with its date.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { repository } from './programs.mjs';

const lines = [];

export function figure(value) {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return String(Number(value.toPrecision(3)));
}

// `better: 'more'`: measured ÷ floor must be at least `ratio`. Else `limit`: measured may be at most that, or `ratio`: the
// quotient may be.
export function line({ what, measured, floor, unit = '', ratio, limit, least, better = 'less', note = '' }) {
  const quotient = floor === undefined ? undefined : measured / floor;
  const asked = [];
  let is_met = true;
  if (ratio !== undefined) {
    asked.push(better === 'more' ? `≥ ${ratio}` : `≤ ${ratio} ×`);
    is_met &&= better === 'more' ? quotient >= ratio : quotient <= ratio;
  }
  if (limit !== undefined) {
    asked.push(`≤ ${figure(limit)} ${unit}`);
    is_met &&= measured <= limit;
  }
  if (least !== undefined) {
    asked.push(`≥ ${figure(least.value)} ${least.unit}`);
    is_met &&= least.measured >= least.value;
  }
  add([what, `${figure(measured)} ${unit}${note && ` (${note})`}`, floor === undefined ? '–' : `${figure(floor)} ${unit}`,
    quotient === undefined ? '–' : figure(quotient), asked.join(' and '), is_met ? 'met' : '**not met**']);
}

// What could not be measured says so.
export function missing(what, asked, why) {
  add([what, `not measured: ${String(why).replaceAll('|', '/').split('\n')[0].slice(0, 200)}`, '–', '–', asked, '**not met**']);
}

function add(cells) {
  lines.push(cells.map((cell) => cell.trim()));
  console.log(cells.join(' | '));
}

export function table() {
  const head = ['what', 'measured', 'floor', 'ratio', 'asked', ''];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function count_met() {
  const met = lines.filter((cells) => cells.at(-1) === 'met').length;
  return `${met} of ${lines.length} lines met`;
}

// The load of the machine by others is part of the truth.
export function record({ command, companies, load_before, minutes }) {
  const path = join(repository, 'docs/benchmarks.md');
  if (!existsSync(path)) {
    writeFileSync(path, '# Measured\n\nEach section is one run of `./bench`; floor and product are measured in the same run on the same machine, so the\n' +
      'ratio says more than the figure. How each line is measured stands in `benchmarks/run.mjs`.\n');
  }
  const processor = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const day = new Date().toISOString().slice(0, 16).replace('T', ' ');
  appendFileSync(path, `\n## ${day} UTC, ${companies.toLocaleString('en').replaceAll(',', ' ')} companies\n\n\`${command}\`; ${cpus().length} cores (${processor}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GB of memory, load of the machine before ${load_before.toFixed(1)}; ${minutes.toFixed(0)} minutes. ${count_met()}.\n\n${table()}\n`);
}
