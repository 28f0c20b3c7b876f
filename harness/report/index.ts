export { faultsTable } from './faults-table.ts';
export { skipReasons } from './skipped.ts';
export {
  type StorageKind,
  type StorageObservation,
  type StorageProperty,
  storageObserved,
  storageTable,
} from './storage-table.ts';
