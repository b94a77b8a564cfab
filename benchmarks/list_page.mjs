// The list in Chromium with the processor held back four times: from the key or click to painted rows; and the memory of a
// page in which 10,000 rows were scrolled. `node benchmarks/list_page.mjs URL [LOGIN]` measures a running server.
import { fileURLToPath } from 'node:url';
import { open_browser, sign_in, use_server } from '../tests/browser/browser.mjs';

const slower = 4;
const times = 5;
const limit_ms = 300;
const limit_mb = 150;
const rows_to_scroll = 10_000;

const middle = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

// In the page: what a gesture takes until other rows stand there and are painted.
const watch_rows = () => {
  window.text_of_rows = () => [...document.querySelectorAll('[role="grid"] [role="row"] a')].slice(0, 8).map((one) => one.textContent).join('|');
  window.time_until = (act, is_there) =>
    new Promise((done, fail) => {
      const start = performance.now();
      const give_up = setTimeout(() => fail(new Error('nothing happened within 20 s')), 20_000);
      const look = () => {
        if (!is_there()) return requestAnimationFrame(look);
        clearTimeout(give_up);
        // The frame that holds the rows is painted when the next one begins.
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
      };
      act();
      requestAnimationFrame(look);
    });
  window.time_change = (act) => {
    const before = window.text_of_rows();
    return window.time_until(act, () => window.text_of_rows() !== before && window.text_of_rows() !== '');
  };
};

const gestures = {
  sort: () => window.time_change(() => document.querySelector('[role="columnheader"] button').click()),
  filter: (round) => window.time_change(() => document.querySelectorAll('[role="group"] button')[round % 2 ? 0 : 2].click()),
  open: () => window.time_until(() => document.querySelector('[role="grid"] [role="row"] a').click(), () => !document.querySelector('[role="grid"]') && document.querySelector('main h1')),
};

async function measure_gesture(page, name) {
  const took = [];
  for (let round = 0; round < times; round += 1) {
    await page.locator('[role="grid"] [role="row"] a').first().waitFor();
    await page.waitForTimeout(500);
    took.push(await page.evaluate(gestures[name], round));
    if (name === 'open') await page.goBack();
  }
  return took;
}

async function scroll_far(page) {
  await page.goto(`${page.url().split('?')[0]}`);
  await page.locator('[role="grid"] [role="row"] a').first().waitFor();
  return page.evaluate(async (wanted) => {
    const grid = document.querySelector('[role="grid"]');
    const last = () => Number([...grid.querySelectorAll('[role="row"]')].at(-1)?.getAttribute('aria-rowindex') ?? 0);
    for (let round = 0, still = 0; last() < wanted && still < 100; round += 1) {
      const before = last();
      grid.scrollTo({ top: grid.scrollHeight });
      await new Promise((done) => { setTimeout(done, 60); });
      still = last() > before ? 0 : still + 1;
    }
    return last();
  }, rows_to_scroll);
}

// All that a page holds, as the browser itself counts it: script heap and what is laid out.
async function memory_mb(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  return (usedSize + embedderHeapUsedSize + backingStorageSize) / 2 ** 20;
}

export async function measure_list_page({ origin, login = 'dyrekcja', line, attempt }) {
  use_server(origin);
  const context = await open_browser({ width: 1440, height: 900 });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watch_rows);
    await sign_in(page, login);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    for (const name of Object.keys(gestures)) {
      const what = `list in Chromium at ${slower} × CPU throttling, ${name} to painted rows`;
      await attempt(what, `≤ ${limit_ms} ms`, async () => {
        const took = await measure_gesture(page, name);
        line({ what, measured: middle(took), unit: 'ms', limit: limit_ms, note: `median of ${times}, the longest ${Math.round(Math.max(...took))} ms` });
      });
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await attempt('memory of the page', `≤ ${limit_mb} MB`, async () => {
      const rows = await scroll_far(page);
      line({ what: `memory of the page after scrolling ${rows} rows`, measured: await memory_mb(page), unit: 'MB', limit: limit_mb });
    });
  } finally {
    await context.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const print = ({ what, measured, unit, limit, note = '' }) => console.log(`${what}: ${measured.toFixed(1)} ${unit} (≤ ${limit}) ${note}`);
  const attempt = (what, asked, measure) => measure().catch((error) => console.log(`${what}: not measured, ${error.message.split('\n')[0]}`));
  await measure_list_page({ origin: process.argv[2], login: process.argv[3], line: print, attempt });
}
