import { browserClock, browserSockets, WebPlayer } from 'netcall-webmedia';
import type { Host } from '../../wx/host';
import { type Properties, type TagHandle, type TagSpec, tag } from '../define';
import { PLAYER_STATES, type StateChange, STUTTER } from './codes';
import { FiguresPanel } from './figures';
import { mediaUrl } from './media-url';
import { isStutter, PlayStatus } from './net-status';

const PLAYER = {
  src: '', mode: 'live', autoplay: false, muted: false, orientation: 'vertical', objectFit: 'contain', backgroundMute: false, minCache: 1, maxCache: 3, soundMode: 'speaker',
  autoPauseIfNavigate: true, autoPauseIfOpenNative: true, pictureInPictureMode: null, referrerPolicy: 'no-referrer', enableAutoRotation: false, enableCasting: false,
  muteAudio: false, muteVideo: false, enableRecvMessage: false, debug: false,
} satisfies Properties;

/** A browser cannot choose the earpiece; `sound-mode="ear"` plays at this volume instead. */
const EAR_VOLUME = 0.25;

const players = new WeakMap<object, LivePlayer>();

/** The player that a node of the mini-program is; undefined for any other node. */
export function playerOf(node: object | null | undefined): LivePlayer | undefined {
  return node ? players.get(node) : undefined;
}

/** `<live-player>`: really plays, and reports as WeChat does. */
export const livePlayer = (host: Host): TagSpec => tag({
  properties: PLAYER,
  mount(handle) {
    const player = new LivePlayer(handle, host);
    players.set(handle.element, player);
    const follow = () => player.applySound();
    const followFigures = () => player.applyFigures();
    return {
      changed: (name) => player.changed(name),
      attached: () => {
        host.speaker.changed.add(follow);
        host.faults.changed.add(follow);
        host.figures.changed.add(followFigures);
        player.applyFigures();
        if (handle.data.autoplay) player.play();
      },
      detached: () => {
        host.speaker.changed.remove(follow);
        host.faults.changed.remove(follow);
        host.figures.changed.remove(followFigures);
        player.stop();
      },
    };
  },
});

/** A player as its context drives it. */
export class LivePlayer {
  readonly picture = document.createElement('canvas');
  private readonly player: WebPlayer;
  private status = new PlayStatus();
  private paused = false;
  private silenced = false;
  private readonly figures: FiguresPanel;

  constructor(private readonly handle: TagHandle<typeof PLAYER>, private readonly host: Pick<Host, 'codes' | 'faults' | 'figures' | 'network' | 'phone' | 'speaker'>) {
    this.player = new WebPlayer(this.picture, {}, { clock: browserClock, openSocket: browserSockets(undefined, (url, protocols) => host.network.connect(url, protocols)) });
    this.figures = new FiguresPanel(handle.dom, host.phone.language);
    handle.dom.append(this.picture);
    this.picture.style.objectFit = 'contain';
    for (const name of Object.keys(PLAYER_STATES) as (keyof typeof PLAYER_STATES)[]) {
      this.player.on(name, (payload) => PLAYER_STATES[name]?.(payload as never).forEach((state) => this.report(state)));
    }
    this.player.on('connected', () => this.status.joined());
    this.player.on('stats', (stats) => {
      this.figures.draw(stats);
      const info = this.status.second(stats);
      if (isStutter(info)) this.report(STUTTER);
      handle.emit('netstatus', { info });
      handle.emit('audiovolumenotify', { volume: Math.round(stats.audioPeak * 100) });
    });
  }

  /** Plays `src`. @returns false when that names no stream. */
  play(): boolean {
    const url = mediaUrl(this.handle.data.src, window.location.origin);
    if (url === null) return false;
    this.paused = false;
    this.status = new PlayStatus();
    this.applySound();
    this.player.play(url);
    return true;
  }

  /** An analyser of what is heard, behind mute, volume and the phone's speaker; null while nothing plays. */
  createAnalyser(): AnalyserNode | null {
    return this.player.createAnalyser();
  }

  /** Ends playing; the picture goes black. */
  stop(): void {
    this.player.stop();
    this.figures.draw(null);
  }

  /** Stays at the live edge in silence; WeChat freezes the picture too. */
  pause(paused: boolean): void {
    this.paused = paused;
    this.applySound();
  }

  /** Turns this player's own mute on or off, as the context's `mute` does. */
  toggleMute(): void {
    this.silenced = !this.silenced;
    this.applySound();
  }

  /** Applies what is said of the sound: attributes, context, the phone's speaker, and who else has it. */
  applySound(): void {
    const { muted, muteAudio, soundMode } = this.handle.data;
    const { faults, speaker } = this.host;
    this.player.setMuted(muted || muteAudio || this.silenced || this.paused || !speaker.isOn || faults.has('phoneCall') || faults.has('floatClosed'));
    this.player.setVolume(soundMode === 'ear' ? EAR_VOLUME : 1);
  }

  /** Shows or hides the figures: by the phone's switch, or by `debug`, as WeChat shows its own. */
  applyFigures(): void {
    this.figures.setShown(this.host.figures.isOn || this.handle.data.debug);
  }

  changed(name: string): void {
    const { data, dom } = this.handle;
    if (name === 'debug') this.applyFigures();
    if (name === 'objectFit') this.picture.style.objectFit = data.objectFit === 'fillCrop' ? 'cover' : 'contain';
    if (name === 'muted' || name === 'muteAudio' || name === 'soundMode') this.applySound();
    if (name === 'src' && data.autoplay && dom.isConnected && !this.play()) this.stop();
  }

  private report(change: StateChange): void {
    this.host.codes.emit({ tag: 'live-player', code: change.code });
    this.handle.emit('statechange', change);
  }
}
