import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

/** An id that no other test has, valid in job and volume ids: `prestart-download-1a2b3c4d` of a path to prestart-download.e2e.ts. */
export function scopeId(path: string, prefix = ''): string {
  const word = basename(path).replace(/\.(solo\.)?e2e\.ts$/, '');
  const slug = word
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 24);
  return `${prefix}${slug}-${randomBytes(4).toString('hex')}`;
}
