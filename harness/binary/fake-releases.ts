import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { createMessage, generateKey, type PrivateKey, sign } from 'openpgp';
import { type TempFolder, tempFolder } from '../temp-folder.ts';

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

/** A key that signs a fake archive. */
export interface SigningKey {
  /** The public key, armored. */
  armored: string;
  /** Its short id, as in names of signature files. */
  id: string;
  /** A detached binary signature, at a moment that is now unless given. */
  sign: (content: string, at?: Date) => Promise<Buffer>;
}

/** A new key; `from` and `seconds` are the span in which it is valid, for ever from now on unless given. */
export async function signingKey({ from = new Date(), seconds = 0 } = {}): Promise<SigningKey> {
  const { privateKey } = await generateKey({
    ...{ type: 'curve25519', userIDs: [{ name: 'a fake archive' }], format: 'object' },
    ...{ date: from, keyExpirationTime: seconds },
  });
  return ofPrivateKey(privateKey);
}

/** See {@link SigningKey}. */
export function ofPrivateKey(privateKey: PrivateKey): SigningKey {
  return {
    armored: privateKey.toPublic().armor(),
    id: privateKey.getKeyID().toHex().slice(-8).toUpperCase(),
    async sign(content, at = new Date()) {
      const message = await createMessage({ binary: new Uint8Array(Buffer.from(content)) });
      const signature = await sign({
        ...{ message, signingKeys: privateKey, detached: true, format: 'binary', date: at },
      });
      return Buffer.from(signature as Uint8Array);
    },
  };
}

type Answer = Buffer | string | ((response: ServerResponse) => void);

/** A release archive on this machine with a key of its own. Files are answered by path; any other path is 404. */
export class FakeReleases implements AsyncDisposable {
  readonly files = new Map<string, Answer>();
  /** Paths in the order they were asked for. */
  readonly asked: string[] = [];
  readonly #key: SigningKey;
  readonly #folder: TempFolder;
  readonly #server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    const answer = this.files.get(request.url ?? '');
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer ?? 'not found');
  });

  constructor(key: SigningKey, folder: TempFolder) {
    this.#key = key;
    this.#folder = folder;
  }

  static async start(key?: SigningKey): Promise<FakeReleases> {
    const own = key ?? (await signingKey());
    const releases = new FakeReleases(own, await tempFolder('releases'));
    await writeFile(releases.keyFile, own.armored);
    await new Promise<void>((resolve) => releases.#server.listen(0, '127.0.0.1', resolve));
    return releases;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The public key of the archive. */
  get keyFile(): string {
    return join(this.#folder.path, 'key.asc');
  }

  /** Publishes an archive with its sums and their signature, and returns the paths. */
  async publish(
    version: string,
    archive: Buffer,
    { sumOf = archive, at = new Date() }: { sumOf?: Buffer; at?: Date } = {},
  ): Promise<{ sums: string; signature: string; zip: string }> {
    const name = `nomad_${version}_linux_${fakeArch}.zip`;
    const sums = `/nomad/${version}/nomad_${version}_SHA256SUMS`;
    const paths = { sums, signature: `${sums}.sig`, zip: `/nomad/${version}/${name}` };
    const sum = createHash('sha256').update(sumOf).digest('hex');
    const content = `${'0'.repeat(64)}  nomad_${version}_windows_386.zip\n${sum}  ${name}\n`;
    this.files.set(paths.sums, content);
    this.files.set(paths.signature, await this.#key.sign(content, at));
    this.files.set(paths.zip, archive);
    return paths;
  }

  /** Publishes an index of these versions, each with one build, for Linux on this processor unless given. */
  publishIndex(versions: readonly string[], build = { os: 'linux', arch: fakeArch }): void {
    const entries = versions.map((version) => [version, { name: 'nomad', version, builds: [build] }]);
    this.files.set(
      '/nomad/index.json',
      JSON.stringify({ name: 'nomad', versions: Object.fromEntries(entries) }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#folder[Symbol.asyncDispose]();
  }
}

const fakeArch = process.arch === 'arm64' ? 'arm64' : 'amd64';
