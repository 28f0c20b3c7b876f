export { type Attachment, attach, usualImage } from './attach.ts';
export { clearLeftovers } from './clear.ts';
export { type Target, type TargetFlags, targetOf } from './target.ts';
