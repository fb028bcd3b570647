import { createRTCSDK } from 'netcall-sdk/rtcsdk';
import { BLOCK, SpecificationApp } from '../support/cloudroom-specification';
import { Ear } from '../support/ear';
import { mortal } from '../support/mortal-platform';
import { hostOf } from '../support/node-phone';
import { useStack } from '../support/stack';

const stack = useStack();
const ends: (() => Promise<void>)[] = [];
let tests = 0;
beforeEach(() => {
  tests += 1;
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Somebody whose application is the specification's code, signed in. */
async function signIn(name: string) {
  const account = `${name}-${tests}`;
  const ear = new Ear(account);
  const host = await hostOf(stack());
  const platform = mortal(host.platform);
  const rtcsdk = createRTCSDK({ server: host.server, getToken: () => stack().token(account), platform });
  const app = new SpecificationApp(rtcsdk, () => ear.look());
  const entered: unknown[][] = [];
  let isSignedIn = false;
  rtcsdk.LoginSuccess.callback = () => {
    isSignedIn = true;
    ear.look();
  };
  rtcsdk.EnterMeetingRslt.callback = (...args: unknown[]) => {
    entered.push(args);
    ear.look();
  };
  ends.push(async () => {
    rtcsdk.UnInit();
    platform.kill();
    await host.wire.close();
  });
  rtcsdk.Init({ isCallSer: true });
  rtcsdk.Login('demo', rtcsdk.MD5('secret'), name, account, '', '');
  await ear.until(`${account} signs in`, () => isSignedIn);
  const cookie = { of: name };
  const person = {
    account, app, cookie, rtcsdk, entered,
    /** What the person fills the blanks with: own name and account, a cookie, a text for the other. */
    own: { UID: account, nickName: name, cookie, usrExtDat: `from ${name}` },
    /** The next call of a callback of the code. */
    hears: async (callback: string): Promise<readonly unknown[]> => {
      await ear.until(`${callback} of ${account} after ${app.heard.map((each) => each.name).join(' ')}`, () => app.heard.some((each) => each.name === callback));
      return app.heard.splice(app.heard.findIndex((each) => each.name === callback), 1)[0]!.args;
    },
    says: (text: string) => ear.until(`${account} says ${text}`, () => app.said.includes(text)),
    /** In a room with so many. */
    isWith: (count: number) => ear.until(`${account} is with ${count}`, () => rtcsdk.GetAllMembers().length === count),
    watch: () => {
      for (const each of ['UserEnterMeeting', 'UserLeftMeeting'] as const) rtcsdk[each].callback = () => ear.look();
    },
    isIn: async (meeting: number, cookieGiven: unknown = cookie): Promise<void> => {
      await ear.until(`${account} is in ${meeting}`, () => entered.length === 1);
      expect(entered[0]![0]).toBe(0);
      expect(entered[0]![1]).toBe(cookieGiven);
    },
  };
  person.watch();
  for (const block of [BLOCK.onCreated, BLOCK.onCallResult, BLOCK.onAnswered, BLOCK.onHungUp, BLOCK.onAnswerResult, BLOCK.onDnd]) app.run(block, person.own);
  return person;
}

type Person = Awaited<ReturnType<typeof signIn>>;

/** A makes a room and calls B from it. */
async function place(alice: Person, bob: Person) {
  alice.app.run(BLOCK.createMeeting);
  const [meetObj, none] = (await alice.hears('CreateMeetingSuccess')) as [{ ID: number }, unknown];
  expect(none).toBeUndefined();
  const callID = alice.app.run(BLOCK.call, { ...alice.own, UID: bob.account, meetObj });
  return { meetObj, callID };
}

test('the code of the specification calls, accepts, brings both into the room, and hangs up', async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  bob.app.run(BLOCK.onCallIn, { ...bob.own, accepts: () => true });
  const { meetObj, callID } = await place(alice, bob);
  expect(String(meetObj.ID)).toMatch(/^\d{8}$/);
  expect(await bob.hears('NotifyCallIn')).toEqual([callID, expect.objectContaining({ ID: meetObj.ID }), alice.account, 'from alice']);
  expect(await alice.hears('CallSuccess')).toEqual([callID, alice.cookie]);
  expect(await alice.hears('NotifyCallAccepted')).toEqual([callID, expect.objectContaining({ ID: meetObj.ID }), '']);
  expect((await bob.hears('AcceptCallSuccess'))[0]).toBe(callID);
  await Promise.all([alice.isIn(meetObj.ID), bob.isIn(meetObj.ID), alice.isWith(2), bob.isWith(2)]);
  alice.app.run(BLOCK.hangUp, { callID });
  await Promise.all([alice.says('挂断呼叫成功'), bob.hears('NotifyCallHungup')]);
  expect(await alice.hears('HungupCallSuccess')).toEqual([callID, undefined]);
  await Promise.all([alice.isWith(0), bob.isWith(0)]); // Both blocks leave the room.
  alice.app.run(BLOCK.hangUp, { callID });
  await alice.says('挂断呼叫失败！错误码：600');
});

test('the code of the specification rejects by its blank, and the slip with .call hears it', async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  bob.app.run(BLOCK.onCallIn, { ...bob.own, accepts: () => false });
  const { callID } = await place(alice, bob);
  expect(await alice.hears('NotifyCallRejected')).toEqual([callID, 606, '']);
  expect(alice.app.said).toEqual(['客户拒绝呼叫了']);
  expect((await bob.hears('RejectCallSuccess'))[0]).toBe(callID);
  expect([alice.entered, bob.entered]).toEqual([[], []]);
});

