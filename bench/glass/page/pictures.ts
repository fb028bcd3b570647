import { BARS, placeOf, timeOf } from '../code';
import { nowMs, type Notebook } from './notebook';

/** Brighter than this is white. */
const WHITE = 128;

/** Notes when pictures go into encoders and decoders and when they come out. */
export function watchCodecs(notebook: Notebook): void {
  window.VideoEncoder = class extends VideoEncoder {
    constructor({ output, error }: VideoEncoderInit) {
      super({ error, output: (chunk, meta) => {
        notebook.mark('encoded', chunk.timestamp);
        output(chunk, meta);
      } });
    }

    override encode(frame: VideoFrame, options?: VideoEncoderEncodeOptions): void {
      notebook.mark('encoding', frame.timestamp);
      super.encode(frame, options);
    }
  };
  window.VideoDecoder = class extends VideoDecoder {
    constructor({ output, error }: VideoDecoderInit) {
      super({ error, output: (frame) => {
        notebook.mark('decoded', frame.timestamp);
        output(frame);
      } });
    }

    override decode(chunk: EncodedVideoChunk): void {
      notebook.mark('decoding', chunk.timestamp);
      super.decode(chunk);
    }
  };
}

/** Reads the bars of each picture that a live-player draws, from its canvas: by then the picture is there. */
export function watchCanvas(notebook: Notebook): void {
  const draw = CanvasRenderingContext2D.prototype.drawImage as (this: CanvasRenderingContext2D, ...given: unknown[]) => void;
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    draw.apply(this, given);
    const [image] = given;
    if (!(image instanceof VideoFrame) || this.canvas.closest('live-player') === null) return;
    const bars = barsIn(this);
    const atMs = nowMs();
    notebook.draw({ streamMs: Math.round(image.timestamp / 1_000), atMs, takenMs: timeOf(bars, atMs) });
  };
}

function barsIn(context: CanvasRenderingContext2D): boolean[] {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, placeOf(0, width, height).y, width, 1);
  return Array.from({ length: BARS }, (_, bar) => (data[placeOf(bar, width, height).x * 4] ?? 0) > WHITE);
}
