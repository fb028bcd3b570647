import { Alarm } from './alarm';
import type { Attempt } from './attempt';
import type { CallStatus } from './facts';
import { placeOf } from './place-of';
import type { ScreenSlot } from './screen';
import type { ServiceParts } from './service-parts';

/** How long the end of a call and its reason stay on the screen before the page closes. */
export const ENDED_SHOWN_MS = 1_500;

/** How long the change from one page to the next takes at most: so long a banner may be away before a call that rings opens the page. */
export const PAGE_CHANGE_MS = 300;

/** Sees to it that the call is to be seen: on its page, in a banner, or minimised. */
export class Stage {
  private readonly closing: Alarm;
  private readonly vacating: Alarm;
  private readonly covering: Alarm;
  private readonly banners = new Set<object>();

  constructor(
    private readonly parts: Pick<ServiceParts, 'host' | 'store' | 'route' | 'incoming'>,
    private readonly screen: ScreenSlot,
    private readonly attempt: Attempt,
  ) {
    this.closing = new Alarm(parts.host);
    this.vacating = new Alarm(parts.host);
    this.covering = new Alarm(parts.host);
  }

  /** The call goes on, or has begun. */
  show(): void {
    const { store, route, incoming } = this.parts;
    this.closing.clear();
    const place = placeOf({ status: store.status, isMinimised: store.isMinimised, incoming, hasBanner: this.banners.size > 0 });
    store.setMedia({ isBannered: place === 'banner' });
    if (place === 'page') void this.attempt(route.open());
  }

  /** The call is over: its end is shown for a while. */
  closeLater(): void {
    this.closing.set(ENDED_SHOWN_MS, () => void this.leave());
  }

  /** Closes the page now, if it is the visible one. */
  leave(): Promise<boolean> {
    this.parts.store.setMedia({ isMinimised: false });
    return this.attempt(this.parts.route.close(() => this.screen.release()));
  }

  /** Opens another page above the call, which goes on. */
  async minimise(): Promise<void> {
    const { store, route } = this.parts;
    if (store.isMinimised || !CAN_MINIMISE[store.status]) return;
    store.setMedia({ isMinimised: true });
    if (!(await this.attempt(route.cover()))) store.setMedia({ isMinimised: false });
  }

  /** Goes back to the page of a minimised call. */
  async restore(): Promise<void> {
    const { store, route } = this.parts;
    if (store.isMinimised && (await this.attempt(route.open()))) store.setMedia({ isMinimised: false });
  }

  /** The page with the call is the visible one. */
  pageShown(): void {
    const { store } = this.parts;
    this.covering.clear();
    if (store.isMinimised) store.setMedia({ isMinimised: false });
    if (store.status === 'idle' || store.status === 'ended') this.closeLater();
  }

  /** The page with the call is not the visible one: below a page of the application it counts as minimised, in the background it does not. */
  pageHidden(): void {
    const { store, route } = this.parts;
    this.covering.set(PAGE_CHANGE_MS, () => route.isCovered && CAN_MINIMISE[store.status] && store.setMedia({ isMinimised: true }));
  }

  /** A banner stands on the visible page. Returns what it calls when its page is hidden or gone. */
  stand(banner: object): () => void {
    this.banners.add(banner);
    this.vacating.clear();
    return () => {
      if (!this.banners.delete(banner) || this.banners.size > 0) return;
      this.vacating.set(PAGE_CHANGE_MS, () => this.parts.store.isBannered && this.parts.store.status === 'incoming' && this.show());
    };
  }

  /** Nothing is opened or closed any more. */
  close(): void {
    this.closing.clear();
    this.vacating.clear();
    this.covering.clear();
  }
}

/** Whether a call may go on below other pages: one that the user has begun or answered. */
const CAN_MINIMISE: Readonly<Record<CallStatus, boolean>> = { idle: false, dialling: true, incoming: false, connecting: true, connected: true, ended: false };
