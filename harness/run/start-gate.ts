import { once } from 'node:events';
import { connect } from 'node:net';

/** Names the socket whose end lets suites begin; whoever prepares them listens on it. */
export const startGate = 'NOMAD_E2E_GATE';

/** Returns when the suites may begin: at once where nobody has prepared them. @throws where nobody listens */
export async function mayBegin(path = process.env[startGate]): Promise<void> {
  if (!path) return;
  const socket = connect(path).resume();
  await once(socket, 'close');
}
