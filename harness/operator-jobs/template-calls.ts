/** Functions of consul-template that ask Consul or Vault (consul-template docs, Templating Language). */
const functions: Record<string, 'Consul' | 'Vault'> = {
  caLeaf: 'Consul',
  caRoots: 'Consul',
  connect: 'Consul',
  datacenters: 'Consul',
  exportedServices: 'Consul',
  key: 'Consul',
  keyExists: 'Consul',
  keyExistsGet: 'Consul',
  keyOrDefault: 'Consul',
  ls: 'Consul',
  node: 'Consul',
  nodes: 'Consul',
  partitions: 'Consul',
  peerings: 'Consul',
  safeLs: 'Consul',
  safeTree: 'Consul',
  service: 'Consul',
  services: 'Consul',
  tree: 'Consul',
  pkiCert: 'Vault',
  secret: 'Vault',
  secrets: 'Vault',
};

/** A call of such a function in a template. */
export interface TemplateCall {
  name: string;
  system: 'Consul' | 'Vault';
  /** Lines of the template above it. */
  below: number;
}

/** The functions of Consul and Vault that a template calls, each where it is called first. */
export function templateCalls(data: string): TemplateCall[] {
  const calls = [...data.matchAll(/\{\{([\s\S]*?)\}\}/g)].flatMap(({ 1: action = '', index }) => {
    const below = data.slice(0, index).split('\n').length - 1;
    // What is quoted is text or a comment, and `$key` and `.key` are values.
    const code = action.replaceAll(/"(?:\\.|[^"\\])*"|`[^`]*`|\/\*[\s\S]*?\*\//g, '""');
    return [...code.matchAll(/(?<![\w$.])[A-Za-z]\w*/g)].flatMap(([name]): TemplateCall[] => {
      const system = Object.hasOwn(functions, name) ? functions[name] : undefined;
      return system ? [{ name, system, below }] : [];
    });
  });
  return [...new Map(calls.reverse().map((call) => [call.name, call])).values()].reverse();
}
