import { arch, cpus, freemem, loadavg, release, totalmem } from 'node:os';

export interface MachineFacts {
  cores: number;
  processor: string;
  memoryMb: number;
  kernel: string;
  node: string;
}

/** How busy the machine is, by others too. */
export interface MachineLoad {
  /** Load average of the last minute. */
  load1: number;
  freeMb: number;
}

export function machineFacts(): MachineFacts {
  const [first] = cpus();
  return {
    cores: cpus().length,
    processor: `${first?.model.trim() ?? 'unknown'} (${arch()})`,
    memoryMb: Math.round(totalmem() / 1e6),
    kernel: release(),
    node: process.versions.node,
  };
}

export function machineLoad(): MachineLoad {
  const [load1 = Number.NaN] = loadavg();
  return { load1: Math.round(load1 * 100) / 100, freeMb: Math.round(freemem() / 1e6) };
}
