export { type Attachment, attach, usualImage } from './attach.ts';
export { type Target, type TargetFlags, targetOf } from './target.ts';
