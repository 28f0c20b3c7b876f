import { readFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import tls from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { defined } from '../defined.ts';
import { HarnessError, UsageError } from '../errors.ts';
import { hide, secretsIn } from '../secrets/index.ts';
import {
  NomadAnswerError,
  NomadAnswerTooLargeError,
  NomadApiError,
  NomadUnreachableError,
  type RequestLine,
} from './errors.ts';
import { Gate } from './gate.ts';

/** Files (PEM) of Nomad's mutual TLS: the values of NOMAD_CACERT, NOMAD_CLIENT_CERT and so on. */
export interface TlsOptions {
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  /** Name in the server's certificate, such as `server.global.nomad`, where it differs from the address. */
  serverName?: string;
  /** Accepts any certificate. */
  insecure?: boolean;
}

export interface RequestRecord {
  method: string;
  path: string;
  /** 0 when no answer came. */
  status: number;
  ms: number;
}

export interface NomadClientOptions {
  /** `http://host:port` or `https://host:port` */
  address: string;
  token?: string | undefined;
  namespace?: string | undefined;
  region?: string | undefined;
  tls?: TlsOptions | undefined;
  /** Whether the event stream asks for nodes, too; false for a token that may not read them, since Nomad then refuses all of it. */
  nodeEvents?: boolean | undefined;
  onRequest?: ((request: RequestRecord) => void) | undefined;
}

/** What every call accepts besides its own arguments. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Overrides the client's namespace. */
  namespace?: string | undefined;
  /** Index of an event that the answer of a read must show; see `target`. */
  atLeast?: number | undefined;
}

export type Query = Record<string, string | number | boolean | undefined>;
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RequestOptions extends CallOptions {
  query?: Query;
  /** Sent as JSON; bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Longest silence before the answer's first byte, in ms. */
  headersTimeoutMs?: number;
  /** Longest silence within the body, in ms; 0 = none. */
  bodyTimeoutMs?: number;
  /** Nomad holds the answer back for long, so it must not take the connection of a call that is answered at once. */
  held?: boolean;
}

/**
 * Connections for calls that are answered at once; more calls than that queue. An agent takes 100 from one address
 * (`limits.http_max_conns_per_client`), and resets any more, also those of other processes.
 */
const callConnections = 16;

/** An answer with its X-Nomad-Index (0 when there is none). */
export interface Indexed<T> {
  value: T;
  index: number;
}

/** Answers with a token or a variable; what else holds a secret holds one that was sent. */
const holdsSecrets = /^\/v1\/(?:acl|var)\b/;

/**
 * HTTP to one Nomad agent over a connection pool: address, token, namespace, region and TLS are set once here. Secrets that
 * pass are hidden from then on in whatever is written of the run.
 */
export class Transport {
  readonly address: string;
  readonly namespace: string | undefined;
  readonly nodeEvents: boolean;
  /** For what holds a connection for long: streams, blocking queries, upgrades. */
  readonly pool: Pool;
  readonly #calls: Pool;
  readonly #gate = new Gate(callConnections);
  readonly #options: NomadClientOptions;

  constructor(options: NomadClientOptions) {
    this.address = originOf(options.address);
    this.namespace = options.namespace;
    this.nodeEvents = options.nodeEvents ?? true;
    this.#options = options;
    if (options.token) hide([options.token]);
    // Exec upgrades the connection to a WebSocket, which HTTP/2 cannot do.
    const shared = { allowH2: false, connect: { timeout: 10_000, ...tlsOf(options.tls) } };
    this.pool = new Pool(this.address, shared);
    this.#calls = new Pool(this.address, { ...shared, connections: callConnections });
  }

