export { type BareTimes, timeBareCluster } from './bare.ts';
export { median } from './median.ts';
