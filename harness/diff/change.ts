/** One thing that is different between two versions, in words, with the jobs that show it. */
export interface Change {
  topic: string;
  words: string;
  /** Files of jobs and volumes, such as `behaviour/run/service`. */
  files: string[];
  /** Neither version does it when it is started afresh: it comes of the upgrade. */
  onlyAfter?: boolean;
}
