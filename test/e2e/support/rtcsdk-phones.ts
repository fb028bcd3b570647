import { hostOf } from '../../support/node-phone';
import { mortal, type MortalPlatform } from '../../support/mortal-platform';
import { AppPhone, type AppPhoneOptions } from '../../support/rtcsdk-app';
import type { Stack } from '../../support/stack';

/** What may differ between phones. */
export interface PhoneWish extends Pick<AppPhoneOptions, 'appToken' | 'confirms'> {
  /** What the phone keeps over a restart of the application. */
  readonly storage?: Map<string, string>;
}

/** A phone with the application, and the ways in which it may be lost. */
export interface LosablePhone {
  readonly phone: AppPhone;
  /** The application is killed. */
  kill(): void;
}

/** Phones with the application, for the tests of a file; accounts differ from test to test. */
export function useAppPhones(stack: () => Stack) {
  const ends: (() => Promise<void>)[] = [];
  let test = 0;
  beforeEach(() => {
    test += 1;
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  const named = (name: string): string => `${name}-${test}`;
  const losable = async (name: string, { storage = new Map<string, string>(), ...wish }: PhoneWish = {}): Promise<LosablePhone> => {
    const host = await hostOf(stack(), { storage });
    const platform: MortalPlatform = mortal(host.platform);
    const phone = new AppPhone(named(name), { server: host.server, platform, token: (account) => stack().token(account), ...wish });
    ends.push(async () => {
      phone.uninit();
      platform.kill();
      await host.wire.close();
    });
    return { phone, kill: () => platform.kill() };
  };
  return {
    /** The account that `name` is in this test. */
    named,
    losable,
    /** The application has been started; nobody has signed in. */
    start: async (name: string, wish?: PhoneWish): Promise<AppPhone> => (await losable(name, wish)).phone,
    /** The application has been started, and its user has signed in. */
    signIn: async (name: string, role: 'client' | 'agent' = 'client', wish?: PhoneWish): Promise<AppPhone> => (await losable(name, wish)).phone.signIn(role),
  };
}

/** One calls, and the other is asked. The caller knows that it rings. */
export async function dial(caller: AppPhone, callee: AppPhone): Promise<void> {
  const rings = `CallSuccess ${callee.UID} true`;
  const before = caller.said(rings).length;
  caller.tap('dial', { uid: callee.UID });
  await Promise.all([caller.sees({ step: 'calling', peer: callee.UID }), callee.sees({ step: 'ringing', peer: caller.UID }), caller.logs(rings, before + 1)]);
}

/** One calls, the other accepts, and each sees the other with microphone and camera open. */
export async function connect(caller: AppPhone, callee: AppPhone): Promise<void> {
  await dial(caller, callee);
  callee.tap('accept');
  await talk(caller, callee);
}

/** Both are in the room and see each other there. */
export async function talk(one: AppPhone, other: AppPhone): Promise<void> {
  await Promise.all([meets(one, other), meets(other, one)]);
}

async function meets(phone: AppPhone, { UID }: AppPhone): Promise<void> {
  await phone.sees({ step: 'talking' });
  await phone.finds(`${UID} with sound and picture`, ({ others, isMicOpen, isCameraOpen }) => isMicOpen === true && isCameraOpen === true && isPeer(others, UID));
}

function isPeer(others: unknown, UID: string): boolean {
  const [peer, ...rest] = others as { userID: string; nickname: string; audioStatus: number; videoStatus: number }[];
  return rest.length === 0 && peer?.userID === UID && peer.nickname === `Dr ${UID}` && peer.audioStatus === 3 && peer.videoStatus === 3;
}
