/** A job to watch, by its id in the namespace `default`, or with what else has to be known of it. */
export interface WatchedJob {
  id: string;
  namespace: string;
  /** `<group>/<task>` of tasks whose end is their work's end. */
  mayEnd: readonly string[];
}
