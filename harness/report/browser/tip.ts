import type { Span } from '../timeline/data.ts';
import { duration } from '../timeline/view.ts';

/** The one tooltip of the page. All texts are set as text: nothing of a ledger is ever read as HTML. */
export class Tip {
  readonly #element = document.createElement('div');
  /** Wall clock of the run's begin, in milliseconds. */
  readonly #began: number;

  constructor(began: number) {
    this.#began = began;
    this.#element.className = 'tip';
    this.#element.hidden = true;
    this.#element.setAttribute('role', 'tooltip');
    document.body.append(this.#element);
  }

  /** Shows a span's facts beside a point of the window. */
  show(span: Span, lane: string, x: number, y: number): void {
    const tip = this.#element;
    tip.replaceChildren(
      line('strong', span.label),
      ...(span.detail ? [line('span', span.detail)] : []),
      line('span', this.times(span)),
      ...(lane ? [line('em', lane)] : []),
      ...(span.test === undefined ? [] : [line('em', 'double click or Enter opens the test')]),
    );
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
    tip.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 12) : y + 18}px`;
  }

  hide(): void {
    this.#element.hidden = true;
  }

  /** `4.2 s, from 23:26:31.460 (7.0 s after the begin)` */
  times({ from, to }: Span): string {
    const wall = new Date(this.#began + from).toISOString().slice(11, 23);
    const since = `${wall} UTC, ${duration(from)} after the begin`;
    return to === from ? `at ${since}` : `${duration(to - from)}, from ${since}`;
  }
}

function line(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text.length > 600 ? `${text.slice(0, 600)}…` : text;
  return element;
}
