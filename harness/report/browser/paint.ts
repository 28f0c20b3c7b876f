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

/** The colours as the page's style has them now. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? style.getPropertyValue(`--${name}`).trim();
    known.set(name, found);
    return found;
  };
}

/** Draws one frame. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
  const { width, height, gutter, rows, scroll } = scene;
  context.fillStyle = colours('surface');
  context.fillRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = 'middle';
  paintGrid(context, scene, colours);
  context.fillStyle = colours('line');
  context.fillRect(gutter - 1, 0, 1, height);
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height - axisHeight);
  context.clip();
  for (const row of rows) {
    const y = row.y - scroll + axisHeight;
    if (y + row.height < axisHeight || y > height) continue;
    if (row.lane) paintLane(context, row.lane, y, scene, colours);
    else paintHead(context, row, y, scene, colours);
  }
  context.restore();
  paintPointer(context, scene, colours);
}

function xOf(ms: number, { view, width, gutter }: Scene): number {
  return gutter + ((ms - view.from) / (view.to - view.from)) * (width - gutter);
}

function paintGrid(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
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

function paintHead(
  context: CanvasRenderingContext2D,
  row: Row,
  y: number,
  { width }: Scene,
  colours: Colours,
): void {
  context.fillStyle = colours('head');
  context.fillRect(0, y, width, row.height - 1);
  context.fillStyle = colours('text');
  context.font = `600 ${font}`;
  context.fillText(`${row.closed ? '▸' : '▾'} ${row.group}`, 8, y + row.height / 2);
  context.font = font;
}

function paintLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  y: number,
  scene: Scene,
  colours: Colours,
): void {
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
    if (span.from === span.to) paintMoment(context, span, x, y, colours);
    else paintSpan(context, span, [x, right], y, scene, colours);
    drawnTo = Math.max(drawnTo, right);
    if (span === chosen) paintChoice(context, [x, right], y, colours);
  }
  context.restore();
  context.fillStyle = colours('soft');
  context.fillText(cut(lane.name, gutter - 26), 20, y + 10);
}

function paintSpan(
  context: CanvasRenderingContext2D,
  span: Span,
  [x, right]: [number, number],
  y: number,
  { gutter, width }: Scene,
  colours: Colours,
): void {
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

function hatch(context: CanvasRenderingContext2D, [left, end]: [number, number], y: number): void {
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

function paintMoment(
  context: CanvasRenderingContext2D,
  span: Span,
  x: number,
  y: number,
  colours: Colours,
): void {
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

function paintChoice(
  context: CanvasRenderingContext2D,
  [x, right]: [number, number],
  y: number,
  colours: Colours,
): void {
  context.strokeStyle = colours('text');
  context.lineWidth = 2;
  context.strokeRect(x - 2, y + 2, right - x + 4, 16);
}

function paintPointer(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
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
