import type { PlayerStats } from 'netcall-webmedia';
import type { Language } from '../../runtime/phone';

type Figures = Omit<PlayerStats, 'audioPeak' | 'latencyMs' | 'width' | 'height'>;

const TEXTS = {
  zh_CN: { delay: '延迟', unknown: '未知', buffer: '声音缓冲', target: '目标', sync: '音画差', gaps: '声音中断', frames: '帧/秒' },
  en: { delay: 'Delay', unknown: 'unknown', buffer: 'Sound buffer', target: 'target', sync: 'Picture before sound', gaps: 'Gaps in sound', frames: 'fps' },
} as const;

/** Figures of a live-player, drawn over its picture once a second. */
export class FiguresPanel {
  private readonly dom = document.createElement('pre');

  constructor(private readonly player: HTMLElement, private readonly language: Language) {
    this.dom.className = 'np-figures';
  }

  /** Shows or hides it; it is empty until the next figures come. */
  setShown(shown: boolean): void {
    if (shown === this.dom.isConnected) return;
    this.dom.textContent = '';
    if (shown) this.player.append(this.dom);
    else this.dom.remove();
  }

  /** Figures of the last second; null: nothing plays. */
  draw(figures: Figures | null): void {
    if (this.dom.isConnected) this.dom.textContent = figures === null ? '' : figuresText(figures, this.language);
  }
}

/** What stands there. A delay by clocks that may differ is marked by `≈`. */
export function figuresText({ delayMs, sharesClock, audioBufferedMs, targetMs, avOffsetMs, underruns, fps, videoKbps, audioKbps }: Figures, language: Language): string {
  const texts = TEXTS[language];
  return [
    `${texts.delay} ${delayMs === null ? texts.unknown : `${sharesClock ? '' : '≈'}${delayMs} ms`}`,
    `${texts.buffer} ${audioBufferedMs} ms (${texts.target} ${targetMs})`,
    `${texts.sync} ${avOffsetMs === null ? texts.unknown : `${avOffsetMs} ms`}`,
    `${texts.gaps} ${underruns}`,
    `${fps} ${texts.frames} · ${videoKbps} + ${audioKbps} kb/s`,
  ].join('\n');
}
