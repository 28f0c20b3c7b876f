import type { Defect } from '../defect.ts';
import { through } from '../inject/through.ts';
import { cutting, dropping, reordering, repeating } from '../path/stream-lines.ts';

/** Suites whose waits hang on events, on blocking queries and on exec, and one with a bound on its time. */
const travelled = {
  suites: [
    'suites/lifecycle/poststart.e2e.ts',
    'suites/lifecycle/sidecar.e2e.ts',
    'suites/csi/reader-beside-writer.e2e.ts',
    'suites/csi/release-after-end.e2e.ts',
  ],
  test: /poststart tasks start|a sidecar ships|a reader beside the writer|after its holder ended/,
};

/** Trouble between harness and Nomad is not Nomad's: it may change no result. */
export const pathDefects: readonly Defect[] = (
  [
    {
      id: 'events-dropped',
      what: 'every second batch of events is lost on its way',
      inject: through({ stream: dropping }),
    },
    {
      id: 'events-repeated',
      what: 'every batch of events comes twice',
      inject: through({ stream: repeating }),
    },
    {
      id: 'events-reordered',
      what: 'batches of events change places',
      inject: through({ stream: reordering }),
    },
    {
      id: 'stream-cut',
      what: 'the event stream breaks with every fourth batch, which is lost',
      inject: through({ stream: cutting }),
    },
    { id: 'answers-late', what: 'every answer comes 300 ms late', inject: through({ lateMs: 300 }) },
    {
      id: 'queries-cut',
      what: 'a blocking query that is held for a tenth of a second loses its connection',
      inject: through({ cutHeldMs: 100 }),
      // Where claims are free at once, only a wait for a plugin has a query that is held.
      suites: [...travelled.suites, 'suites/csi/plugin-monolith.e2e.ts'],
      test: new RegExp(`${travelled.test.source}|a driver run as a system job`),
    },
  ] satisfies (Pick<Defect, 'id' | 'what' | 'inject'> & Partial<Defect>)[]
).map((defect) => ({ where: 'path', ...travelled, ...defect }));
