import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { FakeNomad } from './fake-nomad.ts';

/** A WebSocket frame of a server, with up to 125 bytes. */
export function frame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
}

export const text = (value: object) => frame(1, Buffer.from(JSON.stringify(value)));
export const base64 = (value: string) => Buffer.from(value).toString('base64');

/** A server whose handshakes succeed and which then does `then`. What else it is asked, `answer` answers; emptily unless given. */
export async function execServer(
  then: (socket: Socket, url: string) => void,
  seen: string[] = [],
  answer: Parameters<typeof FakeNomad.start>[0] = (_, response) => response.end(),
): Promise<FakeNomad> {
  const fake = await FakeNomad.start(answer);
  fake.onUpgrade((request, socket) => {
    seen.push(`${request.url} ${request.headers['x-nomad-token']}`);
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    socket.on('error', () => undefined);
    then(socket, request.url ?? '');
  });
  return fake;
}

/** What a client's frames say, each with up to 65535 bytes; a client masks them. */
export function* framesOf(data: Buffer): Generator<Record<string, { data?: string; close?: boolean }>> {
  for (let at = 0; at < data.length; ) {
    const short = data.readUInt8(at + 1) & 0x7f;
    const [length, head] = short === 126 ? [data.readUInt16BE(at + 2), 4] : [short, 2];
    const mask = data.subarray(at + head, at + head + 4);
    const begin = at + head + 4;
    const bytes = data.subarray(begin, begin + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    if ((data.readUInt8(at) & 0x0f) === 1) yield JSON.parse(Buffer.from(bytes).toString());
    at = begin + length;
  }
}
