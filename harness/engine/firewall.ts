/** A table of what iptables-save(8) prints. */
interface Table {
  policies: Map<string, string>;
  chains: Set<string>;
  rules: string[];
}

export interface EngineRules {
  /** Whether a network interface is the engine's. */
  isOwnLink: (name: string) => boolean;
  /** No other engine is there that would need the shared chains and the policy. */
  alone: boolean;
}

/**
 * Input of `iptables-restore --noflush` that takes out what an engine has added between two texts of iptables-save; empty when
 * nothing is to be undone. Rules that others have added meanwhile stay.
 */
export function undoing(before: string, now: string, engine: EngineRules): string {
  const former = tablesOf(before);
  const commits = [...tablesOf(now)].flatMap(([name, table]) => {
    const commands = undoTable(former.get(name), table, engine);
    return commands.length === 0 ? [] : [`*${name}`, ...commands, 'COMMIT'];
  });
  return commits.length === 0 ? '' : `${commits.join('\n')}\n`;
}

function undoTable(before: Table | undefined, now: Table, { isOwnLink, alone }: EngineRules): string[] {
  const chains = [...now.chains].filter((chain) => alone && isDockers(chain) && !before?.chains.has(chain));
  const isGone = (chain: string | undefined) => chain !== undefined && chains.includes(chain);
  const former = new Set(before?.rules);
  const rules = now.rules.filter((rule) => {
    const words = rule.split(' ');
    const jump = words[words.indexOf('-j') + 1];
    // Those of a chain that goes are flushed with it.
    if (former.has(rule) || isGone(words[1])) return false;
    return isGone(jump) || words.some((word, n) => /^-[io]$/.test(words[n - 1] ?? '') && isOwnLink(word));
  });
  const policies = alone ? [...now.policies].filter(([chain]) => isDropped(before, now, chain)) : [];
  return [
    ...policies.map(([chain]) => `:${chain} ACCEPT [0:0]`),
    ...rules.map((rule) => rule.replace(/^-A/, '-D')),
    ...chains.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
  ];
}

const isDockers = (chain: string) => /^DOCKER(-|$)/.test(chain);

/** dockerd sets the policy of FORWARD to DROP where it turns forwarding on. In a table that was not there, it was ACCEPT. */
function isDropped(before: Table | undefined, now: Table, chain: string): boolean {
  const former = before?.policies.get(chain) ?? 'ACCEPT';
  return chain === 'FORWARD' && former === 'ACCEPT' && now.policies.get(chain) === 'DROP';
}

function tablesOf(text: string): Map<string, Table> {
  const tables = new Map<string, Table>();
  let table: Table = { policies: new Map(), chains: new Set(), rules: [] };
  for (const line of text.split('\n')) {
    const [, chain = '', policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (line.startsWith('*')) {
      table = { policies: new Map(), chains: new Set(), rules: [] };
      tables.set(line.slice(1), table);
    } else if (chain !== '' && policy === '-') table.chains.add(chain);
    else if (chain !== '') table.policies.set(chain, policy);
    else if (line.startsWith('-A ')) table.rules.push(line);
  }
  return tables;
}
