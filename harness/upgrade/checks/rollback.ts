import { type Damage, type DataOf, events, type Kind } from '../../evidence/index.ts';
import { note, stop } from '../../judge/index.ts';
import { evidence, type Owing, rule, type UpgradeCheck } from './check.ts';
import { probed } from './sampling.ts';

/** Of each kind of thing, how much the way back took away, brought back or changed. */
const words = {
  forgotten: 'that were made after the snapshot are forgotten',
  gone: 'that the snapshot held are gone all the same',
  back: 'that had been removed since the snapshot are back',
  changed: 'are older or other than before',
} as const;

const shownIds = 5;

const when = ({ rollback }: Owing) => rollback;

/**
 * What a rollback cost and what refused it. Damage is to know, not to stop: it is the price of a snapshot. Servers that
 * do not come back from it are no way back at all.
 */
export const rollback: UpgradeCheck = {
  name: 'rollback',
  leaves: [
    ...probed((owing) => (when(owing) ? owing.servers.map((server) => `api rollback ${server}`) : [])),
    ...[events.snapshot, events.rollbackBegin, events.rollbackDamage].map((kind: Kind<object>) =>
      evidence(kind, { when }),
    ),
  ],
  rules: [
    rule(stop, events.rollbackStep, (line) => ({ 'rollback-failed': !isTry(line.step) && refusalOf(line) })),
    // A server on newer state is tried to see whether it refuses; the snapshot is the documented way.
    rule(note, events.rollbackStep, (line) => ({ 'rollback-refused': isTry(line.step) && refusalOf(line) })),
    rule(note, events.rollbackClientsRestarted, ({ error }) => ({
      'rollback-clients-deaf': `clients took no new work from the restored servers until their agents were started again: ${error.split('\n')[0]}`,
    })),
    rule(note, events.rollbackTask, ({ message }) => ({ 'rollback-task': message })),
    rule(note, events.rollbackDamage, ({ damage }) => ({ 'rollback-damage': grouped(damage) })),
  ],
};

const isTry = (step: string) => /^rollback of server-\d+ in place$/.test(step);
const refusalOf = ({ step, error }: DataOf<typeof events.rollbackStep>) =>
  error !== undefined && `${step}: ${error.split('\n').slice(0, 2).join(' ')}`;

function grouped(damage: readonly Damage[]): string[] {
  const groups = Map.groupBy(damage, ({ what, change }) => `${what} ${words[change]}`);
  return [...groups].map(([text, all]) => {
    const ids = all.slice(0, shownIds).map(inWords).join(', ');
    const more = all.length > shownIds ? ` and ${all.length - shownIds} more` : '';
    return `${all.length} ${text}: ${ids}${more}`;
  });
}

function inWords({ what, id, change, before, after }: Damage): string {
  const name = what === 'allocations' ? id.slice(0, 8) : id;
  if (change === 'changed') return `${name} (${before || 'nothing'}, now ${after || 'nothing'})`;
  return what === 'allocations' ? `${name} (${before ?? after})` : name;
}
