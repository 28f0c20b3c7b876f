import { relative } from 'node:path';

/** A path as a user would type it. */
export const shown = (path: string) => relative(process.cwd(), path) || '.';
