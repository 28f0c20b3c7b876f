import { type Damage, type DataOf, type Entry, events } from '../../evidence/index.ts';
import { type Finding, note, stop } from '../../judge/index.ts';

/** Of each kind of thing, how much the way back took away, brought back or changed. */
const words = {
  forgotten: 'that were made after the snapshot are forgotten',
  gone: 'that the snapshot held are gone all the same',
  back: 'that had been removed since the snapshot are back',
  changed: 'are older or other than before',
} as const;

const shownIds = 5;

/**
 * What a rollback cost and what refused it. Damage is to know, not to stop: it is the price of a snapshot. Servers that
 * do not come back from it are no way back at all.
 */
export function rollbackFindings(entries: readonly Entry[]): Finding[] {
  const damage = events.rollbackDamage.of(entries).flatMap((each) => each.damage);
  return [
    ...events.rollbackStep.of(entries).flatMap(stepFinding),
    ...events.rollbackClientsRestarted
      .of(entries)
      .map(({ error }) =>
        note(
          'rollback-clients-deaf',
          events.rollbackClientsRestarted,
          `clients took no new work from the restored servers until their agents were started again: ${firstLine(error)}`,
        ),
      ),
    ...events.rollbackTask
      .of(entries)
      .map(({ message }) => note('rollback-task', events.rollbackTask, message)),
    ...grouped(damage),
  ];
}

function stepFinding({ step, error }: DataOf<typeof events.rollbackStep>): Finding[] {
  if (error === undefined) return [];
  const message = `${step}: ${error.split('\n').slice(0, 2).join(' ')}`;
  // A server on newer state is tried to see whether it refuses; the snapshot is the documented way.
  const tolerated = /^rollback of server-\d+ in place$/.test(step);
  return [
    tolerated
      ? note('rollback-refused', events.rollbackStep, message)
      : stop('rollback-failed', events.rollbackStep, message),
  ];
}

function grouped(damage: readonly Damage[]): Finding[] {
  const groups = Map.groupBy(damage, ({ what, change }) => `${what} ${words[change]}`);
  return [...groups].map(([text, all]) => {
    const ids = all.slice(0, shownIds).map(inWords).join(', ');
    const more = all.length > shownIds ? ` and ${all.length - shownIds} more` : '';
    return note('rollback-damage', events.rollbackDamage, `${all.length} ${text}: ${ids}${more}`);
  });
}

function inWords({ what, id, change, before, after }: Damage): string {
  const name = what === 'allocations' ? id.slice(0, 8) : id;
  if (change === 'changed') return `${name} (${before || 'nothing'}, now ${after || 'nothing'})`;
  return what === 'allocations' ? `${name} (${before ?? after})` : name;
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';
