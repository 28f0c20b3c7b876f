/** A wait that has ended. */
export interface WaitRecord {
  what: string;
  ms: number;
  ok: boolean;
}

/** Told of a wait that has ended, and of the signal that could have ended it before. */
type Observer = (record: WaitRecord, signal: AbortSignal | undefined) => void;

let observer: Observer | undefined;

/** Sets who is told of every wait of this process; undefined = nobody. */
export function onWait(next: Observer | undefined): void {
  observer = next;
}

export function notifyOfWait(record: WaitRecord, signal: AbortSignal | undefined): void {
  observer?.(record, signal);
}
