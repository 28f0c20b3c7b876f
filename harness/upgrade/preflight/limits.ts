import type { Limit } from './limit.ts';
import { limitsOf110 } from './limits-1.10.ts';
import { limitsOf2 } from './limits-2.ts';
import { limitsBefore110 } from './limits-before-1.10.ts';

/** From Nomad's own upgrade guides, changelog and issues, oldest first. */
export const limits: readonly Limit[] = [...limitsBefore110, ...limitsOf110, ...limitsOf2];
