import { join } from 'node:path';
import { createRTCSDK } from 'netcall-sdk/rtcsdk';
import type { Platform } from 'netcall-sdk';
import { Ear } from './ear';
import { MiniProgram } from './mini-program';
import { ROOT } from './repo';

/** The application of test/apps that was written for CloudRoom's RTCSDK. */
export const RTCSDK_APP = join(ROOT, 'test/apps/rtcsdk');

/** The application for the preview, with the package as an installed one: resolved to what the build has made. */
export const RTCSDK_APP_ROOTS = { miniprogram: RTCSDK_APP, tsconfig: join(ROOT, 'test/apps/tsconfig.json'), packages: { 'netcall-sdk': join(ROOT, 'sdk/miniprogram_dist') } };

/** What one phone with the application is given. */
export interface AppPhoneOptions {
  readonly server: string;
  readonly platform: Platform;
  /** The back end of the package: a sign-in token for an account. */
  readonly token: (account: string) => Promise<string>;
  /** The application's own back end: it signs in with what this gives. Without it, it signs in with its secret. */
  readonly appToken?: (account: string) => Promise<string>;
  /** The answer to every question that the application asks its user. */
  readonly confirms?: boolean;
}

/** Addresses that the application asks; nobody listens there. */
const TOKEN_URL = 'https://calls.example.com/token';
const APP_TOKEN_URL = 'https://shop.example.com/token';

interface Wish {
  readonly url: string;
  readonly data: { readonly account: string };
  success(answer: { readonly data: { readonly token: string } }): void;
  fail(): void;
}

/** One phone with the application, on Node. */
export class AppPhone {
  readonly program: MiniProgram;
  readonly #ear: Ear;

  constructor(readonly UID: string, options: AppPhoneOptions) {
    this.#ear = new Ear(UID);
    const request = ({ url, data, success, fail }: Wish): void => {
      const ask = url === TOKEN_URL ? options.token : options.appToken;
      void ask?.(data.account).then((token) => success({ data: { token } }), fail);
    };
    this.program = new MiniProgram(RTCSDK_APP, {
      packages: { 'netcall-sdk/rtcsdk': { createRTCSDK: (given: Parameters<typeof createRTCSDK>[0]) => createRTCSDK({ ...given, platform: options.platform }) } },
      wx: {
        request, getExtConfigSync: () => ({ server: options.server, tokenUrl: TOKEN_URL }),
        showModal: ({ success }: { success(answer: { readonly confirm: boolean }): void }) => success({ confirm: options.confirms ?? true }),
      },
    });
    this.configure({ contacts: [], ...(options.appToken === undefined ? {} : { tokenUrl: APP_TOKEN_URL }) });
    this.program.launch(() => this.#ear.look());
  }

  /** Changes the application's own configuration. */
  configure(change: object): void {
    Object.assign(this.program.exportsOf('config') as object, change);
  }

  /** What the page in front shows. */
  get shows(): Record<string, unknown> {
    return this.program.page.data;
  }

  /** Fills the first page and taps. */
  login(role: 'client' | 'agent' = 'client'): void {
    this.program.tap('onUID', {}, { value: this.UID });
    this.program.tap('onNickName', {}, { value: `Dr ${this.UID}` });
    this.program.tap('onRole', {}, { value: role === 'agent' });
    this.program.tap('login');
  }

  /** Signs in and waits for the queues and the state of before. */
  async signIn(role: 'client' | 'agent' = 'client'): Promise<this> {
    this.login(role);
    await this.logs(role === 'agent' ? 'GetServingStatusRslt 0 false' : 'GetClientStatusRslt 0 false');
    return this;
  }

  tap(handler: string, dataset?: object): void {
    this.program.tap(handler, dataset);
  }

  /** Waits until the page in front shows these. */
  async sees(facts: Record<string, unknown>): Promise<void> {
    await this.#until(`sees ${JSON.stringify(facts)}`, () => Object.entries(facts).every(([name, value]) => this.shows[name] === value));
  }

  /** Waits until the application has logged this line, so often. */
  async logs(line: string, times = 1): Promise<void> {
    await this.#until(`logs ${line}`, () => this.program.log.filter((each) => each === line).length >= times);
  }

  /** Waits until something of what it shows is so. */
  async finds(what: string, isSo: (shown: Record<string, unknown>) => boolean): Promise<void> {
    await this.#until(`finds ${what}`, () => isSo(this.shows));
  }

  /** Lines of the log that begin with this. */
  said(begin: string): string[] {
    return this.program.log.filter((line) => line.startsWith(begin));
  }

  /** The sdk ends as the application would end it. */
  uninit(): void {
    (this.program.exportsOf('vendors/RTC_Miniapp_SDK') as { UnInit(): void }).UnInit();
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    try {
      await this.#ear.until(`${this.UID} ${what}`, isSo);
    } catch (cause) {
      throw new Error(`${this.UID} never ${what}, but shows ${JSON.stringify(this.shows)} after ${this.program.log.join(' | ')}`, { cause });
    }
  }
}
