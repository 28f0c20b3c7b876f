import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { lines } from '../../../harness/nomad/index.ts';
import type { StreamTrouble } from './stream-lines.ts';

/** What goes wrong between harness and Nomad. */
export interface PathTrouble {
  /** With the event stream. */
  stream?: StreamTrouble;
  /** Every answer comes so much later, in ms. */
  lateMs?: number;
  /** A blocking query that is held so long, in ms, loses its connection. */
  cutHeldMs?: number;
}

/** A way to Nomad with trouble on it. */
export interface TroubledPath extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  address: string;
  /** How often the trouble came about so far. */
  met(): number;
}

/** Listens on 127.0.0.1 and passes everything on to the Nomad at `target`, with the trouble; exec is passed on whole. */
export async function troubledPath(target: string, trouble: PathTrouble): Promise<TroubledPath> {
  const to = new URL(target);
  let met = 0;
  const upgraded = new Set<Duplex>();
  const onTrouble = () => {
    met += 1;
  };
  const passage = { to, trouble, onTrouble };
  const server = createServer((incoming, answer) => pass(incoming, answer, passage));
  // An idle connection is the client's to close: one that ends as it is used would be trouble that nobody asked for.
  server.keepAliveTimeout = 0;
  server.on('upgrade', (incoming, socket, head) => {
    for (const end of tunnel(to, incoming, socket, head)) {
      upgraded.add(end);
      end.on('close', () => upgraded.delete(end));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    met: () => met,
    async [Symbol.asyncDispose]() {
      for (const socket of upgraded) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

interface Passage {
  to: URL;
  trouble: PathTrouble;
  onTrouble: () => void;
}

function pass(incoming: IncomingMessage, answer: ServerResponse, passage: Passage): void {
  const { to, trouble, onTrouble } = passage;
  const { method, url = '', headers } = incoming;
  const onward = request({ host: to.hostname, port: to.port, method, path: url, headers });
  const breakOff = () => {
    onward.destroy();
    answer.destroy();
  };
  onward.on('error', breakOff);
  answer.on('close', () => onward.destroy());
  onward.on('response', (response) => void deliver(response, answer, url, passage).catch(breakOff));
  incoming.pipe(onward);
  if (trouble.cutHeldMs === undefined || !isHeld(url)) return;
  const timer = setTimeout(() => {
    onTrouble();
    breakOff();
  }, trouble.cutHeldMs);
  for (const end of ['response', 'close'] as const) onward.on(end, () => clearTimeout(timer));
}

const isStream = (url: string) => url.startsWith('/v1/event/stream');

/** A blocking query proper; one for the state of an event is answered at once. */
const isHeld = (url: string) => !isStream(url) && /[?&]index=/.test(url) && !/[?&]wait=1s/.test(url);

async function deliver(
  response: IncomingMessage,
  answer: ServerResponse,
  url: string,
  { trouble, onTrouble }: Passage,
): Promise<void> {
  if (trouble.lateMs !== undefined) {
    onTrouble();
    await delay(trouble.lateMs);
  }
  const { 'transfer-encoding': _, connection: __, ...headers } = response.headers;
  answer.writeHead(response.statusCode ?? 502, headers);
  answer.flushHeaders();
  if (trouble.stream === undefined || !isStream(url)) {
    response.on('error', () => answer.destroy());
    response.pipe(answer);
    return;
  }
  const make = trouble.stream(onTrouble);
  for await (const line of lines(response)) {
    const { lines: sent, cut = false } = make(line);
    for (const each of sent) answer.write(`${each}\n`);
    if (cut) {
      answer.destroy();
      return;
    }
  }
  answer.end();
}

/** A WebSocket, byte by byte. Returns both ends. */
function tunnel(to: URL, incoming: IncomingMessage, socket: Duplex, head: Buffer): [Duplex, Socket] {
  const onward = connect(Number(to.port), to.hostname, () => {
    const { method, url, rawHeaders } = incoming;
    const fields = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : [],
    );
    onward.write(`${method} ${url} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  return [socket, onward];
}
