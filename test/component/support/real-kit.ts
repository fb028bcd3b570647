import type { NetcallOptions } from 'netcall-sdk';
import type { Wish } from '../../../components/src/call-kit/host';
import type { FakeClock } from '../../support/fake-clock';
import { online, type Bench } from '../../support/sdk';
import { FakeHost } from './fake-host';
import { buttonsOf, render, rendered, withService, type Rendered } from './render';

/** The page that shows calls. */
export const CALL_PAGE = 'pages/call/index';

/** A host whose time is that of the client and its server. */
class HostOnClock extends FakeHost {
  /** How long WeChat takes to open or close a page. */
  pageMs = 0;
  private readonly stops = new Map<number, () => void>();

  constructor(private readonly clock: FakeClock) {
    super();
  }

  override now(): number {
    return this.clock.nowMs;
  }

  override setTimeout(run: () => void, delayMs: number): number {
    const timer = this.stops.size + 1;
    this.stops.set(timer, this.clock.startTimer(run, delayMs));
    return timer;
  }

  override clearTimeout(timer: number): void {
    this.stops.get(timer)?.();
  }

  override async ask(what: Wish, url?: string, delta?: number): Promise<void> {
    if (this.pageMs > 0) await new Promise<void>((resolve) => this.clock.startTimer(resolve, this.pageMs));
    await super.ask(what, url, delta);
  }
}

/** An application with the call kit: the real client on a simulated server, the real service and the real component. */
export interface App extends Bench {
  readonly host: HostOnClock;
  readonly service: ReturnType<typeof withService>['service'];
  readonly store: ReturnType<typeof withService>['store'];
  /** The call page; null while it is not the visible one. */
  readonly page: Rendered | null;
  /** Lets what is on its way happen, and the call page appear and go as WeChat has it. */
  happen(ms?: number): Promise<void>;
  /** Presses what bears this label on the call page, as often as told, before anything else can happen. */
  press(label: 'Accept' | 'Decline' | 'Cancel' | 'Hang up', times?: number): void;
}

const METHODS = { Accept: 'onAccept', Decline: 'onReject', Cancel: 'onHangUp', 'Hang up': 'onHangUp' } as const;

/** Starts one that is signed in as Alice, on its first page. */
export async function appOnline(options: Partial<NetcallOptions> = {}): Promise<App> {
  const bench = await online(options);
  const host = new HostOnClock(bench.clock);
  const { service, store } = withService(bench.alice, host);
  let page: Rendered | null = null;
  const follow = async (): Promise<void> => {
    const isOnTop = host.stack.at(-1) === CALL_PAGE;
    if (isOnTop) page ??= render('call-kit');
    else if (page !== null) {
      page.detach();
      page = null;
    }
    await rendered(page ?? undefined);
  };
  const app = {
    host, service, store,
    get page() {
      return page;
    },
    async happen(ms = 0) {
      for (const step of [20, 20, 20, ms]) {
        await bench.clock.advance(step);
        await follow();
      }
    },
    press(label: keyof typeof METHODS, times = 1) {
      if (page === null || !buttonsOf(page).includes(label)) throw new Error(`there is nothing to press that says ${label}`);
      const { instance } = page as unknown as { instance: Record<string, () => void> };
      for (let time = 0; time < times; time++) instance[METHODS[label]]!();
    },
  };
  return Object.create(bench, Object.getOwnPropertyDescriptors(app)) as App;
}
