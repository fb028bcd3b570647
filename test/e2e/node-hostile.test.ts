import { LIMITS, type RequestName, type Requests } from 'netcall-protocol';
import { makeToken, secondsFromNow } from '../support/jwt';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

const SECRET = 'the-default-app-signs-its-tokens-with-this';
const SHOP_SECRET = 'the-shop-signs-its-tokens-with-another-one';
const stack = useStack({ env: { NETCALL_TOKEN_SECRETS: `default=${SECRET};shop=${SHOP_SECRET}`, NETCALL_CALLS_PER_MINUTE: '100' } });

/** Two people in a call, whom nothing that a stranger does may disturb. */
interface Bystanders {
  readonly cid: string;
  readonly alice: RawClient;
  readonly bob: RawClient;
}

const signIn = async (account: string, app?: string): Promise<RawClient> => (await RawClient.signIn(stack().url, await stack().token(account, app))).client;

async function twoInACall(name: string): Promise<Bystanders> {
  const [alice, bob] = await Promise.all([signIn(`alice-${name}`), signIn(`bob-${name}`)]);
  const { cid } = await alice.must('call', { callId: `call-${name}`, callee: `bob-${name}`, media: 'video' });
  await bob.event('invited');
  await bob.must('accept', { cid });
  await alice.event('accepted');
  await Promise.all([alice, bob].map((each) => each.must('join', { cid, mode: 0 })));
  return { cid, alice, bob };
}

/** The call still carries commands in both directions, and nobody was told of an end or of a loss. */
async function expectUndisturbed({ cid, alice, bob }: Bystanders): Promise<void> {
  const command = 1 + (alice.nextId % 255);
  await Promise.all([alice.must('control', { cid, command }), bob.must('control', { cid, command })]);
  await Promise.all([alice, bob].map((each) => each.event('control', (event) => event.command === command)));
  for (const each of [alice, bob]) expect([...each.events('ended'), ...each.events('peerState'), ...each.events('memberLeft')]).toEqual([]);
}

