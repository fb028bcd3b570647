import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSmallFile, pushFile, type ForeignPusher } from '../../support/foreign-client';
import type { Phone } from '../../support/node-phone';
import { accept } from '../../support/node-phone';

/** A small file that members push, for all tests of a file. */
export function useSmallFile(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netcall-file-'));
    await makeSmallFile(join(folder, 'small.flv'));
  }, 40_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => join(folder, 'small.flv');
}

/** One of a group on Node: the real client, and an ffmpeg that pushes a file to the address that the server gave. */
export class Member {
  #pusher: ForeignPusher | null = null;
  #told = 0;

  constructor(
    readonly phone: Phone,
    private readonly file: string,
  ) {}

  get account(): string {
    return this.phone.account;
  }

  /** Accepts the call that rings, enters its room, and pushes. */
  async join(): Promise<void> {
    await accept(this.phone);
    await this.phone.netcall.startRtc({ mode: 0 });
    await this.#pushOwn();
  }

  /** Enters a named room as a host, and pushes. */
  async enter(name: string): Promise<void> {
    await this.phone.netcall.joinChannel({ channelName: name, mode: 0, role: 0 });
    await this.#pushOwn();
  }

  /** Leaves the call or the room. */
  async leave(): Promise<void> {
    await this.phone.netcall.hangup();
    await this.stop();
  }

  /** Its network is gone: neither signalling nor media. */
  async lose(): Promise<void> {
    this.phone.wire.cut();
    await this.stop();
  }

  /** Its network is back: it asks for a new stream and pushes it. */
  async comeBack(): Promise<void> {
    this.phone.wire.mend();
    this.phone.networkChanges(true);
    await this.phone.is('online');
    await this.#push((await this.phone.netcall.renewStream()).url);
  }

  /** Ends the push, if there is one. */
  async stop(): Promise<void> {
    await this.#pusher?.stop();
    this.#pusher = null;
  }

  /** From now on counts what it hears. */
  mark(): void {
    this.#told = this.phone.names.length;
  }

  /** What it has heard since the mark. */
  get heardSince(): Phone['names'] {
    return this.phone.names.slice(this.#told);
  }

  async #pushOwn(): Promise<void> {
    const { userlist } = await this.phone.heard('syncDone');
    await this.#push(userlist.find(({ account }) => account === this.account)!.url);
  }

  async #push(url: string): Promise<void> {
    this.#pusher = pushFile(this.file, url);
    await this.#pusher.started;
  }
}
