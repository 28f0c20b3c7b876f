import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { abortable } from '../../harness/abortable.ts';
import { cacheFolder } from '../../harness/cache-folder.ts';
import { privatePaths } from '../../harness/engine/private-paths.ts';
import { type EngineFromOutside, engineFromOutside, onEngine } from './engine.ts';
import { foreign } from './foreign.ts';
import { type ForeignNomad, startForeignNomad } from './foreign-nomad.ts';
import { mountSmallDisk, type SmallDisk } from './full-disk.ts';
import { markVariable, onMachine, type Places } from './machine.ts';
import { changed, type LastRun, newIn, type Round } from './outcome.ts';
import type { PlannedRound } from './plan.ts';
import { endWithinMs, Run } from './run.ts';

const runWithinMs = 1_200_000;

export interface SoakOptions {
  /** For all that the runs write. */
  folder: string;
  /** Arguments of each run: `run lifecycle csi …`. */
  args: readonly string[];
  /** Of the foreign cluster. */
  nomadBinary: string;
  /** Ends the soak. */
  signal: AbortSignal;
}

/** All that there is: on the machine, in the engine, and of somebody else. */
interface Look {
  things: string[];
  foreign: Record<string, string>;
}

/** What a soak looks at. */
interface Scene {
  places: Places;
  engine: EngineFromOutside;
  nomad: ForeignNomad;
}

/** Runs that are ended from outside, side by side with what is somebody else's. Its disposal removes the latter. */
export class Soak implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #scene: Scene;
  readonly #options: SoakOptions;
  readonly #first: Look;

  private constructor(stack: AsyncDisposableStack, scene: Scene, options: SoakOptions, first: Look) {
    this.#stack = stack;
    this.#scene = scene;
    this.#options = options;
    this.#first = first;
  }

  static async begin(options: SoakOptions): Promise<Soak> {
    await using stack = new AsyncDisposableStack();
    const { folder, nomadBinary } = options;
    const places = {
      ...{ runs: join(folder, 'runs'), tmp: join(folder, 'tmp'), xdg: join(folder, 'xdg') },
      ...{ cache: cacheFolder(), engine: privatePaths(process.env, homedir()) },
    };
    for (const each of [places.runs, places.tmp, places.xdg, join(folder, 'logs')])
      await mkdir(each, { recursive: true, mode: 0o700 });
    const engine = await engineFromOutside(places.engine, folder);
    const nomad = stack.use(await startForeignNomad(nomadBinary, join(folder, 'foreign')));
    stack.defer(() => engine.asking(foreign.remove));
    await engine.asking(foreign.make);
    const scene = { places, engine, nomad };
    const first = await look(scene);
    return new Soak(stack.move(), scene, options, first);
  }

  get engine(): string {
    return this.#scene.engine.name;
  }

  async round(planned: PlannedRound): Promise<Round> {
    const { strike, onDisk } = planned;
    if (strike !== 'full disk') return await this.#struck(planned);
    let disk: SmallDisk;
    try {
      disk = await mountSmallDisk(this.#scene.places[onDisk]);
    } catch (error) {
      const undone = `no small disk can be mounted: ${error instanceof Error ? error.message : error}`;
      return { planned, undone, left: [], touched: [] };
    }
    await using _mounted = disk;
    return await this.#struck(planned, disk);
  }

  async #struck(planned: PlannedRound, disk?: SmallDisk): Promise<Round> {
    const { round, moment, strike } = planned;
    const before = await look(this.#scene);
    await using run = await this.#start(`round-${round}`, strike === 'HUP');
    const come = run.said(moment.line, moment.nth).then(() => after(moment.delayMs, 'come'));
    const first = await this.#within(runWithinMs, Promise.race([come, run.ended]));
    if (first !== 'come') {
      const why = first === undefined ? 'its moment did not come' : `the run ended first, with ${first}`;
      const undone = `${why}; its last lines:\n${run.lastLines.join('\n')}`;
      return { planned, undone, left: [], touched: [] };
    }
    const begin = performance.now();
    end(run, planned, disk);
    // A full disk is met where something is written to it, and of TMPDIR that may be at the end.
    const exitCode = await this.#within(strike === 'full disk' ? runWithinMs : endWithinMs, run.ended);
    const cleanUpMs = exitCode === undefined ? undefined : performance.now() - begin;
    return { planned, exitCode, cleanUpMs, ...(await this.#since(before)) };
  }

  /** A run that nobody disturbs; what is left then is left of all. */
  async last(): Promise<LastRun> {
    const begin = performance.now();
    await using run = await this.#start('last', false);
    const exitCode = await this.#within(runWithinMs, run.ended);
    const ms = performance.now() - begin;
    return { ms, exitCode, ...(await this.#since(this.#first)) };
  }

  /** What the work gives; undefined where it takes longer. */
  #within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
    return abortable(this.#options.signal, Promise.race([work, after(ms, undefined, { ref: false })]));
  }

  #start(name: string, onTerminal: boolean): Promise<Run> {
    const { folder, args } = this.#options;
    const { places, nomad } = this.#scene;
    const { runs, tmp, xdg } = places;
    // As in a shell that was used for the other cluster.
    const env = {
      ...{ [markVariable]: name, TMPDIR: tmp, XDG_RUNTIME_DIR: xdg, NOMAD_ADDR: nomad.address },
      ...{ CI: 'true', NO_COLOR: '1' },
    };
    const log = join(folder, 'logs', `${name}.log`);
    return Run.start({ args: [...args, '--runs', runs], env, log, onTerminal });
  }

  async #since(before: Look): Promise<Pick<Round, 'left' | 'touched'>> {
    const now = await look(this.#scene);
    return { left: newIn(before.things, now.things), touched: changed(this.#first.foreign, now.foreign) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** The machine first: asking the engine may start a process. */
async function look({ places, engine, nomad }: Scene): Promise<Look> {
  const things = await onMachine(places);
  const [held, seen] = await engine.asking(async (docker) => [
    await onEngine(docker),
    await foreign.seen(docker),
  ]);
  return { things: [...things, ...held], foreign: { ...seen, ...(await nomad.seen()) } };
}

/** Does to a run what its round has drawn. */
function end(run: Run, { strike, toAll }: PlannedRound, disk: SmallDisk | undefined): void {
  if (strike === 'TERM') run.signal('SIGTERM', { toAll });
  else if (strike === 'KILL') run.signal('SIGKILL', { toAll });
  else if (strike === 'HUP') run.closeTerminal();
  else if (strike === 'EPIPE') run.closePipe();
  else disk?.fill();
}
