import { markdownTable } from '../text.ts';
import type { KnownBug, NomadBug } from './bug.ts';
import type { LatentBug } from './latent.ts';

/** docs/known-bugs.md, whole. */
export function knownBugsPage(bugs: readonly KnownBug[], latent: readonly LatentBug[]): string {
  const head = ['Id', 'Issue', 'The bug', 'Known on', 'First good'];
  return `# Known bugs of Nomad

Written by \`npm run docs\` from \`harness/regression/rows\`. On a version that has one of these bugs, its test ends as \`known\`
instead of failed, if it failed for the bug's own reason, and fails if it passed. How such a test is written is in
[writing-a-suite](writing-a-suite.md); [faults](faults.md) describes those without an issue.

${markdownTable([[...head, 'Suite'], ...bugs.map((bug) => [...rowOf(bug), `\`${bug.suite}\``])]).join('\n')}

"Known on" is the first version that has the bug, or with "at least" one that has it while the first is unknown: on an older one its test may
end either way, as it may on any version where the bug shows only in some runs.

## In a rehearsal

Written from \`harness/regression/latent.ts\`: what shows a day after an upgrade, in a check of the rehearsal (\`upgrade\`).

${markdownTable([[...head, 'What to do'], ...latent.map((bug) => [...rowOf(bug), bug.remedy])]).join('\n')}
`;
}

function rowOf({ id, issue, what, since, bad, firstGood, back, from, always = true }: NomadBug): string[] {
  const versions = since === undefined ? `at least ${bad}` : `from ${since}`;
  const upgrade = from === undefined ? '' : `, upgraded from ${from}`;
  return [
    id,
    issue === undefined
      ? 'none known'
      : `[nomad#${issue}](https://github.com/hashicorp/nomad/issues/${issue})`,
    what,
    `${versions}${upgrade}${always ? '' : ', in some runs'}`,
    back === undefined ? (firstGood ?? 'open') : `${firstGood}, before ${back}`,
  ];
}
