import { once } from 'node:events';
import { expect, test } from '../../harness/index.ts';

// nomad#27582: proxies and strict HTTP clients refuse the answer of 1.11.2.
test('the event stream answers with a status line of HTTP/1.1', async ({ nomad, scope }) => {
  const { hostname } = new URL(nomad.address);
  const socket = nomad.http.socket();
  scope.defer('close the connection', () => socket.destroy());
  const headers = Object.entries({ Host: hostname, ...nomad.http.authentication });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`GET ${nomad.http.target('/v1/event/stream?topic=Job')} HTTP/1.1\r\n${lines}\r\n`);

  const [head] = await once(socket, 'data', { signal: scope.signal });

  const [statusLine] = String(head).split('\r\n');
  scope.knownBug('A1', () => expect(statusLine).toBe('HTTP/1.1 200 OK'));
});
