/** Where a binary can be fetched from: the official release archive, or the Go module, which is compiled. */
export type BinarySource = 'release' | 'go';

/** What every step of a fetch needs of its caller. */
export interface Fetch {
  version: string;
  arch: string;
  /** Folder of this fetch alone; it is removed when the fetch ends, however it ends. */
  work: string;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}
