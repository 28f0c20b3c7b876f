import type { Advice, Proof } from './model/decision.ts';
import type { Report } from './model/report.ts';
import type { RunbookStep } from './model/runbook.ts';
import { fenceAround, plain } from './plain.ts';
import { moment } from './words.ts';

/** How to do what was rehearsed, as markdown. @throws Error for a run that is no rehearsal */
export function runbookText({ runbook, decision, verdict, outcome, subject, id, began }: Report): string {
  if (!runbook || !decision) throw new Error(`the run ${id} is no rehearsal, and has no runbook`);
  const { from, to, before, steps, after, back } = runbook;
  return [
    `# Runbook: Nomad ${from} to ${to}`,
    '',
    `Made from the rehearsal \`${id}\` of ${moment(began)}: **${verdict}**, ${plain(subject)}.`,
    ...(outcome === 'good'
      ? []
      : ['', `**Do not follow it yet: the rehearsal was ${verdict}.** What is under *Before* comes first.`]),
    ...['', 'Times are those of the rehearsal; hold your own timers (`heartbeat_grace`) against them.'],
    ...section('Before', decision.before, before),
    ...['', '## During', '', ...decision.during.map(adviceLine)],
    ...steps.flatMap((step, at) => stepLines(step, at + 1)),
    ...section('After', decision.after, after),
    ...section('The way back', decision.back, back),
    '',
  ].join('\n');
}

function section(title: string, advice: readonly Advice[], commands: readonly string[]): string[] {
  return ['', `## ${title}`, '', ...advice.map(adviceLine), ...fenced(commands)];
}

function stepLines({ title, commands, rehearsed, goOn, stopWhen }: RunbookStep, number: number): string[] {
  const list = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `${name}:`, '', ...lines.map((line) => `- ${plain(line)}`)];
  return [
    ...['', `### Step ${number}. ${plain(title)}`, ...fenced(commands)],
    ...list('Go on when', goOn),
    ...list('Stop when', stopWhen),
    ...list('In the rehearsal', rehearsed),
  ];
}

/** A piece of advice as an item of a list, with its evidence. */
export function adviceLine({ tag, rule, what, proofs }: Advice): string {
  const mark = tag === 'stop' || tag === 'unknown' || tag === 'break' ? `**${tag.toUpperCase()}**` : tag;
  const named = rule === undefined ? '' : ` \`${rule}\``;
  const evidence = proofs.length === 0 ? '' : ` (${proofs.map(proofText).join(', ')})`;
  return `- [ ] ${mark}${named}: ${plain(what)}${evidence}`;
}

const proofText = ({ text, href }: Proof) =>
  href === undefined ? `\`${text.replaceAll('`', "'")}\`` : `[${plain(text)}](${href})`;

function fenced(commands: readonly string[]): string[] {
  if (commands.length === 0) return [];
  const fence = fenceAround(commands.join('\n'));
  return ['', `${fence}sh`, ...commands, fence];
}
