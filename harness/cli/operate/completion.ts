import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that has a shell complete commands, flags and the values that a flag is limited to. */
export function completion(program: Command, shell: Shell): string {
  return shell === 'fish' ? fish(program) : shell === 'zsh' ? `${zshHead}${bash(program)}` : bash(program);
}

const zshHead = 'autoload -U +X bashcompinit && bashcompinit\n';

interface Words {
  command: string;
  about: string;
  flags: { long: string; about: string; values: readonly string[] }[];
}

/** Commands and their flags, as the program itself knows them. */
function wordsOf(program: Command): Words[] {
  return program.commands.map((command) => ({
    command: command.name(),
    about: command.description(),
    flags: command.options.flatMap(({ long, description, argChoices, hidden }) =>
      long && !hidden ? [{ long, about: description, values: argChoices ?? [] }] : [],
    ),
  }));
}

function bash(program: Command): string {
  const words = wordsOf(program);
  const name = program.name();
  const cases = words.map(
    ({ command, flags }) => `    ${command}) words='${flags.map(({ long }) => long).join(' ')}' ;;`,
  );
  const values = words.flatMap(({ command, flags }) =>
    flags
      .filter((flag) => flag.values.length > 0)
      .map(({ long, values }) => `    '${command} ${long}') words='${values.join(' ')}' ;;`),
  );
  return `_nomad_e2e() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=
  if [ "$COMP_CWORD" -le 1 ]; then words='${words.map(({ command }) => command).join(' ')}'
  else case "$command" in
${cases.join('\n')}
  esac; fi
  case "$command $before" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _nomad_e2e ${name}
`;
}

function fish(program: Command): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const name = program.name();
  const lines = wordsOf(program).flatMap(({ command, about, flags }) => [
    `complete -c ${name} -n __fish_use_subcommand -a ${command} -d ${quoted(about)}`,
    ...flags.map(({ long, about, values }) => {
      const choices = values.length > 0 ? ` -xa ${quoted(values.join(' '))}` : '';
      const flag = `-l ${long.slice(2)} -d ${quoted(about)}`;
      return `complete -c ${name} -n '__fish_seen_subcommand_from ${command}' ${flag}${choices}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
