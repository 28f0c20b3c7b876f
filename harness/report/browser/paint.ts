import type { Lane, Span, Tone } from '../timeline/data.ts';
import type { Row } from '../timeline/rows.ts';
import { ticks, type View } from '../timeline/view.ts';

/** What is drawn: all measures in CSS pixels. */
export interface Scene {
  rows: readonly Row[];
  view: View;
  width: number;
  height: number;
  /** Width of the names on the left. */
  gutter: number;
  scroll: number;
  chosen: Span | undefined;
  /** Where the pointer is; undefined when it is elsewhere. */
  pointer: number | undefined;
}

export const axisHeight = 24;
const font = '11px system-ui, sans-serif';

/** Colours of the page's theme, by their variable's name without `--`. */
export type Colours = (name: string) => string;

/** The colours as the page's style has them now, of which a variable itself holds one for each theme. */
export function readColours(): Colours {
  const sample = document.querySelector('#colour') ?? document.body.appendChild(document.createElement('i'));
  if (!(sample instanceof HTMLElement)) throw new TypeError('#colour is no element to be coloured');
  Object.assign(sample, { id: 'colour', hidden: true });
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    sample.style.color = `var(--${name})`;
    const { color } = getComputedStyle(sample);
    known.set(name, color);
    return color;
  };
}

/** What a frame is drawn with, and what is drawn. */
interface Frame {
  context: CanvasRenderingContext2D;
  scene: Scene;
  colours: Colours;
}

/** Where a span begins and ends on the canvas. */
type Ends = [left: number, right: number];

/** Draws one frame. */
export function paint(frame: Frame): void {
  const { context, scene, colours } = frame;
  const { width, height, gutter, rows, scroll } = scene;
  context.fillStyle = colours('surface');
  context.fillRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = 'middle';
  paintGrid(frame);
  context.fillStyle = colours('line');
  context.fillRect(gutter - 1, 0, 1, height);
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height - axisHeight);
  context.clip();
  for (const row of rows) {
    const y = row.y - scroll + axisHeight;
    if (y + row.height < axisHeight || y > height) continue;
    if (row.lane) paintLane(frame, row.lane, y);
    else paintHead(frame, row, y);
  }
  context.restore();
  paintPointer(frame);
}

function xOf(ms: number, { view, width, gutter }: Scene): number {
  return gutter + ((ms - view.from) / (view.to - view.from)) * (width - gutter);
}

function paintGrid({ context, scene, colours }: Frame): void {
  const { view, width, height, gutter } = scene;
  for (const { at, label } of ticks(view, (width - gutter) / 90)) {
    const x = Math.round(xOf(at, scene));
    context.fillStyle = colours('line');
    context.fillRect(x, axisHeight - 5, 1, height);
    context.fillStyle = colours('soft');
    if (x + 60 < width) context.fillText(label, x + 4, axisHeight / 2);
  }
  context.fillStyle = colours('line');
  context.fillRect(0, axisHeight - 1, width, 1);
}

function paintHead({ context, scene, colours }: Frame, row: Row, y: number): void {
  context.fillStyle = colours('head');
  context.fillRect(0, y, scene.width, row.height - 1);
  context.fillStyle = colours('text');
  context.font = `600 ${font}`;
  context.fillText(`${row.closed ? '▸' : '▾'} ${row.group}`, 8, y + row.height / 2);
  context.font = font;
}

function paintLane(frame: Frame, lane: Lane, y: number): void {
  const { context, scene, colours } = frame;
  const { width, gutter, view, chosen } = scene;
  context.save();
  context.beginPath();
  context.rect(gutter, y, width - gutter, 20);
  context.clip();
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const span of lane.spans) {
    if (span.to < view.from || span.from > view.to) continue;
    const x = xOf(span.from, scene);
    const right = Math.max(xOf(span.to, scene), x + 2);
    // What would be drawn over its neighbour's pixel shows nothing more.
    const hidden = right <= drawnTo + 0.3 && span.to > span.from;
    if (hidden && span.tone !== 'bad' && span !== chosen) continue;
    if (span.from === span.to) paintMoment(frame, span, x, y);
    else paintSpan(frame, span, [x, right], y);
    drawnTo = Math.max(drawnTo, right);
    if (span === chosen) paintChoice(frame, [x, right], y);
  }
  context.restore();
  context.fillStyle = colours('soft');
  context.fillText(cut(lane.name, gutter - 26), 20, y + 10);
}

function paintSpan({ context, scene, colours }: Frame, span: Span, [x, right]: Ends, y: number): void {
  const { gutter, width } = scene;
  const [left, end] = [Math.max(x, gutter - 4), Math.min(right, width + 4)];
  context.fillStyle = colours(span.tone);
  context.globalAlpha = span.open ? 0.55 : 1;
  context.beginPath();
  context.roundRect(left, y + 3, Math.max(end - left, 1.5), 14, end - left > 6 ? 3 : 0);
  context.fill();
  context.globalAlpha = 1;
  if (marked.has(span.tone)) hatch(context, [left, end], y);
  if (end - left < 34) return;
  context.fillStyle = colours(light.has(span.tone) ? 'on-light' : 'on-dark');
  const start = Math.max(left, gutter) + 5;
  context.fillText(cut(span.open ? `${span.label} …` : span.label, end - start - 5), start, y + 10.5);
}

/** Trouble has stripes besides its colour. */
const marked = new Set<Tone>(['bad', 'stall', 'fault', 'died']);
const light = new Set<Tone>(['wait', 'mount', 'plain', 'stall']);

function hatch(context: CanvasRenderingContext2D, [left, end]: Ends, y: number): void {
  context.save();
  context.beginPath();
  context.rect(left, y + 3, end - left, 14);
  context.clip();
  context.strokeStyle = 'rgba(255, 255, 255, 0.28)';
  context.lineWidth = 2;
  context.beginPath();
  for (let x = left - 14 - (left % 7); x < end; x += 7) {
    context.moveTo(x, y + 17);
    context.lineTo(x + 14, y + 3);
  }
  context.stroke();
  context.restore();
}

function paintMoment({ context, colours }: Frame, span: Span, x: number, y: number): void {
  context.fillStyle = colours(span.tone);
  context.strokeStyle = colours('surface');
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y + 4.5);
  context.lineTo(x + 5, y + 10);
  context.lineTo(x, y + 15.5);
  context.lineTo(x - 5, y + 10);
  context.closePath();
  context.fill();
  context.stroke();
}

function paintChoice({ context, colours }: Frame, [x, right]: Ends, y: number): void {
  context.strokeStyle = colours('text');
  context.lineWidth = 2;
  context.strokeRect(x - 2, y + 2, right - x + 4, 16);
}

function paintPointer({ context, scene, colours }: Frame): void {
  const { pointer, gutter, height } = scene;
  if (pointer === undefined || pointer < gutter) return;
  context.globalAlpha = 0.5;
  context.fillStyle = colours('soft');
  context.fillRect(Math.round(pointer), 0, 1, height);
  context.globalAlpha = 1;
}

/** As much of a text as fits; a letter of this font is 6 pixels wide, which is near enough and costs nothing. */
function cut(text: string, width: number): string {
  const room = Math.floor(width / 5.9);
  if (room < 2) return '';
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
