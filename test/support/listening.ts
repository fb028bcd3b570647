import { Netcall, type TakeoverOptions } from 'netcall-sdk';
import { makeListener, type Listener, type ListenerOptions } from 'netcall-sdk/listener';
import { benchOf, makeWorld, SOON_MS, type Bench, type World } from './sdk';

/** One run of the application's `open`. */
interface Opening {
  readonly done: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Alice's application with nothing but a listener. */
export interface Listening extends World {
  readonly listener: Listener;
  /** Every run of `open`, oldest first: none ends by itself. */
  readonly openings: Opening[];
  /** What `onError` has heard: codes, or the texts of other errors. */
  readonly errors: string[];
  /** Makes a client that takes over. */
  takeOver(options?: Omit<TakeoverOptions, 'listener'>): Bench;
  /** Lets a request, its answer and what follows happen. */
  soon(): Promise<void>;
}

type Make = (options: ListenerOptions) => Listener;

/** A listener that has not signed in. */
export function silent(options: Partial<ListenerOptions> = {}, make: Make = makeListener, Client: typeof Netcall = Netcall): Listening {
  const world = makeWorld();
  const openings: Opening[] = [];
  const errors: string[] = [];
  const listener = make({
    server: 'wss://call.example.com/ws', getToken: () => 'token', platform: world.platform,
    open: () => new Promise<void>((done, fail) => openings.push({ done, fail })),
    onError: (error) => errors.push((error as { code?: string }).code ?? String(error)),
    ...options,
  });
  return { ...world, listener, openings, errors, takeOver: (more) => benchOf(world, new Client({ listener, ...more })), soon: () => world.clock.advance(SOON_MS) };
}

/** A listener that is signed in as Alice. */
export async function listening(options: Partial<ListenerOptions> = {}): Promise<Listening> {
  const bench = silent(options);
  const login = bench.listener.login();
  await bench.soon();
  await login;
  return bench;
}