  /** JSON answer of a call. @throws NomadApiError, NomadUnreachableError, NomadAnswerError, the signal's reason */
  async json<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    return (await this.indexed<T>(method, path, options)).value;
  }

  /** JSON answer with its index. */
  async indexed<T>(method: Method, path: string, options: RequestOptions = {}): Promise<Indexed<T>> {
    const { text, index } = await this.#read(method, path, options);
    try {
      const value = JSON.parse(text) as T;
      if (holdsSecrets.test(path)) hide(secretsIn(value));
      return { value, index };
    } catch (cause) {
      throw new NomadAnswerError({ method, path }, text.slice(0, 300), cause);
    }
  }

  /** For calls whose answer says no more than that it was done. */
  async done(method: Method, path: string, options: RequestOptions = {}): Promise<void> {
    await this.#read(method, path, options);
  }

  /** Answer as text; for calls that answer no JSON. */
  async text(method: Method, path: string, options: RequestOptions = {}): Promise<string> {
    return (await this.#read(method, path, options)).text;
  }

  /** Body as a stream, once the status is known to be 2xx. The caller reads it to its end or destroys it. */
  async stream(method: Method, path: string, options: RequestOptions = {}): Promise<Readable> {
    const { answer } = await this.#send(method, path, { ...options, held: true });
    return answer.body;
  }

  /** Path with the query that this client adds: region, namespace, the oldest index that will do. */
  target(path: string, { query = {}, namespace = this.namespace, atLeast = 0 }: RequestOptions = {}): string {
    // A blocking query answers at once when its data is newer than the index, else when it becomes so.
    const fresh = atLeast > 1 ? { index: atLeast - 1, wait: '1s' } : {};
    const all = Object.entries(defined({ region: this.#options.region, namespace, ...fresh, ...query }));
    const search = new URLSearchParams(all.map(([key, value]) => [key, String(value)])).toString();
    return search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`;
  }

  /** Headers that authenticate a request. */
  get authentication(): Record<string, string> {
    return this.#options.token ? { 'X-Nomad-Token': this.#options.token } : {};
  }

  /** A connection of its own, for what an HTTP client would not let through. The caller destroys it. */
  socket(): Socket {
    const { protocol, hostname: host, port } = new URL(this.address);
    const at = { host, port: Number(port) };
    return protocol === 'https:' ? tls.connect({ ...at, ...tlsOf(this.#options.tls) }) : net.connect(at);
  }

  /** Ends all connections, also those of streams and pending calls. */
  async close(): Promise<void> {
    await Promise.all([this.pool, this.#calls].map((pool) => (pool.destroyed ? undefined : pool.destroy())));
  }

  async #read(
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<{ text: string; index: number }> {
    // Until the body is read, the connection is not free for another call.
    using _place = options.held ? undefined : await this.#gate.enter(options.signal);
    const { answer, line } = await this.#send(method, path, options);
    try {
      return { text: await textOf(answer, line), index: indexOf(answer) };
    } catch (error) {
      throw this.#lost(line, error, options.signal);
    }
  }

  async #send(method: Method, path: string, options: RequestOptions) {
    const line = { method, path: this.target(path, options) };
    const started = performance.now();
    let status = 0;
    try {
      const answer = await (options.held ? this.pool : this.#calls).request(this.#dispatch(line, options));
      status = answer.statusCode;
      if (status >= 200 && status < 300) return { answer, line };
      throw new NomadApiError(line, status, await textOf(answer, line));
    } catch (error) {
      throw this.#lost(line, error, options.signal);
    } finally {
      this.#options.onRequest?.({ ...line, status, ms: performance.now() - started });
    }
  }

  #dispatch(line: RequestLine, options: RequestOptions): Dispatcher.RequestOptions {
    const { body, signal, headersTimeoutMs, bodyTimeoutMs } = options;
    const bytes = Buffer.isBuffer(body) ? body : undefined;
    if (!bytes) hide(secretsIn(body));
    return {
      method: line.method as Method,
      path: line.path,
      headers: {
        ...this.authentication,
        ...(body === undefined || bytes ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      body: bytes ?? (body === undefined ? null : JSON.stringify(body)),
      ...defined({ signal, headersTimeout: headersTimeoutMs, bodyTimeout: bodyTimeoutMs }),
    };
  }

  #lost(line: RequestLine, error: unknown, signal: AbortSignal | undefined): unknown {
    if (error instanceof HarnessError) return error;
    if (signal?.aborted) return signal.reason;
    return new NomadUnreachableError(this.address, line, error);
  }
}

/** Path segments from ids: each is escaped, so that an id with a slash stays one segment. */
export function path(strings: TemplateStringsArray, ...ids: string[]): string {
  return String.raw({ raw: strings }, ...ids.map((id) => encodeURIComponent(id)));
}

/** A log or file of a task may be of any length; all of Nomad's own answers are far shorter. */
const longestAnswer = 32 * 1024 * 1024;

/** @throws NomadAnswerTooLargeError as soon as that is known */
async function textOf({ body, headers }: Dispatcher.ResponseData, line: RequestLine): Promise<string> {
  const told = Number(headers['content-length'] ?? Number.NaN);
  if (told <= longestAnswer) return await body.text();
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop destroys the body.
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longestAnswer) throw new NomadAnswerTooLargeError(line, longestAnswer);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function indexOf(answer: Dispatcher.ResponseData): number {
  const header = answer.headers['x-nomad-index'];
  const index = Number(Array.isArray(header) ? header[0] : header);
  return Number.isSafeInteger(index) ? index : 0;
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new UsageError('NOMAD_ADDRESS', `not a Nomad address: ${address}`, {
    next: 'give http://host:4646 or https://host:4646',
  });
}

function tlsOf({ caFile, certFile, keyFile, serverName, insecure }: TlsOptions = {}): object {
  const [ca, cert, key] = [caFile, certFile, keyFile].map(readPem);
  return defined({ ca, cert, key, servername: serverName, rejectUnauthorized: insecure ? false : undefined });
}

function readPem(file: string | undefined): Buffer | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file);
  } catch (cause) {
    throw new UsageError('NOMAD_TLS_FILE', `cannot read the TLS file ${file}`, { cause });
  }
}
