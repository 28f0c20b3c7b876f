import { get } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Arrival, StreamAddress } from './bare-stream.ts';

// A process of its own, so that the time of an event's arrival does not depend on what the measured process is doing.
process.once('message', (asked) => read(asked as StreamAddress));
process.once('disconnect', () => process.exit());

function read({ url, token }: StreamAddress): void {
  get(url, { headers: token ? { 'X-Nomad-Token': token } : {} }, (answer) => {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    tell({ index: 0, mono: String(process.hrtime.bigint()) });
    answer.on('data', (chunk: Buffer) => {
      const mono = String(process.hrtime.bigint());
      const parts = (rest + decoder.write(chunk)).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        const { Index } = JSON.parse(line || '{}') as { Index?: number };
        if (Index !== undefined) tell({ index: Index, mono });
      }
    });
    answer.on('end', () => process.exit(1));
  }).on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
}

function tell(arrival: Arrival): void {
  process.send?.(arrival);
}