test('the callee\'s chapter accepts, and the callee hangs up', async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  bob.app.run(BLOCK.onCalled);
  await place(alice, bob);
  const [callID, meetObj] = (await bob.hears('NotifyCallIn')) as [string, { ID: number }];
  expect(bob.app.said).toEqual(['有呼叫到来!']);
  bob.app.run(BLOCK.answer, { callID, meetObj }, 0);
  expect(await bob.hears('AcceptCallSuccess')).toEqual([callID, '']);
  await alice.isIn(meetObj.ID);
  bob.app.run(BLOCK.hangUp, { callID });
  await bob.says('挂断呼叫成功');
  expect(await alice.hears('NotifyCallHungup')).toEqual([callID, '']);
  await alice.isWith(0);
});

test('the callee\'s chapter rejects', async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  bob.app.run(BLOCK.onCalled);
  await place(alice, bob);
  const [callID, meetObj] = await bob.hears('NotifyCallIn');
  bob.app.run(BLOCK.answer, { callID, meetObj }, 1);
  expect(await bob.hears('RejectCallSuccess')).toEqual([callID, '']);
  await alice.says('客户拒绝呼叫了');
  bob.app.run(BLOCK.answer, { callID, meetObj }, 0);
  expect(await bob.hears('AcceptCallFail')).toEqual([callID, 600, '']);
});

test('do-not-disturb of the specification: not called while it is on, may call, and is called again when it is off', async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  for (const each of [alice, bob]) each.app.run(BLOCK.onCalled);
  bob.app.run(BLOCK.dnd, {}, 0);
  expect(await bob.hears('SetDNDStatusSuccess')).toEqual([undefined]);
  const first = await place(alice, bob);
  await alice.says('呼叫他人失败602');
  expect(await alice.hears('CallFail')).toEqual([first.callID, 602, alice.cookie]);
  const second = await place(bob, alice);
  await alice.hears('NotifyCallIn');
  bob.app.run(BLOCK.hangUp, { callID: second.callID });
  await bob.says('挂断呼叫成功');
  bob.app.run(BLOCK.dnd, {}, 1);
  await bob.hears('SetDNDStatusSuccess');
  const third = await place(alice, bob);
  expect((await bob.hears('NotifyCallIn'))[0]).toBe(third.callID);
  expect(bob.app.said.filter((line) => line === '有呼叫到来!')).toHaveLength(1);
});
