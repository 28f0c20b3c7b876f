/** A change that a version brought and that an upgrade past it has to reckon with. */
export interface Limit {
  /** It concerns an upgrade from before this version to this or a later one. */
  since: string;
  /** It concerns no target from this version on. */
  until?: string;
  /** It concerns only upgrades from before this version, which is older than `since`. */
  fromBefore?: string;
  /** A `break` is refused unless the user insists; a `warning` is printed. */
  severity: 'break' | 'warning';
  message: string;
  /** When it is to be acted on, `back` on a way back; before the upgrade, unless given. */
  when?: 'during' | 'after' | 'back';
  /** A document or an issue, with its URL. */
  source: string;
}

const docs = 'https://developer.hashicorp.com/nomad/docs/upgrade';

/** Nomad's page on upgrades in general. */
export const upgradePage = `Nomad docs, Upgrade: ${docs}`;
/** Nomad's page that counts the lines of an upgrade. */
export const stagesPage = `Nomad docs, Migrate from Nomad 1.8 to Nomad 2.0: ${docs}/migrate-1-8-to-2-0`;
export const guide = (version: string) => `Nomad docs, Upgrade guides, ${version}: ${docs}/upgrade-specific`;
/** An issue, or a pull request, which GitHub finds by the same address. */
export const issue = (number: number) => `https://github.com/hashicorp/nomad/issues/${number}`;
