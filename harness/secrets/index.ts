export { secretsIn } from './found.ts';
export { hide, hideSecretsOf, unshareSecrets } from './known.ts';
export { guardOutput, rawOutput, writeCommand, writeUnguarded } from './output.ts';
export { parserWithoutSecrets, withoutSecrets } from './redact.ts';
export { appendClean, cleanLines, writeClean } from './write.ts';
