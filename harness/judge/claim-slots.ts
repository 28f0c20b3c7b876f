import type { DriverCall } from '../evidence/index.ts';

/** What a node can have of a volume: it is attached there, mounted for the node, mounted for an allocation. */

export type Level = 'attach' | 'stage' | 'publish';

interface Kind {
  level: Level;
  does: 'claim' | 'release';
}

const kinds: Readonly<Record<string, Kind>> = {
  controllerPublishVolume: { level: 'attach', does: 'claim' },
  controllerUnpublishVolume: { level: 'attach', does: 'release' },
  nodeStageVolume: { level: 'stage', does: 'claim' },
  nodeUnstageVolume: { level: 'stage', does: 'release' },
  nodePublishVolume: { level: 'publish', does: 'claim' },
  nodeUnpublishVolume: { level: 'publish', does: 'release' },
};

export const kindOf = ({ call }: DriverCall): Kind | undefined => kinds[call];

/** Errors after which nothing was done (CSI spec, error scheme); after any other the call may have done its work. */
const nothingDone = [
  ...['INVALID_ARGUMENT', 'NOT_FOUND', 'ALREADY_EXISTS', 'FAILED_PRECONDITION', 'RESOURCE_EXHAUSTED'],
  ...['OUT_OF_RANGE', 'UNIMPLEMENTED', 'PERMISSION_DENIED', 'UNAUTHENTICATED'],
];

/**
 * One thing that can be held: an attachment of a node, or a mount at a path. As in a history of Jepsen's, a call has its effect at
 * some moment between question and answer; one without an answer, or with an error that leaves it open, may have it or not. So
 * something is held for sure from the answer of its claim to the question of its release, and free for sure from the answer of its
 * release to the question of its next claim.
 */
export class Slot {
  readonly level: Level;
  readonly node: string;
  /** The claim that holds it for sure. */
  held: DriverCall | undefined;
  /** Claims that may hold it. */
  readonly #may = new Set<DriverCall>();
  /** When its last release was asked for, and the last moment at which anything was asked or answered about it. */
  #releaseAsked = Number.NEGATIVE_INFINITY;
  #touched = Number.NEGATIVE_INFINITY;

  constructor(level: Level, node: string) {
    this.level = level;
    this.node = node;
  }

  /** Whether it was free for sure, from a moment until now. */
  freeSince(at: number): boolean {
    return !this.held && this.#may.size === 0 && this.#touched <= at;
  }

  get isFree(): boolean {
    return this.freeSince(Number.POSITIVE_INFINITY);
  }

  /** From now on nobody can say whether it is held. */
  doubt(): void {
    if (this.held) this.#may.add(this.held);
    this.held = undefined;
  }

  claimAsked(call: DriverCall): void {
    this.#touched = call.asked;
    this.#may.add(call);
  }

  claimAnswered(call: DriverCall, at: number): void {
    this.#touched = at;
    if (call.outcome === 'ok' && this.#releaseAsked < call.asked) {
      this.#may.clear();
      this.held = call;
    } else if (nothingDone.includes(call.outcome ?? '')) this.#may.delete(call);
  }

  releaseAsked({ asked }: DriverCall): void {
    this.#touched = asked;
    this.#releaseAsked = asked;
    this.doubt();
  }

  /** Frees it from what had been claimed before the release was asked for. */
  releaseAnswered({ asked, outcome }: DriverCall, at: number): void {
    this.#touched = at;
    if (outcome !== 'ok') return;
    for (const claim of this.#may) if ((claim.answered ?? claim.asked) <= asked) this.#may.delete(claim);
  }
}

/** All that can be held of one volume. */
export class Slots {
  readonly #slots = new Map<string, Slot>();

  /** Those that a call is about: of a release without a node, all. */
  of(call: DriverCall): Slot[] {
    const kind = kindOf(call);
    if (!kind) return [];
    if (kind.level === 'attach' && call.node === '') return this.at('attach');
    const path = { attach: '', stage: call.staging, publish: call.target }[kind.level] ?? '';
    return [this.#slot(kind.level, call.node, path)];
  }

  /** Those of a level, on a node or on all. */
  at(level: Level, node?: string): Slot[] {
    return [...this.#slots.values()].filter(
      (slot) => slot.level === level && (node === undefined || slot.node === node),
    );
  }

  /** The mount for the node that a mount for an allocation is made from. */
  stageOf({ node, staging = '' }: DriverCall): Slot {
    return this.#slot('stage', node, staging);
  }

  get areFree(): boolean {
    return [...this.#slots.values()].every(({ isFree }) => isFree);
  }

  doubtAll(): void {
    for (const slot of this.#slots.values()) slot.doubt();
  }

  #slot(level: Level, node: string, path: string): Slot {
    const key = `${level} ${node} ${path}`;
    const slot = this.#slots.get(key) ?? new Slot(level, node);
    this.#slots.set(key, slot);
    return slot;
  }
}