describe('row 35: broken input', () => {
  let others: Bystanders;
  beforeAll(async () => {
    others = await twoInACall('broken');
  });

  const nested = (levels: number): string => `{"t":"ping","id":2,"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  const padded = (bytes: number): string => {
    const [head, tail] = ['{"t":"ping","id":2,"pad":"', '"}'];
    return head + 'x'.repeat(bytes - head.length - tail.length) + tail;
  };

  test.each<[what: string, code: number, send: (client: RawClient) => void]>([
    ['garbage', 4400, (client) => client.send('}{')],
    ['JSON null', 4400, (client) => client.send('null')],
    ['a list', 4400, (client) => client.send('[1]')],
    ['JSON nested too deep', 4400, (client) => client.send(nested(LIMITS.jsonDepth + 1))],
    ['JSON nested 8,000 deep', 4400, (client) => client.send(nested(8_000))],
    ['a request without a number', 4400, (client) => client.send('{"t":"ping"}')],
    ['a binary frame', 4400, (client) => client.send(Buffer.from('{"t":"ping","id":2}'), true)],
    ['a frame one byte too big', 1009, (client) => client.send(padded(LIMITS.frameBytes + 1))],
    ['a frame of a megabyte', 1009, (client) => client.send(padded(1_048_576))],
    ['text that is not UTF-8', 1007, (client) => client.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ['a message of 20,000 fragments', 1009, (client) => {
      for (let fragment = 0; fragment < 20_000; fragment++) client.sendFragment('x', false);
    }],
    ['300 requests at once', 4429, (client) => {
      for (let id = 2; id < 302; id++) client.send(`{"t":"ping","id":${id}}`);
    }],
  ])('row 35: %s closes its own socket with %i, and the call of two others goes on', async (_what, code, send) => {
    const mallory = await signIn('mallory');
    send(mallory);
    expect((await mallory.closed).code).toBe(code);
    await expectUndisturbed(others);
  });

  test.each<[what: string, frame: string, field: string]>([
    ['an unknown type', '{"t":"launch","id":2}', 't'],
    ['__proto__ as type', '{"t":"__proto__","id":2}', 't'],
    ['constructor as type', '{"t":"constructor","id":2}', 't'],
    ['a number for a text', '{"t":"call","id":2,"callId":"c","callee":7,"media":"video"}', 'callee'],
    ['a missing field', '{"t":"call","id":2,"callId":"c","callee":"bob"}', 'media'],
    ['__proto__ in the place of fields', '{"t":"accept","id":2,"__proto__":{"cid":"x"}}', 'cid'],
    ['an unknown medium', '{"t":"call","id":2,"callId":"c","callee":"bob","media":"smell"}', 'media'],
    ['a ring time under the least', `{"t":"call","id":2,"callId":"c","callee":"bob","media":"video","ringMs":${LIMITS.ringMinMs - 1}}`, 'ringMs'],
  ])('row 35: %s is refused with the field, and the session goes on', async (_what, frame, field) => {
    const mallory = await signIn('mallory');
    mallory.send(frame);
    const refusal = await mallory.next('the refusal', (answer) => answer.t === 'ack' && answer['id'] === 2);
    expect(refusal['err']).toMatchObject({ code: 'BAD_MESSAGE', detail: { field } });
    await expect(mallory.ask('ping', {}, 3)).resolves.toHaveProperty('ok');
    await expectUndisturbed(others);
  });

  test('row 35: the deepest and the biggest frames that are allowed are answered', async () => {
    const alice = await signIn('alice');
    alice.send(nested(LIMITS.jsonDepth));
    alice.send(padded(LIMITS.frameBytes).replace('"id":2', '"id":3'));
    await alice.next('the first answer', (frame) => frame['id'] === 2 && frame['ok'] !== undefined);
    await alice.next('the second answer', (frame) => frame['id'] === 3 && frame['ok'] !== undefined);
  });
});

describe('row 36: the call of others', () => {
  const fields: { [N in RequestName]?: Omit<Requests[N], 'cid'> } = {
    ringing: {}, accept: {}, reject: {}, control: { command: 8 }, join: { mode: 0 }, leave: {}, setMode: { mode: 1 }, renewStream: {}, members: {},
  };

  test.each(Object.keys(fields) as (keyof typeof fields)[])('row 36: %s by a stranger answers as if there were no such call', async (name) => {
    const others = await twoInACall(`strange-${name}`);
    for (const stranger of [await signIn('mallory'), await signIn(`alice-strange-${name}`, 'shop')]) {
      const answer = await stranger.ask(name, { ...fields[name], cid: others.cid });
      const unknown = await stranger.ask(name, { ...fields[name], cid: 'no-such-call' });
      expect(answer.err).toMatchObject({ code: 'CALL_UNKNOWN' });
      expect(answer).toEqual({ ...unknown, id: answer['id' as never] });
    }
    await expectUndisturbed(others);
  });

  test('row 36: hangup by a stranger succeeds, tells nothing and ends nothing', async () => {
    const others = await twoInACall('strange-hangup');
    const mallory = await signIn('mallory');
    const [foreign, unknown] = [await mallory.must('hangup', { cid: others.cid }), await mallory.must('hangup', { cid: 'no-such-call' })];
    expect(foreign).toEqual(unknown);
    await expectUndisturbed(others);
  });

  test('row 36: a stranger finds nothing of the call in records or presence of its own app', async () => {
    const { cid, alice } = await twoInACall('strange-records');
    await alice.must('hangup', { cid });
    const mallory = await signIn('mallory', 'shop');
    expect((await mallory.must('records', {})).records).toEqual([]);
    expect((await mallory.must('presence', { accounts: ['alice-strange-records'] })).online).toEqual([]);
    expect((await alice.must('records', {})).records.map((record) => record.cid)).toEqual([cid]);
  });
});

describe('row 37: tokens', () => {
  const good = (): Record<string, unknown> => ({ sub: 'alice', app: 'default', exp: secondsFromNow(600) });

  test.each<[what: string, reason: string, token: () => string]>([
    ['signed with another secret', 'signature', () => makeToken(good(), 'some-other-secret-that-nobody-has-given')],
    ['with alg none', 'signature', () => makeToken(good(), null, { alg: 'none' })],
    ['that names another algorithm', 'signature', () => makeToken(good(), SECRET, { alg: 'HS512' })],
    ['expired more than the leeway ago', 'expired', () => makeToken({ ...good(), exp: secondsFromNow(-70) }, SECRET)],
    ['valid only after the leeway', 'notYetValid', () => makeToken({ ...good(), nbf: secondsFromNow(70) }, SECRET)],
    ['of an app without a secret', 'app', () => makeToken({ ...good(), app: 'casino' }, SECRET)],
    ['of another app, signed with the own secret', 'signature', () => makeToken({ ...good(), app: 'shop' }, SECRET)],
    ['without a subject', 'malformed', () => makeToken({ exp: secondsFromNow(600) }, SECRET)],
    ['without an end', 'malformed', () => makeToken({ sub: 'alice' }, SECRET)],
    ['that is no token', 'malformed', () => 'open sesame'],
  ])('row 37: a token %s is refused as %s and the socket closed with 4401', async (_what, reason, token) => {
    const mallory = await RawClient.open(stack().url);
    const answer = await mallory.ask('signIn', { token: token(), device: { id: 'phone', type: 'node' } });
    expect(answer.err).toMatchObject({ code: 'UNAUTHENTICATED', detail: { reason } });
    expect((await mallory.closed).code).toBe(4401);
  });

  test('row 37: clocks may differ by the leeway in both directions', async () => {
    for (const claims of [{ ...good(), exp: secondsFromNow(-50) }, { ...good(), nbf: secondsFromNow(50) }]) {
      await expect(RawClient.signIn(stack().url, makeToken(claims, SECRET))).resolves.toBeDefined();
    }
  });

  test('row 37: who asks before signing in is closed with 4401', async () => {
    const hasty = await RawClient.open(stack().url);
    expect((await hasty.ask('call', { callId: 'c', callee: 'bob', media: 'video' })).err).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await hasty.closed).code).toBe(4401);
  });

  describe('with a server that waits for 300 ms', () => {
    const impatient = useStack({ env: { NETCALL_SIGN_IN_MS: '300' } });

    test('row 37: who says nothing is closed with 4401', async () => {
      const silent = await RawClient.open(impatient().url);
      expect((await silent.closed).code).toBe(4401);
    });
  });
});
