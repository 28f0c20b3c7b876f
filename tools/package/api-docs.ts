import { join, relative } from 'node:path';
import {
  API,
  type Checker,
  type JSDocTagInfo,
  type Symbol as Named,
  SymbolFlags,
  type Type,
} from 'typescript/unstable/sync';

const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'harness', 'index.ts');
const noTruncation = 1;
const longest = 1200;

const preface = `What \`import … from 'nomad-e2e'\` gives, from the comments of its sources by \`npm run docs\`. [Writing a suite](writing-a-suite.md)
says how to use it; \`describe\` and \`expect\` are vitest's own. Times are in milliseconds where a name ends in \`Ms\`. A promise rejects with
one of the errors that its entry names, or with the reason of an aborted \`signal\`.`;

/** Folders that public things come from, in the order of the page. */
const chapters = {
  'harness/suite': 'Suites',
  'harness/wait': 'Waiting',
  'harness/csi': 'CSI volumes and drivers',
  'harness/writers': 'What is written into volumes',
  'harness/jobs': 'Job files',
  'harness/nomad': "Nomad's HTTP API",
  'harness/cluster': 'The cluster',
  'harness/faults': 'Faults',
  'harness/upgrade': 'Upgrades',
  'fixtures/csi-hostpath': 'Rules of the hostpath driver',
  'harness/evidence': 'Evidence',
  'harness/deadline.ts': 'Time limits',
  'harness/errors.ts': 'Errors',
} as const;

/** The page of what the package exports, from its doc comments, and which functions have none. */
export interface ApiDocs {
  text: string;
  /** `name (file)` of each function, class and method that says nothing of itself. */
  undocumented: string[];
}

/** Reads `harness/index.ts` with the compiler itself. vitest's own exports are left to vitest's page. */
export function apiDocs(): ApiDocs {
  const config = join(root, 'tsconfig.json');
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    const file = project?.program.getSourceFile(entry);
    const module = file && project?.checker.getSymbolAtLocation(file);
    if (!project || !module) throw new Error(`the compiler cannot read ${entry}`);
    return new Page(project.checker).of(project.checker.getExportsOfModule(module));
  } finally {
    api.close();
  }
}

class Page {
  readonly #checker: Checker;
  readonly #undocumented: string[] = [];

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  of(exported: readonly Named[]): ApiDocs {
    const own = exported.map((symbol) => this.#origin(symbol)).filter((symbol) => ownFile(symbol) !== '');
    const byChapter = Map.groupBy(own, (symbol) => chapterOf(ownFile(symbol)));
    const parts = Object.values(chapters).flatMap((title) => {
      const symbols = byChapter.get(title) ?? [];
      return symbols.length === 0 ? [] : [`## ${title}\n`, ...symbols.flatMap((each) => this.#section(each))];
    });
    const text = `# API\n\n${preface}\n\n${parts.join('\n')}`;
    return { text, undocumented: this.#undocumented };
  }

  #origin(symbol: Named): Named {
    return symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #section(symbol: Named): string[] {
    const told = this.#told(symbol, symbol.name);
    const at = `[${ownFile(symbol)}](../${ownFile(symbol)})`;
    const rows = this.#rows(symbol);
    const head = rows.length > 0 ? '' : this.#signature(symbol);
    const kind = symbol.flags & SymbolFlags.Value ? '' : ' (type)';
    return [`### ${symbol.name}${kind}`, head, told, rows.join('\n'), at]
      .filter((part) => part !== '')
      .map((part) => `${part}\n`);
  }

  #signature(symbol: Named): string {
    if (!(symbol.flags & SymbolFlags.Value)) return '';
    const shown = this.#shown(this.#typeOf(symbol));
    // vitest's own type of `test` is longer than anybody would read.
    return shown.length > longest ? '' : `\`\`\`ts\n${symbol.name}: ${shown}\n\`\`\``;
  }

  #rows(symbol: Named): string[] {
    if (symbol.flags & SymbolFlags.Class) {
      return this.#members(this.#checker.getDeclaredTypeOfSymbol(symbol), symbol.name, '');
    }
    if (!(symbol.flags & SymbolFlags.Variable)) return [];
    const type = this.#typeOf(symbol);
    return this.#isArea(type) ? this.#members(type, symbol.name, '') : [];
  }

  /** A line for each method and property, and for those of an area such as `nomad.jobs`. */
  #members(type: Type, owner: string, area: string): string[] {
    const own = this.#checker
      .getPropertiesOfType(type)
      .filter((each) => ownFile(each) !== '' && isPublic(each));
    return own.flatMap((symbol) => {
      const member = this.#typeOf(symbol);
      const name = `${area}${symbol.name}`;
      if (this.#isArea(member)) return this.#members(member, owner, `${name}.`);
      const shown = this.#shown(member);
      // The areas' methods are Nomad's own calls, with Nomad's names.
      const required = shown.includes(' => ') && area === '';
      // A function that an object takes in by its name has its comment where it is made.
      const made = member.getSymbol();
      const source = made && made.flags & SymbolFlags.Function ? made : symbol;
      const told = this.#told(source, `${owner}.${name}`, { required }).replaceAll(/\s+/g, ' ');
      return [`- \`${name}: ${shown}\`${told && `: ${told}`}`];
    });
  }

  /** An object of functions, such as `waits` or `nomad.jobs`, and no type with a name of its own. */
  #isArea(type: Type): boolean {
    if (type.getAliasSymbol() !== undefined || type.getSymbol()?.name !== '__object') return false;
    return this.#checker
      .getPropertiesOfType(type)
      .some((each) => this.#shown(this.#typeOf(each)).includes(' => '));
  }

  #typeOf(symbol: Named): Type {
    const type = this.#checker.getTypeOfSymbol(symbol);
    if (!type) throw new Error(`${symbol.name} has no type`);
    return type;
  }

  #shown(type: Type): string {
    return this.#checker.typeToString(type, undefined, noTruncation);
  }

  /** What a doc comment says, with its tags as sentences. */
  #told(symbol: Named, name: string, { required = isDocumented(symbol) } = {}): string {
    const said = this.#checker.getDocumentationCommentOfSymbol(symbol).trim();
    if (said === '' && required) this.#undocumented.push(`${name} (${ownFile(symbol)})`);
    const tags = this.#checker.getJsDocTagsOfSymbol(symbol).map(sentence);
    return [said, ...tags].filter(Boolean).join('\n\n');
  }
}

function isPublic({ name }: Named): boolean {
  return !/^__|^#/.test(name);
}

/** Types may speak for themselves; what is called may not. */
function isDocumented({ flags }: Named): boolean {
  return (flags & (SymbolFlags.Function | SymbolFlags.Class | SymbolFlags.Method)) !== 0;
}

/** Path of its declaration, from the package's folder; empty for what others have made. */
function ownFile({ declarations }: Named): string {
  const file = relative(root, declarations[0]?.path ?? root);
  return file.startsWith('node_modules') || file.startsWith('..') ? '' : file;
}

function chapterOf(file: string): string {
  const found = Object.entries(chapters).find(([folder]) => file.startsWith(folder));
  if (!found)
    throw new Error(
      `${file} is in no chapter of docs/api.md: add it to ${relative(root, import.meta.filename)}`,
    );
  return found[1];
}

/** `@throws UsageError …` as `Throws UsageError …`. */
function sentence({ name, text = '' }: JSDocTagInfo): string {
  if (name === 'param') return `\`${text.replace(' ', '`: ')}`;
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${text}`;
}
