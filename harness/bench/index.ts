export { measure } from './measure.ts';
export type { BenchCluster, BenchContext, Measurement } from './measurement.ts';
export { measurements } from './measurements/index.ts';
export { growthPlot } from './plot.ts';
export { type BenchResult, type MeasurementResult, renewed } from './result.ts';
export { median } from './statistics.ts';
export { benchTable, withBenchTable } from './table.ts';
