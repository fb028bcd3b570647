import { componentOf } from '../runtime/engine';
import { type LivePlayer, playerOf } from '../tags/live/live-player';
import { type LivePusher, pusherIn } from '../tags/live/live-pusher';
import { asyncFunction, type WxFunctions, WxFailure } from './api';
import type { Host } from './host';

/** Calls of a pusher that the preview has nothing for: beauty, background music, torch. They answer `ok`. */
const PUSHER_IDLE = [
  'toggleTorch', 'playBGM', 'stopBGM', 'pauseBGM', 'resumeBGM', 'setBGMVolume', 'setMICVolume', 'sendMessage', 'setZoom', 'exitPictureInPicture', 'applyFilter', 'applyMakeup',
  'clearFilters', 'clearMakeups', 'applySticker', 'clearStickers',
];
const PLAYER_IDLE = ['exitFullScreen', 'requestFullScreen', 'exitPictureInPicture', 'requestBackgroundPlayback', 'exitBackgroundPlayback'];

/** `wx.createLivePusherContext` and `wx.createLivePlayerContext`. */
export function liveFunctions({ router }: Host): WxFunctions {
  return {
    createLivePusherContext: () => {
      const page = router.top?.frame;
      return pusherContext(() => pusherIn(page));
    },
    createLivePlayerContext: (id: unknown, component?: unknown) => {
      const scope = typeof component === 'object' && component !== null ? componentOf(component) : router.top?.component;
      return playerContext(() => playerOf(scope?.getShadowRoot()?.querySelector(`#${String(id)}`)));
    },
  };
}

function pusherContext(find: () => LivePusher | undefined) {
  const call = (name: string, run: (pusher: LivePusher) => unknown) => asyncNow(`operateLivePusher:${name}`, () => run(found(find())));
  return {
    start: call('start', (pusher) => accepted(pusher.start(), 'url')),
    stop: call('stop', (pusher) => pusher.stop()),
    pause: call('pause', (pusher) => pusher.stop()),
    resume: call('resume', (pusher) => accepted(pusher.start(), 'url')),
    startPreview: call('startPreview', (pusher) => pusher.startPreview()),
    stopPreview: call('stopPreview', (pusher) => pusher.stop()),
    switchCamera: call('switchCamera', (pusher) => pusher.switchCamera()),
    snapshot: call('snapshot', (pusher) => snapshot(pusher.picture)),
    getMaxZoom: call('getMaxZoom', () => ({ maxZoom: 1 })),
    ...Object.fromEntries(PUSHER_IDLE.map((name) => [name, call(name, () => undefined)])),
  };
}

function playerContext(find: () => LivePlayer | undefined) {
  const call = (name: string, run: (player: LivePlayer) => unknown) => asyncNow(`operateLivePlayer:${name}`, () => run(found(find())));
  return {
    play: call('play', (player) => accepted(player.play(), 'src')),
    stop: call('stop', (player) => player.stop()),
    pause: call('pause', (player) => player.pause(true)),
    resume: call('resume', (player) => player.pause(false)),
    mute: call('mute', (player) => player.toggleMute()),
    snapshot: call('snapshot', (player) => snapshot(player.picture)),
    ...Object.fromEntries(PLAYER_IDLE.map((name) => [name, call(name, () => undefined)])),
  };
}

/** The call takes effect at once, so that `stop` and `start` keep their order; only its answer comes later. */
function asyncNow(name: string, run: () => unknown) {
  return (options?: unknown) => {
    const outcome = attempt(run);
    return asyncFunction(name, () => {
      if ('error' in outcome) throw outcome.error;
      return typeof outcome.value === 'object' && outcome.value !== null ? (outcome.value as Record<string, unknown>) : undefined;
    })({ success: () => undefined, ...(typeof options === 'object' ? options : {}) });
  };
}

function attempt(run: () => unknown): { value: unknown } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

function found<T>(live: T | undefined): T {
  if (live === undefined) throw new WxFailure('there is no such component on the page');
  return live;
}

function accepted(ok: boolean, attribute: string): void {
  if (!ok) throw new WxFailure(`invalid ${attribute}`);
}

function snapshot(picture: HTMLCanvasElement | null) {
  if (!picture) throw new WxFailure('no picture');
  return { tempImagePath: picture.toDataURL('image/jpeg'), width: picture.width, height: picture.height };
}
