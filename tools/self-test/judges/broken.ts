import type { BrokenLedger, SoundLedger } from './sound.ts';

/** Defects of a run's evidence: none of their ledgers may be called good. */
export interface JudgeDefect {
  id: string;
  what: string;
  /** Of the run as it was without the defect, which must be called good. */
  sound: SoundLedger;
  ledgers: readonly BrokenLedger[];
}

/** Every way to break a ledger that needs no knowledge of its kind, and those of its own. */
export function judgeDefects(sound: SoundLedger): JudgeDefect[] {
  const of = (id: string, what: string, ledgers: readonly BrokenLedger[]) => ({
    ...{ id: `judge-${sound.kind}-${id}`, what: `${sound.kind}: ${what}`, sound, ledgers },
  });
  return [
    of('kind-missing', 'all lines of one kind are missing', withoutEachKind(sound)),
    of('line-missing', 'one line is missing', withoutEachLine(sound)),
    of('killed', 'the run was killed after one of its lines', cutAfterEachLine(sound)),
    ...Object.entries(sound.more).map(([id, { what, ledgers }]) => of(id, what, ledgers)),
  ];
}

function withoutEachKind({ entries, beside }: SoundLedger): BrokenLedger[] {
  const kinds = new Set(entries.map(({ kind }) => kind).filter((kind) => !(kind in beside)));
  return [...kinds].map((name) => ({
    name: `without ${name}`,
    entries: entries.filter(({ kind }) => kind !== name),
  }));
}

function withoutEachLine({ entries, beside, samples = [] }: SoundLedger): BrokenLedger[] {
  return entries.flatMap(({ kind }, at) =>
    kind in beside || samples.includes(kind)
      ? []
      : [{ name: `without line ${at + 1}, ${kind}`, entries: entries.toSpliced(at, 1) }],
  );
}

/** Also before the first line. */
function cutAfterEachLine({ entries }: SoundLedger): BrokenLedger[] {
  return entries.map(({ kind }, at) => ({
    name: `ended before line ${at + 1}, ${kind}`,
    entries: entries.slice(0, at),
  }));
}
