import { section } from './row';
import { failureOf, thrownBy } from './play';

const { dropIn, modern } = section('1.1');

/** Section 1.1: the class. The modern face has one constructor instead, and no statics. */
export const shape = [
  dropIn('statics', 'the class has install, getInstance and destroy, and no other', async (stage) => {
    const { classes: { Netcall } } = await stage.dropIn('alice');
    expect(Object.getOwnPropertyNames(Netcall).filter((name) => !['length', 'name', 'prototype'].includes(name)).sort()).toEqual(['destroy', 'getInstance', 'install']);
  }),
  modern('statics', 'has none: new Netcall makes a client each time', async (stage) => {
    const [one, other] = [await stage.modern('alice'), await stage.modern('bob')];
    expect(Object.getOwnPropertyNames(one.netcall.constructor).filter((name) => !['length', 'name', 'prototype'].includes(name))).toEqual([]);
    expect(one.netcall).not.toBe(other.netcall);
  }),
  dropIn('install', 'is run by NIM.use with the companion', async (stage) => {
    const { classes: { NIM } } = await stage.dropIn('alice');
    const plugged: unknown[] = [];
    NIM.use({ install: (nim) => void plugged.push(nim) });
    expect(plugged).toEqual([NIM]);
  }),
  modern('install', 'is not needed: the client signs in by itself', async (stage) => {
    expect((await stage.modern('alice')).netcall).toMatchObject({ account: stage.named('alice'), connection: 'online' });
  }),
  dropIn('destroy', 'does nothing when no instance exists', async (stage) => {
    const { classes: { Netcall } } = await stage.dropIn('alice');
    Netcall.destroy();
    expect(thrownBy(() => Netcall.destroy())).toBeNull();
  }),
  modern('destroy', 'is a method, and may be called twice', async (stage) => {
    const { netcall } = await stage.modern('alice');
    netcall.destroy();
    expect(thrownBy(() => netcall.destroy())).toBeNull();
    expect(netcall.connection).toBe('offline');
  }),
  dropIn('getInstance', 'gives the first instance whatever the options, and after destroy a new one', async (stage) => {
    const { classes: { Netcall }, netcall, nim } = await stage.dropIn('alice');
    expect(Netcall.getInstance({ appkey: 'other' })).toBe(netcall);
    Netcall.destroy();
    const second = Netcall.getInstance({ nim });
    expect(second).not.toBe(netcall);
    second.destroy();
    expect(Netcall.getInstance({ nim })).not.toBe(second);
  }),
  modern('getInstance', 'is the constructor; the application keeps the instance', async (stage) => {
    expect((await stage.modern('alice')).netcall.constructor).not.toHaveProperty('getInstance');
  }),
  dropIn('IM edition', 'nim may be of another make: only its account is read, and calls reach it', async (stage) => {
    const { classes: { Netcall }, nim } = await stage.dropIn('alice');
    nim.destroy();
    const netcall = Netcall.getInstance({ nim: { account: stage.named('bob') } });
    const heard = new Promise((resolve) => netcall.on('beCalling', resolve));
    const carol = await stage.dropIn('carol');
    await carol.netcall.call({ type: 1, callee: stage.named('bob'), forceKeepCalling: true });
    expect(await heard).toMatchObject({ caller: carol.account, type: 1 });
    netcall.destroy();
  }),
  modern('IM edition', 'there are no editions: the same client calls and meets', async (stage) => {
    const { netcall } = await stage.modern('alice');
    await netcall.joinChannel({ channelName: stage.named('daily'), mode: 0, role: 0, create: true });
    expect(await failureOf(netcall.call({ type: 1, callee: stage.named('bob') }))).toMatchObject({ code: 'ALREADY_IN_CALL' });
    await netcall.leaveChannel();
    expect(await failureOf(netcall.call({ type: 1, callee: stage.named('bob') }))).toMatchObject({ code: 'CALLEE_OFFLINE' });
  }),
  dropIn('NRTC edition', 'is made by an appkey; with neither it throws 参数缺失 appkey', async (stage) => {
    const { netcall } = await stage.roomEdition();
    expect(netcall.getStatus()).toMatchObject({ NRTC: true, RTC: false });
    const { classes: { Netcall } } = await stage.dropIn('alice');
    Netcall.destroy();
    expect(thrownBy(() => Netcall.getInstance({ debug: true } as never))).toMatchObject({ message: '参数缺失 appkey' });
  }),
  modern('NRTC edition', 'server and getToken are what it needs; without them it throws and names them', async (stage) => {
    const { constructor } = (await stage.modern('alice')).netcall;
    expect(thrownBy(() => Reflect.construct(constructor, [{}]))).toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'server' } });
    expect(thrownBy(() => Reflect.construct(constructor, [{ server: 'wss://x' }]))).toMatchObject({ code: 'BAD_ARGUMENT', detail: { field: 'getToken' } });
  }),
];
