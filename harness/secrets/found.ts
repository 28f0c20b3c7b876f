import { isSecretKey, isSecretMap } from './keys.ts';
import { replaceLooking, replaceSecrets } from './texts.ts';

/**
 * Every secret that a value holds: by its keys the token in a cluster's descriptor, a variable's items, a volume's secrets, a job's
 * `env`; what a template says after such a name; and by their look passwords in URLs and tokens. References (`${…}`, `{{…}}`) are
 * none.
 */
export function secretsIn(value: unknown, all = false): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each !== 'string') return secretsIn(each, all || (isSecretMap(key) && !Array.isArray(each)));
    if (all || isSecretKey(key)) return isReference(each) ? [] : [each];
    return shownIn(each, key === 'EmbeddedTmpl' ? replaceSecrets : replaceLooking);
  });
}

/** What is replaced in a text, without what is a reference. */
function shownIn(text: string, replace: typeof replaceSecrets): string[] {
  const found: string[] = [];
  replace(text, (secret) => {
    if (!isReference(secret)) found.push(secret);
    return secret;
  });
  return found;
}

function isReference(text: string): boolean {
  return text.includes('${') || text.includes('{{');
}
