import { type FilesSummary, summaryOf } from './files-summary.ts';
import { imagesInFile, unresolvedInWords } from './image-names.ts';
import { type ImageSource, obtainImages } from './images.ts';
import { notesOn } from './notes.ts';
import { type OperatorFiles, type ReadFiles, type ReadingGround, readFiles } from './operator-files.ts';
import { OperatorJobsWithImages } from './with-images.ts';

/** The operator's jobs, whose files were read and can be rehearsed. Nothing is started yet. */
export class OperatorJobs {
  readonly #files: ReadFiles;

  private constructor(files: ReadFiles) {
    this.#files = files;
  }

  /** @throws as `readFiles` does */
  static async read(files: OperatorFiles, ground: ReadingGround): Promise<OperatorJobs> {
    return new OperatorJobs(await readFiles(files, ground));
  }

  get summary(): FilesSummary {
    return summaryOf(this.#files);
  }

  /**
   * Makes sure that the images are in the host's engine, and says which are not known yet.
   * @throws EnvironmentError OWN_IMAGE_MISSING
   */
  async obtainImages(
    source: ImageSource,
    { say, signal }: { say: (line: string) => void; signal: AbortSignal },
  ): Promise<OperatorJobsWithImages> {
    const images = this.#files.jobs.map(imagesInFile);
    for (const each of images.flatMap(({ unresolved }) => unresolved)) say(unresolvedInWords(each));
    for (const note of this.#files.jobs.flatMap(notesOn)) say(note);
    const named = images.flatMap((each) => each.named);
    return new OperatorJobsWithImages(this.#files, source, await obtainImages(source, named, signal));
  }
}
