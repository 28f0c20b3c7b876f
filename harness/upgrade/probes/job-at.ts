/** Id of the job that a probe has at one step: `upgrade-drain` at `1/7 server-1` is `upgrade-drain-1-7-server-1`. */
export const jobAt = (probe: string, step: string) => `${probe}-${step.replaceAll(/\W+/g, '-')}`;
