import { expect, test } from 'vitest';
import { parseAttachments } from './attachments.ts';

test('each attachment tells its node', () => {
  const text = '{"nodeId":"client-1","readonly":false}\n\n{"nodeId":"client-2","readonly":true}\n';
  expect(parseAttachments(text)).toEqual([{ node: 'client-1' }, { node: 'client-2' }]);
  expect(parseAttachments('')).toEqual([]);
});
