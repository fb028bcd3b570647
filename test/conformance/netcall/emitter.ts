import { next, talk, thrownBy } from './play';
import type { DropInPerson, Person } from './person';
import { section } from './row';

const { both, dropIn, modern } = section('1.4');
const methods = section('1.3');

/** Says something to the listeners of an instance and waits until it was delivered. */
async function say({ netcall }: DropInPerson, name: string, payload?: unknown): Promise<void> {
  const said = new Promise((resolve) => netcall.once(' said', resolve));
  netcall.emit(name, payload);
  netcall.emit(' said');
  await said;
}

/** A call that fails: `disconnect` is the event that a client tells by itself. */
async function disconnect(person: Person): Promise<void> {
  await person.netcall.call({ type: 1, callee: `${person.account}-nobody` }).catch(() => undefined);
  await person.settled();
}

/** Section 1.4, and the methods of section 1.3 that it is about. */
export const emitter = [
  dropIn('one listener per event', 'a second on takes the place of the first', async (stage) => {
    const alice = await stage.dropIn('alice');
    const heard: string[] = [];
    for (const nth of ['first', 'second']) alice.netcall.on('hello', () => void heard.push(nth));
    await say(alice, 'hello');
    expect(heard).toEqual(['second']);
  }),
  modern('one listener per event', 'has several, in the order in which they came', async (stage) => {
    const alice = await stage.modern('alice');
    const heard: string[] = [];
    for (const nth of ['first', 'second']) alice.netcall.on('disconnect', () => void heard.push(nth));
    await disconnect(alice);
    expect(heard).toEqual(['first', 'second']);
  }),
  both('once is a slot of its own', 'and runs once, before the listener of on', async (stage) => {
    const alice = await stage.person('alice');
    const heard: string[] = [];
    alice.netcall.on('disconnect', () => void heard.push('on'));
    alice.netcall.once('disconnect', () => void heard.push('once'));
    for (let times = 0; times < 2; times++) await disconnect(alice);
    expect(heard).toEqual(['once', 'on', 'on']);
  }),
  both('delivery is asynchronous', 'after all pending promise callbacks, also for what this client does itself', async (stage) => {
    const alice = await stage.person('alice');
    const order: string[] = [];
    const heard = next(alice, 'disconnect').then(() => order.push('disconnect'));
    await alice.netcall.call({ type: 1, callee: stage.named('nobody') }).catch(() => order.push('rejected'));
    await Promise.resolve().then(() => order.push('then'));
    await heard;
    expect(order).toEqual(['rejected', 'then', 'disconnect']);
  }),
  dropIn('one argument', 'a listener gets the payload and no more', async (stage) => {
    const alice = await stage.dropIn('alice');
    const heard: unknown[][] = [];
    alice.netcall.on('hello', (...all: unknown[]) => void heard.push(all));
    (alice.netcall.emit as (...all: unknown[]) => void)('hello', 1, 2);
    await say(alice, 'other');
    expect(heard).toEqual([[1]]);
  }),
  modern('one argument', 'a listener gets the payload and no more', async (stage) => {
    const alice = await stage.modern('alice');
    const heard: unknown[][] = [];
    alice.netcall.on('disconnect', (...all: unknown[]) => void heard.push(all));
    await disconnect(alice);
    expect(heard).toEqual([[{ code: '0', desc: 'offline' }]]);
  }),
  dropIn('what on and off return', 'is undefined', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    expect([netcall.on('hello', () => undefined), netcall.once('hello', () => undefined), netcall.off('hello')]).toEqual([undefined, undefined, undefined]);
  }),
  modern('what on and off return', 'on and once give the function that stops the listener', async (stage) => {
    const alice = await stage.modern('alice');
    const heard: string[] = [];
    alice.netcall.on('disconnect', () => void heard.push('stopped'))();
    alice.netcall.once('disconnect', () => void heard.push('stopped'))();
    expect(alice.netcall.off('error')).toBeUndefined();
    await disconnect(alice);
    expect(heard).toEqual([]);
  }),
  dropIn('off of an unknown name throws', 'at once', async (stage) => {
    const { netcall } = await stage.dropIn('alice');
    expect(thrownBy(() => netcall.off('nobody'))).toBeInstanceOf(Error);
    expect(thrownBy(() => netcall.off('beCalling'))).toBeNull();
  }),
  modern('off of an unknown name throws', 'is harmless: the compiler knows the names', async (stage) => {
    const { netcall } = await stage.modern('alice');
    expect(thrownBy(() => netcall.off('nobody' as never))).toBeNull();
  }),
  both('on without a function throws', 'at once, and so does once', async (stage) => {
    const { netcall } = await stage.person('alice');
    for (const listen of [() => netcall.on('hangup', undefined as never), () => netcall.once('hangup', 7 as never)]) expect(thrownBy(listen)).toMatchObject({ code: 'BAD_ARGUMENT' });
  }),
  both('an exception in a listener', 'does not stop later events, nor the call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    bob.netcall.once('beCalling', () => { throw new Error('broken'); });
    await talk(alice, bob);
    await alice.netcall.control({ command: 1 });
    expect(await bob.heard('control')).toMatchObject({ command: 1 });
  }),

  methods.both('on', 'hears events of the server', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const heard = new Promise((resolve) => bob.netcall.on('beCalling', resolve));
    await alice.netcall.call({ type: 1, callee: bob.account });
    expect(await heard).toMatchObject({ caller: alice.account });
  }),
  methods.both('once', 'hears a single event of the server', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await talk(alice, bob);
    const heard: number[] = [];
    bob.netcall.once('control', ({ command }) => void heard.push(command));
    for (const command of [1, 2]) await alice.netcall.control({ command });
    while ((await bob.heard('control')).command !== 2);
    expect(heard).toEqual([1]);
  }),
  methods.dropIn('off', 'forgets both listeners of an event', async (stage) => {
    const alice = await stage.dropIn('alice');
    const heard: string[] = [];
    alice.netcall.on('hello', () => void heard.push('on'));
    alice.netcall.once('hello', () => void heard.push('once'));
    alice.netcall.off('hello');
    await say(alice, 'hello');
    expect(heard).toEqual([]);
  }),
  methods.modern('off', 'forgets one listener of an event, or all of them', async (stage) => {
    const alice = await stage.modern('alice');
    const heard: string[] = [];
    const [one, other] = [() => void heard.push('one'), () => void heard.push('other')];
    for (const each of [one, other]) alice.netcall.on('disconnect', each);
    alice.netcall.off('disconnect', one);
    await disconnect(alice);
    alice.netcall.off('disconnect');
    await disconnect(alice);
    expect(heard).toEqual(['other']);
  }),
  methods.dropIn('emit', 'tells the own listeners of the instance, by any name', async (stage) => {
    const alice = await stage.dropIn('alice');
    const heard: unknown[] = [];
    alice.netcall.on('hello', (payload: unknown) => void heard.push(payload));
    await say(alice, 'hello', { from: 'page' });
    expect(heard).toEqual([{ from: 'page' }]);
  }),
  methods.modern('emit', 'is not there: only the client tells its events', async (stage) => {
    expect((await stage.modern('alice')).netcall).not.toHaveProperty('emit');
  }),
  methods.dropIn('eventReset', 'forgets every listener, and new ones hear again', async (stage) => {
    const alice = await stage.dropIn('alice');
    const heard: string[] = [];
    alice.netcall.on('hello', () => void heard.push('before'));
    alice.netcall.eventReset();
    await say(alice, 'hello');
    alice.netcall.on('hello', () => void heard.push('after'));
    await say(alice, 'hello');
    expect(heard).toEqual(['after']);
  }),
  methods.modern('eventReset', 'is not there: off and the functions that on gives do it', async (stage) => {
    expect((await stage.modern('alice')).netcall).not.toHaveProperty('eventReset');
  }),
];
