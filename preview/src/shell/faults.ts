import { element, onTap } from '../runtime/dom';
import type { Command, Report, Told } from '../runtime/commands';
import { type FaultName, isFaultName, SLOW_KBPS } from '../runtime/faults';

type Locale = 'zh' | 'en';

/** What the panel offers; `background` is the app sent there, which is no fault of the phone's. */
type Offer = FaultName | 'background';

/** What a phone and its panel tell each other. */
export interface FaultPanelParts {
  locale: Locale;
  /** Who is signed in at the phone. */
  account: string;
  send: (command: Command) => void;
}

/** The panel of one phone. */
export interface FaultPanel {
  /** Opens and closes the panel. */
  button: HTMLButtonElement;
  box: HTMLElement;
  /** Draws what the phone says. */
  hear(report: Report): void;
  /** The phone begins anew: nothing is being done to it. */
  clear(): void;
}

const TEXTS = {
  zh: {
    open: '故障', panel: '的故障', rate: '弱网速率', codes: '状态码',
    pusher: '推流中断 (-1307)', player: '拉流中断 (-2301)', camera: '拒绝摄像头 (10001)', microphone: '拒绝麦克风 (10002)', background: '切到后台 (5000)', phoneCall: '电话打入 (5000)',
    floatClosed: '关闭悬浮窗 (5001)', network: '断网', slowLink: '弱网 (1101, 2105)',
  },
  en: {
    open: 'Faults', panel: ': faults', rate: 'Speed of the slow link', codes: 'State codes',
    pusher: 'Push breaks (-1307)', player: 'Play breaks (-2301)', camera: 'Camera refused (10001)', microphone: 'Microphone refused (10002)', background: 'In the background (5000)',
    phoneCall: 'Phone call (5000)', floatClosed: 'Floating window closed (5001)', network: 'No network', slowLink: 'Slow link (1101, 2105)',
  },
} as const;

const OFFERS = ['pusher', 'player', 'camera', 'microphone', 'background', 'phoneCall', 'floatClosed', 'network', 'slowLink'] as const satisfies readonly Offer[];

/** Those that end by themselves: pressed again, they begin again. */
const PASSING: ReadonlySet<Offer> = new Set(['pusher', 'player', 'floatClosed']);

/** How many codes the panel keeps. */
const CODES_SHOWN = 40;

/** What a slow link may be, in kbit/s. */
const RATES_KBPS = [64, SLOW_KBPS, 300];

/** Makes the panel that does to a phone what a network, a user or WeChat may do to it, so that one sees what the call makes of it. */
export function faultPanel({ locale, account, send }: FaultPanelParts): FaultPanel {
  const texts = TEXTS[locale];
  const rate = rateChoice(texts.rate);
  const buttons = new Map(OFFERS.map((offer) => [offer, element('button', '', texts[offer])]));
  const isOn = (offer: Offer) => buttons.get(offer)?.getAttribute('aria-pressed') === 'true';
  const ask = (offer: Offer, on: boolean) => send(commandOf(offer, on, Number(rate.value)));
  for (const [offer, button] of buttons) {
    button.dataset['fault'] = offer;
    onTap(button, () => ask(offer, PASSING.has(offer) || !isOn(offer)));
  }
  rate.addEventListener('change', () => isOn('slowLink') && ask('slowLink', true));
  const codes = element('ol');
  const box = element('div', 'faults', '', ...buttons.values(), rate, codeLog(texts.codes, codes));
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', account + texts.panel);
  const press = (offer: Offer, on: boolean) => buttons.get(offer)?.setAttribute('aria-pressed', String(on));
  const hear = (report: Report) => {
    if (report.netcallPreview === 'visibility') press('background', !report.visible);
    else if (report.netcallPreview === 'code') note(codes, report);
    else OFFERS.forEach((offer) => offer === 'background' || press(offer, report.all.includes(offer)));
  };
  const clear = () => {
    OFFERS.forEach((offer) => press(offer, false));
    codes.replaceChildren();
  };
  clear();
  return { button: opener(texts.open, box), box, hear, clear };
}

function commandOf(offer: Offer, on: boolean, kbps: number): Command {
  if (offer === 'background') return { netcallPreview: 'app', visible: !on };
  return { netcallPreview: 'fault', fault: offer, on, ...(offer === 'slowLink' ? { kbps } : {}) };
}

function rateChoice(label: string): HTMLSelectElement {
  const choice = element('select');
  choice.setAttribute('aria-label', label);
  for (const kbps of RATES_KBPS) choice.append(new Option(`${kbps} kbit/s`, String(kbps), kbps === SLOW_KBPS, kbps === SLOW_KBPS));
  return choice;
}

/** A log around the list: as its role it would take that of the list away. */
function codeLog(label: string, codes: HTMLElement): HTMLElement {
  const log = element('div', 'codes', '', codes);
  log.setAttribute('role', 'log');
  log.setAttribute('aria-label', label);
  return log;
}

/** Adds a code to the list: with an arrow up what the pusher tells, with one down what a player tells. */
function note(codes: HTMLElement, { tag, code }: Told): void {
  const line = element('li', '', `${tag === 'live-pusher' ? '↑' : '↓'} ${code}`);
  const { lastChild } = codes;
  line.value = lastChild instanceof HTMLLIElement ? lastChild.value + 1 : 1;
  codes.append(line);
  if (codes.children.length > CODES_SHOWN) codes.firstChild?.remove();
}

/** Opens and closes the box; Escape in the box closes it as well. */
function opener(text: string, box: HTMLElement): HTMLButtonElement {
  const made = element('button', 'opener', text);
  const open = (isOpen: boolean) => {
    box.hidden = !isOpen;
    made.setAttribute('aria-expanded', String(isOpen));
  };
  open(false);
  onTap(made, () => open(box.hidden));
  box.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    open(false);
    made.focus();
  });
  return made;
}

/** A phone tells when its app has come back by itself, since the user tapped its icon, and what is being done to it; null: it is something else. */
export function reportOf(data: unknown): Report | null {
  if (typeof data !== 'object' || data === null || !('netcallPreview' in data)) return null;
  if (data.netcallPreview === 'visibility' && 'visible' in data && typeof data.visible === 'boolean') return { netcallPreview: 'visibility', visible: data.visible };
  if (data.netcallPreview === 'code' && 'tag' in data && 'code' in data && typeof data.code === 'number') return { netcallPreview: 'code', tag: data.tag === 'live-pusher' ? data.tag : 'live-player', code: data.code };
  if (data.netcallPreview === 'faults' && 'all' in data && Array.isArray(data.all)) return { netcallPreview: 'faults', all: data.all.filter(isFaultName) };
  return null;
}
