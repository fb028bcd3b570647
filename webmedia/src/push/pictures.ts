import type { Clock } from '../clock';
import { beepsAt } from './beep';

/** Draws a picture over the whole canvas. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** Something that has a new picture now and then. */
export interface PictureSource {
  /** Safe to call twice. */
  close(): void;
}

/** Pictures a second while the camera is off: enough that a player which joins shows black at once, little to send. */
export const BLANK_FPS = 2;

type Drawable = CanvasImageSource & { readonly width: number; readonly height: number };

/** Draws an image so that it covers the canvas; what sticks out at two sides is cut off. */
export function drawCover(context: CanvasRenderingContext2D, image: CanvasImageSource, size: { width: number; height: number }, width: number, height: number): void {
  const scale = Math.max(width / size.width, height / size.height);
  const [drawnWidth, drawnHeight] = [size.width * scale, size.height * scale];
  context.drawImage(image, (width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight);
}

/** Black, or the waiting image on black, `BLANK_FPS` times a second. */
export function blankPictures(clock: Clock, image: Drawable | null, show: (draw: Draw) => void): PictureSource {
  const draw: Draw = (context, width, height) => {
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    if (image !== null) drawCover(context, image, image, width, height);
  };
  show(draw);
  return { close: clock.every(1_000 / BLANK_FPS, () => show(draw)) };
}

/** A moving picture for machines without a camera: colour bars, a dot that goes round once in two seconds, a light that flashes with the beep, the label. */
export function testPictures(clock: Clock, settings: { fps: number; label: string }, show: (draw: Draw) => void): PictureSource {
  const next = (): void => show((context, width, height) => drawTest(context, width, height, clock.nowMs(), settings.label));
  next();
  return { close: clock.every(1_000 / settings.fps, next) };
}

const BARS = ['#c0c0c0', '#c0c000', '#00c0c0', '#00c000', '#c000c0', '#c00000', '#0000c0'] as const;
const ROUND_MS = 2_000;

function drawTest(context: CanvasRenderingContext2D, width: number, height: number, nowMs: number, label: string): void {
  const barWidth = width / BARS.length;
  BARS.forEach((colour, index) => {
    context.fillStyle = colour;
    context.fillRect(Math.floor(index * barWidth), 0, Math.ceil(barWidth), height);
  });
  const angle = ((nowMs % ROUND_MS) / ROUND_MS) * 2 * Math.PI;
  context.fillStyle = '#fff';
  context.beginPath();
  context.arc(width / 2 + (width / 4) * Math.cos(angle), height / 2 + (width / 4) * Math.sin(angle), width / 12, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = beepsAt(nowMs) ? '#fff' : '#000';
  context.fillRect(0, 0, width, height * 0.1);
  context.fillStyle = '#000';
  context.fillRect(0, height * 0.8, width, height * 0.1);
  context.fillStyle = '#fff';
  context.font = `${Math.round(height * 0.05)}px sans-serif`;
  context.textAlign = 'center';
  context.fillText(label, width / 2, height * 0.87, width);
}
