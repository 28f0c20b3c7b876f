import type { CallOptions, Indexed, Query, Transport } from './transport.ts';

export interface BlockingOptions extends CallOptions {
  /** Answer once the data is newer than this; 0, the default, answers at once. */
  index?: number;
  /** Longest time that the server holds the request, 60 s unless given. */
  waitSeconds?: number;
  query?: Query;
}

/**
 * A blocking query: answers when the data at `path` changed after `index`, or after `waitSeconds` unchanged.
 * Source: Nomad HTTP API, Blocking Queries (an index that runs backwards starts over; the server adds up to 1/16).
 */
export async function blocking<T>(
  http: Transport,
  path: string,
  { index = 0, waitSeconds = 60, query = {}, ...call }: BlockingOptions = {},
): Promise<Indexed<T>> {
  if (index === 0) return atLeastOne(await http.indexed<T>('GET', path, { ...call, query }));
  const answer = await http.indexed<T>('GET', path, {
    ...call,
    query: { ...query, index, wait: `${waitSeconds}s` },
    held: true,
    headersTimeoutMs: waitSeconds * 1000 * (1 + 1 / 16) + 10_000,
  });
  return atLeastOne(answer);
}

/** Index 0 would make the next query return at once, and again. */
function atLeastOne<T>({ value, index }: Indexed<T>): Indexed<T> {
  return { value, index: Math.max(1, index) };
}
