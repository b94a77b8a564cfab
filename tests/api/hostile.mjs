// Bytes and connections that mean harm, on bare sockets: one request read as two, heads without end, bodies that drip, a
// thousand who say nothing. Each is answered or cut, and nobody else notices.
import net from 'node:net';
import { Client, equal, fail, has_status, ok, sleep, test } from '../lib.mjs';

// What two programs in a row might read differently; behind each stands a second request that must never be answered.
const hidden = 'GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (heads, body = '') => `POST /api/v1/session HTTP/1.1\r\nHost: a\r\n${heads.map((one) => `${one}\r\n`).join('')}\r\n${body}`;
const smuggled = [
  { name: 'a length beside chunks', bytes: post(['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n') },
  { name: 'chunks beside a length', bytes: post(['Transfer-Encoding: chunked', 'Content-Length: 4'], '0\r\n\r\n') },
  { name: 'two lengths', bytes: post(['Content-Length: 0', `Content-Length: ${hidden.length}`]) },
  { name: 'a list of lengths', bytes: post([`Content-Length: 0, ${hidden.length}`]) },
  { name: 'a signed length', bytes: post(['Content-Length: +0']) },
  { name: 'a length with a blank inside', bytes: post(['Content-Length: 0 0']) },
  { name: 'a blank before the colon', bytes: post(['Transfer-Encoding : chunked'], '0\r\n\r\n') },
  { name: 'a tab before the coding and another behind', bytes: post(['Transfer-Encoding:\tchunked, identity'], '0\r\n\r\n') },
  { name: 'an unknown coding', bytes: post(['Transfer-Encoding: xchunked'], '0\r\n\r\n') },
  { name: 'two codings', bytes: post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '0\r\n\r\n') },
  { name: 'a packed coding', bytes: post(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n') },
  { name: 'chunks in HTTP/1.0', bytes: `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n` },
  { name: 'a negative chunk', bytes: post(['Transfer-Encoding: chunked'], '-1\r\n') },
  { name: 'a NUL as the name of a header', bytes: post(['\0: b']) },
  { name: 'two hosts', bytes: `GET /api/v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n` },
  { name: 'lines that end in LF', bytes: 'GET /api/v1/health HTTP/1.1\nHost: a\n\n' },
  { name: 'a lone CR in a header', bytes: 'GET /api/v1/health HTTP/1.1\r\nHost: a\r\nX: y\rContent-Length: 4\r\n\r\n' },
];

const bombs = [
  { name: 'ten thousand headers', bytes: `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(10_000)}\r\n`, status: 431 },
  { name: 'a header of 200 KB', bytes: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`, status: 431 },
  { name: 'a name of 200 KB', bytes: `GET / HTTP/1.1\r\nHost: a\r\n${'x'.repeat(200_000)}: y\r\n\r\n`, status: 431 },
  { name: 'an address of 200 KB', bytes: `GET /${'x'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, status: 431 },
  { name: 'a method of 200 KB', bytes: `${'G'.repeat(200_000)} / HTTP/1.1\r\nHost: a\r\n\r\n`, status: 431 },
  { name: 'a thousand cookies', bytes: `GET /api/v1/session HTTP/1.1\r\nHost: a\r\n${'Cookie: teczka_session=x\r\n'.repeat(1000)}\r\n`, status: 431 },
  { name: 'a body of 10 GB', bytes: post(['Content-Length: 10000000000', 'Content-Type: application/json']), status: 413 },
  { name: 'a chunk of 16 EB', bytes: post(['Transfer-Encoding: chunked'], 'ffffffffffffffff\r\n'), status: 413 },
  { name: 'chunks of more than a body may be', bytes: post(['Transfer-Encoding: chunked'], `${'100000\r\n'}${'x'.repeat(0x100000)}\r\n100000\r\n${'x'.repeat(0x100000)}\r\n`), status: 413 },
];

function talk(port, bytes) {
  return new Promise((done) => {
    let said = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(20_000, () => socket.destroy());
    socket.on('data', (data) => { said += data.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => done(said));
  });
}
const open = (port, first = '') => new Promise((done, reject) => {
  const socket = net.connect(port, '127.0.0.1', () => {
    if (first) socket.write(first);
    done(socket);
  });
  socket.said = '';
  socket.on('data', (data) => { socket.said += data.toString('latin1'); });
  socket.on('error', reject);
  socket.on('error', () => {});
});

export async function hostile({ server, management }) {
  // Others go on working: each answer whole and right, whatever is going on besides.
  const others_work = async (times) => {
    for (let i = 0; i < times; i += 1) has_status(await management.list('company', { limit: '5' }), 200);
  };

  for (const { name, bytes } of smuggled) {
    await test(`hostile: ${name} is one refusal, and what stands behind it is no request`, async () => {
      const said = await talk(server.port, bytes + hidden);
      ok(/^HTTP\/1\.1 400 /.test(said), `said ${said.slice(0, 200)}`);
      equal(said.split('HTTP/1.1 ').length - 1, 1, 'answers');
      ok(!said.includes('"status":"ok"'), 'the hidden request was answered');
    });
  }

  for (const { name, bytes, status } of bombs) {
    await test(`hostile: ${name} is ${status}`, async () => {
      const said = await talk(server.port, bytes);
      ok(said.startsWith(`HTTP/1.1 ${status} `), `said ${said.slice(0, 200)}`);
      await others_work(1);
    });
  }

  await test('hostile: bodies and heads that drip hurt nobody, and are cut in the end', async () => {
    const body = 'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';
    const head = 'GET / HTTP/1.1\r\nHost: a\r\nX: ';
    const slow = await Promise.all(Array.from({ length: 200 }, (_, i) => open(server.port, i % 2 ? body : head)));
    const drip = setInterval(() => { for (const socket of slow) if (!socket.destroyed) socket.write('x'); }, 300);
    try {
      await others_work(100);
      // Heads have 10 seconds from their first byte, bodies 30, whatever still drips.
      for (let waited = 0; waited < 100 && slow.some((socket) => !socket.said); waited += 1) await sleep(500);
      const unanswered = slow.filter((socket) => !socket.said.startsWith('HTTP/1.1 408 '));
      if (unanswered.length) fail(`${unanswered.length} of 200 were not told to hurry: ${unanswered[0].said.slice(0, 100)}`);
    } finally {
      clearInterval(drip);
      for (const socket of slow) socket.destroy();
    }
    await others_work(5);
  }, 120);

  await test('hostile: a thousand idle connections, and a few hundred more than there is room for', async () => {
    const idle = [];
    for (let i = 0; i < 10; i += 1)
      idle.push(...await Promise.all(Array.from({ length: 100 }, (_, n) => open(server.port, n % 4 === 0 ? 'GET /api/v1/he' : ''))));
    try {
      await others_work(50);
      const fresh = new Client(server);
      has_status(await fresh.get('/health'), 200);
      fresh.close();
      // Above the limit one is told so at once; whoever is in stays in.
      const beyond = [];
      for (let i = 0; i < 300; i += 1) beyond.push(await open(server.port).catch(() => null));
      await others_work(20);
      for (let waited = 0; waited < 100 && !beyond.some((socket) => socket?.said.startsWith('HTTP/1.1 503 ')); waited += 1) await sleep(50);
      ok(beyond.some((socket) => socket?.said.startsWith('HTTP/1.1 503 ')), 'nobody was told that it is full');
      for (const socket of beyond) socket?.destroy();
    } finally {
      for (const socket of idle) socket.destroy();
    }
    // The room comes back.
    for (let waited = 0; waited < 100; waited += 1) {
      const said = await talk(server.port, 'GET /api/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      if (said.startsWith('HTTP/1.1 200 ')) return;
      await sleep(100);
    }
    fail('no room came back');
  }, 120);

  await test('hostile: a client that reads nothing holds nobody up', async () => {
    const deaf = await Promise.all(Array.from({ length: 20 }, () => open(server.port)));
    for (const socket of deaf) {
      socket.pause();
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(500));
    }
    await others_work(50);
    for (const socket of deaf) socket.destroy();
  });

  await test('hostile: every answer carries the headers that bind a browser', async () => {
    const guest = new Client(server);
    for (const path of ['/health', '/session', '/no_such', '/company?limit=1', '/../']) {
      const { headers } = await guest.get(path);
      equal([headers['x-content-type-options'], headers['referrer-policy'], headers['cross-origin-opener-policy'], headers['cross-origin-resource-policy']],
        ['nosniff', 'no-referrer', 'same-origin', 'same-origin'], path);
      equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", path);
      equal([headers['access-control-allow-origin'], headers['server'], headers['x-powered-by']], [undefined, undefined, undefined], path);
    }
    const page = await fetch(server.origin);
    const policy = page.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) ok(policy.includes(part), policy);
    ok(/style-src 'self' 'nonce-[0-9a-f]{32}'/.test(policy) && !policy.includes('unsafe'), policy);
    ok((await fetch(server.origin)).headers.get('content-security-policy') !== policy, 'the nonce is always the same');
    for (const method of ['TRACE', 'OPTIONS', 'CONNECT'])
      ok(/^HTTP\/1\.1 4\d\d /.test(await talk(server.port, `${method} /api/v1/company HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)), method);
    guest.close();
  });
}
