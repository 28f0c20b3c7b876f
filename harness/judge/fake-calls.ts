import type { DriverCall } from '../evidence/index.ts';

const names: Readonly<Record<string, string>> = {
  create: 'createVolume',
  delete: 'deleteVolume',
  attach: 'controllerPublishVolume',
  detach: 'controllerUnpublishVolume',
  stage: 'nodeStageVolume',
  unstage: 'nodeUnstageVolume',
  mount: 'nodePublishVolume',
  unmount: 'nodeUnpublishVolume',
};
const codes: Readonly<Record<string, string>> = { refused: 'FAILED_PRECONDITION', failed: 'INTERNAL' };

/**
 * A history for tests, a call a line: `<asked>-<answered> <call> <node>[/<allocation>] [<mode>] [ro] [refused|failed]`. Without an answer
 * (`3-`) a call has no outcome; without more the outcome is ok and the mode single-node-writer.
 */
export function callsOf(text: string, volume = 'v'): DriverCall[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => callOf(line, volume));
}

function callOf(line: string, volume: string): DriverCall {
  const [times = '', word = '', where = '', ...more] = line.split(/\s+/);
  const [asked = '', answered = ''] = times.split('-');
  const [node = '', allocation] = where.split('/');
  const outcome = codes[more.at(-1) ?? ''] ?? 'ok';
  const mode = more.find((each) => each.includes('-node-')) ?? 'single-node-writer';
  const claims = ['attach', 'stage', 'mount'].includes(word);
  return {
    ...{ volume, call: names[word] ?? word, node, asked: Number(asked) },
    ...(answered !== '' && { answered: Number(answered), outcome }),
    ...(claims && { mode }),
    ...(claims && word !== 'stage' && { readOnly: more.includes('ro') }),
    ...(/stage|^mount/.test(word) && { staging: '/staging' }),
    ...(allocation !== undefined && { target: `/csi/per-alloc/${allocation}/v/rw` }),
  };
}
