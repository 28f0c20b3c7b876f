const time = String.raw`\d+(\.\d+)?(ns|µs|us|ms|s|m|h)`;

/** What differs between two runs of one version, in the order in which it is replaced. */
const random: [pattern: RegExp, placeholder: string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'],
  [/\b(dispatch|periodic)-\d+(-[0-9a-f]+)?/g, '$1-<id>'],
  [/\b[0-9a-f]{12,64}\b/g, '<id>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4}( UTC)?|Z)?/g, '<moment>'],
  [/\b(?!127\.0\.0\.1:1\b)\d{1,3}(\.\d{1,3}){3}(:\d+)?/g, '<address>'],
  [/\b(client|server)-\d+\b/g, '<node>'],
  [/\bv?\d+\.\d+\.\d+(-[0-9a-z.]+)?\b/g, '<version>'],
  [/\/var\/lib\/nomad\/[^\s":,]*/g, '<path>'],
  [new RegExp(String.raw`\b(restarting in|after|took) (${time})+`, 'g'), '$1 <time>'],
  // The engine may tell of lack of memory after the container's end: then Nomad has only the exit code.
  [/"(OOM Killed|Docker container exited with non-zero exit code: 137)"/g, '"<killed>"'],
  [/\b(pid|PID)[ =:]+\d+/g, '$1 <number>'],
];

/**
 * A text of Nomad's without what differs between two runs of one version: the scope's unique part, ids, moments,
 * addresses, names of nodes, versions, folders, measured times. Limits that a job asks for stay.
 */
export function normalise(text: string, scope: string): string {
  const own = text.replaceAll(`${scope}-`, '').replaceAll(scope, '<scope>');
  const plain = random.reduce((rest, [pattern, placeholder]) => rest.replaceAll(pattern, placeholder), own);
  return plain.replaceAll(/\s+/g, ' ').trim();
}

/** Says who was asked: a server that is not the leader passes the question on and calls its refusal an RPC error. */
const wrapping = /^(rpc error: |Failed to parse job: )+/;

/** The reasons of a refusal: Nomad wraps each into a count of its own, for each block that it is in. */
export function normaliseReason(text: string, scope: string): string {
  const reasons = text
    .split(/\n|;\s/)
    .map((line) =>
      line
        .replace(/^\s*\*\s*/, '')
        .replace(wrapping, '')
        .replace(/:?\s*\d+ errors? occurred:\s*$/, ''),
    )
    .filter((line) => line.trim() !== '');
  return normalise(reasons.join('; '), scope);
}
