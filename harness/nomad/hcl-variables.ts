/** Values of job variables. Nomad converts a string to the number or bool that a variable asks for. */
export type HclVariables = Readonly<
  Record<string, string | readonly string[] | Readonly<Record<string, string>>>
>;

/** HCL2 text of `name = "value"` lines, with `${` and `%{` escaped so that values stay literal. */
export function variablesText(variables: HclVariables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name} = ${literal(value)}\n`)
    .join('');
}

/**
 * The text with each of these variables declared at its end, the value as its default, for servers that take no
 * variables beside the text. Every other line keeps its number.
 */
export function withValues(hcl: string, variables: HclVariables): string {
  let body = hcl;
  let declared = '';
  for (const [name, value] of Object.entries(variables)) {
    const block = new RegExp(`^variable\\s+"${name}"\\s*\\{(?:[^\\n{}]*\\}|[\\s\\S]*?\\n\\})`, 'm');
    const [found] = block.exec(body) ?? [];
    if (found === undefined) continue;
    body = body.replace(found, () => found.replaceAll(/[^\n]/g, ''));
    const type = /^\s*type\s*=.*$/m.exec(found)?.[0] ?? '';
    declared += `variable "${name}" {\n${type}\n  default = ${literal(value)}\n}\n`;
  }
  return `${body}\n${declared}`;
}

/** JSON of strings, lists and maps is an HCL2 expression, but for the two signs that begin a template. */
function literal(value: HclVariables[string]): string {
  return JSON.stringify(value).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
