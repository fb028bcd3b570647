import { Listeners } from '../runtime/listeners';
import { assetUrl } from '../runtime/urls';
import { asyncFunction, listenerPair, type WxFunctions } from './api';
import { fileUrl } from './files';
import type { Host } from './host';

/** Events of an audio context, by WeChat's name, with the browser's event behind it. */
const EVENTS: Readonly<Record<string, string>> = {
  Canplay: 'canplay', Play: 'playing', Pause: 'pause', Ended: 'ended', TimeUpdate: 'timeupdate', Error: 'error', Waiting: 'waiting', Seeking: 'seeking', Seeked: 'seeked',
};

/** `wx.createInnerAudioContext`: sounds of the mini-program, silent while the phone's speaker is off. */
export function audioFunctions({ speaker }: Host): WxFunctions {
  return {
    createInnerAudioContext: () => innerAudio(speaker),
    setInnerAudioOption: asyncFunction('setInnerAudioOption', () => undefined),
  };
}

function innerAudio(speaker: Host['speaker']) {
  const audio = new Audio();
  const follow = (on: boolean) => (audio.muted = !on);
  speaker.changed.add(follow);
  follow(speaker.isOn);
  const events = new Map([...Object.keys(EVENTS), 'Stop'].map((name) => [name, new Listeners<unknown>()]));
  for (const [name, type] of Object.entries(EVENTS)) audio.addEventListener(type, () => events.get(name)?.emit({ errMsg: '' }));
  const play = () => {
    audio.play().catch((error: unknown) => events.get('Error')?.emit({ errMsg: String(error), errCode: 10001 }));
  };
  const functions = {
    play,
    pause: () => audio.pause(),
    stop: () => {
      audio.pause();
      audio.currentTime = 0;
      events.get('Stop')?.emit({});
    },
    seek: (seconds: number) => void (audio.currentTime = seconds),
    destroy: () => {
      audio.pause();
      audio.removeAttribute('src');
      speaker.changed.remove(follow);
    },
  };
  const context = Object.assign(audioFields(audio, play), functions);
  for (const [name, listeners] of events) Object.assign(context, listenerPair(name, listeners));
  return context;
}

/** The fields of an audio context, kept by the browser's own audio element. */
function audioFields(audio: HTMLAudioElement, play: () => void) {
  let src = '';
  return {
    obeyMuteSwitch: true,
    autoplay: false,
    startTime: 0,
    get src() { return src; },
    set src(value: string) {
      src = value;
      audio.src = fileUrl(value) ?? assetUrl(value, '');
      if (this.autoplay) play();
    },
    get loop() { return audio.loop; },
    set loop(value: boolean) { audio.loop = value; },
    get volume() { return audio.volume; },
    set volume(value: number) { audio.volume = value; },
    get playbackRate() { return audio.playbackRate; },
    set playbackRate(value: number) { audio.playbackRate = value; },
    get duration() { return Number.isFinite(audio.duration) ? audio.duration : 0; },
    get currentTime() { return audio.currentTime; },
    get paused() { return audio.paused; },
    get buffered() { return audio.buffered.length > 0 ? audio.buffered.end(audio.buffered.length - 1) : 0; },
  };
}
