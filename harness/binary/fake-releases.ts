import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, deflateRawSync } from 'node:zlib';

/** A zip archive with these members, as APPNOTE.TXT of the format wants it. */
export function zip(members: Record<string, Buffer | string>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const data = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(Buffer.byteLength(content), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

type Answer = Buffer | string | ((response: ServerResponse) => void);

/** A release archive on this machine. Files are answered by path; any other path is 404. */
export class FakeReleases implements AsyncDisposable {
  readonly files = new Map<string, Answer>();
  /** Paths in the order they were asked for. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    const answer = this.files.get(request.url ?? '');
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer ?? 'not found');
  });

  static async start(): Promise<FakeReleases> {
    const releases = new FakeReleases();
    await new Promise<void>((resolve) => releases.#server.listen(0, '127.0.0.1', resolve));
    return releases;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Publishes an archive with its sums, and returns the two paths. */
  publish(version: string, archive: Buffer, sumOf: Buffer = archive): { sums: string; zip: string } {
    const name = `nomad_${version}_linux_${process.arch === 'arm64' ? 'arm64' : 'amd64'}.zip`;
    const paths = { sums: `/nomad/${version}/nomad_${version}_SHA256SUMS`, zip: `/nomad/${version}/${name}` };
    const sum = createHash('sha256').update(sumOf).digest('hex');
    this.files.set(paths.sums, `${'0'.repeat(64)}  nomad_${version}_windows_386.zip\n${sum}  ${name}\n`);
    this.files.set(paths.zip, archive);
    return paths;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
