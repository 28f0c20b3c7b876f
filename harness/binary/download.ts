import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, interceptors, request } from 'undici';
import { deadline } from '../deadline.ts';
import { codeOf, EnvironmentError } from '../errors.ts';

export interface DownloadLimits {
  connectMs: number;
  /** The longest silence of the server. */
  idleMs: number;
  overallMs: number;
}

/** The archive has 50 to 80 MB: 20 minutes are enough at 70 kB/s. */
export const downloadLimits: DownloadLimits = { connectMs: 10_000, idleMs: 30_000, overallMs: 20 * 60_000 };

type Body = Readable & { arrayBuffer(): Promise<ArrayBuffer> };

/** Whether an archive is there and what it has is a question of a few seconds, or of none: a name that is not known fails at once. */
export const questionLimits: DownloadLimits = { connectMs: 5_000, idleMs: 10_000, overallMs: 60_000 };

/** File-system faults of the cache folder; they are no fault of the server. */
const localFaults = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'];

/** Fetches from one release archive, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */
export class Downloads implements AsyncDisposable {
  readonly #agent: EnvHttpProxyAgent;
  readonly #signal: AbortSignal;
  readonly #deadline: AbortSignal;
  readonly #limits: DownloadLimits;

  constructor(signal: AbortSignal, limits: DownloadLimits = downloadLimits) {
    const { connectMs, idleMs, overallMs } = limits;
    this.#agent = new EnvHttpProxyAgent({
      connect: { timeout: connectMs },
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
    });
    this.#signal = signal;
    this.#deadline = deadline({ what: 'end of the download', ms: overallMs, machine: true });
    this.#limits = limits;
  }

  /**
   * The content of a small file, or undefined when the server says that there is none (404, 410).
   * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE
   */
  async content(url: string): Promise<Buffer | undefined> {
    return this.#get(url, async (body) => Buffer.from(await body.arrayBuffer()));
  }

  /**
   * Writes a file and returns the hex SHA-256 of what came, or undefined when the server says that there is none.
   * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE, also when the transfer stops half-way
   */
  async file(
    url: string,
    path: string,
    onBytes: (done: number, total: number) => void,
  ): Promise<string | undefined> {
    return this.#get(url, async (body, total) => {
      const hash = createHash('sha256');
      let done = 0;
      const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          done += chunk.length;
          onBytes(done, total);
          yield chunk;
        }
      };
      await pipeline(body, count, createWriteStream(path));
      return hash.digest('hex');
    });
  }

  async #get<T>(url: string, read: (body: Body, length: number) => Promise<T>): Promise<T | undefined> {
    const dispatcher = this.#agent.compose(interceptors.redirect({ maxRedirections: 5 }));
    try {
      const signal = AbortSignal.any([this.#signal, this.#deadline]);
      const { statusCode, headers, body } = await request(url, { dispatcher, signal });
      if (statusCode === 200) return await read(body, Number(headers['content-length'] ?? 0));
      await body.dump();
      if (statusCode === 404 || statusCode === 410) return undefined;
      throw new Error(`the server answered ${statusCode}`);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (localFaults.includes(codeOf(error) ?? '') && 'path' in Object(error)) throw error;
      throw unreachable(url, this.#deadline.aborted ? this.#late() : reasonOf(error), error);
    }
  }

  #late(): string {
    return `not done in ${this.#limits.overallMs / 1000} s`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}

function unreachable(url: string, observed: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('BINARY_RELEASE_UNREACHABLE', `${url} cannot be fetched: ${observed}`, {
    next: 'check the connection and HTTPS_PROXY, or name a mirror: NOMAD_E2E_RELEASE_URL=<url>',
    cause,
  });
}

/** A failed connection to several addresses is an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
