import { markdownTable } from '../text.ts';

/** What the suites showed of one Nomad version. */
export interface VersionResult {
  version: string;
  /** Where the binary came from, in words. */
  source: string;
  /** The day of the run: `2026-11-27`. */
  date: string;
  /** Areas or files that ran; all unless named. */
  areas: readonly string[];
  counts: { passed: number; known: number; skipped: number; failed: number };
  /** One line each: known bugs that the version showed, why tests were skipped, which tests failed. */
  known: readonly string[];
  skipped: readonly string[];
  failed: readonly string[];
}

const intro = `# Nomad versions

What the suites showed of each version, one run a version. Written by \`npx nomad-e2e matrix\`, which renews the versions that it runs and
keeps the others.
`;
const heading = '## Nomad ';
const head = ['Nomad', 'Passed', 'Known', 'Skipped', 'Failed', 'Date', 'Binary', 'Areas'];

/**
 * The page of versions with these results in it. Versions of the page that are not among them are kept.
 * @param compare orders two versions, as `Array.prototype.sort` takes it
 */
export function versionsPage(
  page: string,
  results: readonly VersionResult[],
  compare: (a: string, b: string) => number,
): string {
  const sections = new Map(page.split(`\n${heading}`).slice(1).map(versionAndText));
  for (const result of results) sections.set(result.version, sectionOf(result));
  const all = [...sections].sort(([a], [b]) => compare(a, b));
  const rows = all.map(([version, text]) => [version, ...factsIn(text)]);
  const body = all.map(([version, text]) => `${heading}${version}\n\n${text.trim()}\n`);
  return [intro, `${markdownTable([head, ...rows]).join('\n')}\n`, ...body].join('\n');
}

function versionAndText(section: string): [version: string, text: string] {
  const [version = '', ...text] = section.split('\n');
  return [version.trim(), text.join('\n')];
}

function sectionOf({ counts, source, date, areas, known, skipped, failed }: VersionResult): string {
  const { passed, known: knownCount, skipped: skippedCount, failed: failedCount } = counts;
  const facts = [
    `${passed} passed`,
    `${knownCount} known`,
    `${skippedCount} skipped`,
    `${failedCount} failed`,
    date,
    source,
    areas.join(', ') || 'all',
  ];
  const lines = [
    ...failed.map((line) => `- failed: ${line}`),
    ...known.map((line) => `- known: ${line}`),
    ...skipped.map((line) => `- skipped: ${line}`),
  ];
  return [facts.join(' · '), '', ...lines].join('\n');
}

/** The cells of a version's row out of its section's first line. */
function factsIn(text: string): string[] {
  const [line = ''] = text.trim().split('\n');
  return line.split(' · ').map((fact) => fact.replace(/^(\d+) (passed|known|skipped|failed)$/, '$1'));
}
