import { allocationIn, type DriverCall } from '../../evidence/index.ts';

/**
 * Whether a volume was unstaged after it was staged for an allocation and before it was asked to be mounted there, which the driver
 * had to refuse (nomad#20424). Calls of any volume, in the order in which they were asked.
 */
export function unstagedFromUnder(calls: readonly DriverCall[], allocation: string): boolean {
  return calls.some((publish) => {
    if (publish.call !== 'nodePublishVolume' || (publish.outcome ?? 'ok') === 'ok') return false;
    if (allocationIn(publish.target) !== allocation) return false;
    const own = calls.filter((each) => isOfStage(each, publish) && each.asked < publish.asked);
    const staged = own.findLast(({ call }) => call === 'nodeStageVolume');
    if (staged?.outcome !== 'ok') return false;
    // One that was asked for earlier and answered later may have come after it.
    return own.some(
      ({ call, answered = publish.asked }) => call === 'nodeUnstageVolume' && answered > staged.asked,
    );
  });
}

const isOfStage = ({ call, node, staging }: DriverCall, publish: DriverCall) =>
  ['nodeStageVolume', 'nodeUnstageVolume'].includes(call) &&
  node === publish.node &&
  staging === publish.staging;
