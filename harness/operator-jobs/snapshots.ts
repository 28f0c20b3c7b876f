/** Names of the snapshots that belong to no step: before the first, and around the jobs' stop. */
export const snapshots = {
  before: 'before the first step',
  end: 'after the last step',
  stopped: 'after their stop',
};

/** When the jobs were started once more. */
export const whenAnew = 'started anew';
