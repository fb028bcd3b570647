import 'miniprogram-simulate';
import { ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import { answered, BOB } from '../support/sdk';
import { appOnline, type App } from './support/real-kit';
import { freshModules, render, textOf } from './support/render';

/** How often a call may hand data to what draws, from dial to end, with ten seconds of talk. */
const BUDGET = 40;

interface Drawn {
  setData(data: object, done?: () => void): void;
}

/** What components of the box have handed over since the test began, in order. */
const handed: string[] = [];

/** What defines a component: miniprogram-simulate puts another one in its place for each file. */
let define: typeof Component = Component;

/** Components that are loaded from now on note every setData, whoever calls it. */
function countSetData(): void {
  const noting = (definition: { lifetimes?: object }) => {
    const lifetimes = { ...definition.lifetimes, created(this: Drawn) {
      const setData = this.setData.bind(this);
      this.setData = (data, done) => {
        handed.push(Object.keys(data).join());
        setData(data, done);
      };
    } };
    return define({ ...definition, lifetimes });
  };
  Object.defineProperty(globalThis, 'Component', { configurable: true, get: () => noting, set: (next: typeof Component) => (define = next) });
}

beforeEach(() => {
  freshModules();
  countSetData();
  handed.length = 0;
});

afterEach(() => void Object.defineProperty(globalThis, 'Component', { configurable: true, writable: true, value: define }));

/** Half seconds pass, each with everything that draws at its end. */
async function pass(app: App, halfSeconds: number): Promise<void> {
  for (let turn = 0; turn < halfSeconds; turn++) await app.happen(440); // And 60 ms for what is on its way.
}

async function connect(app: App): Promise<void> {
  void app.service.call({ callee: BOB, media: 'video' });
  await app.happen();
  app.server.tell('ringing', { cid: 'c1', account: BOB });
  await app.happen();
  app.server.tell('accepted', answered);
  await app.happen();
  app.server.tell('memberJoined', { cid: 'c1', member: { uid: 2, account: BOB, mode: 0, url: 'rtmp://relay/live/1_2_1' } });
  await app.happen();
  app.service.pushState('live');
  app.service.streams.playState(2, 'live');
  await app.happen();
  expect(app.store.status).toBe('connected');
}

test(`a call of ten seconds, from dial to end, hands data over at most ${BUDGET} times in all components together, with a float and a banner on the page below`, async () => {
  const app = await appOnline();
  const below = [render('call-float'), render('call-banner')];
  await connect(app);
  await pass(app, 21);
  expect(app.store.durationS).toBeGreaterThanOrEqual(10);
  app.press('Hang up');
  await app.happen(ENDED_SHOWN_MS);
  expect([app.page, below.map(textOf)]).toEqual([null, ['', '']]);
  expect(handed.length).toBeGreaterThan(10); // The counting works: the duration alone is handed over ten times.
  expect(handed.length).toBeLessThanOrEqual(BUDGET);
});

test('while it dials and nothing changes, nothing is handed over', async () => {
  const app = await appOnline();
  void app.service.call({ callee: BOB, media: 'video' });
  await app.happen();
  handed.length = 0;
  await pass(app, 10);
  expect(handed).toEqual([]);
});

test('while two talk, each second is handed over once, and the other half seconds nothing', async () => {
  const app = await appOnline();
  await connect(app);
  await pass(app, 2);
  handed.length = 0;
  await pass(app, 20);
  expect(handed).toEqual(Array.from({ length: 10 }, () => 'statusText'));
});
