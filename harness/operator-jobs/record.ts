/** Names of the looks at the end: before the jobs are stopped, and after it. */
export const looks = {
  before: 'before the first step',
  end: 'after the last step',
  stopped: 'after their stop',
};
