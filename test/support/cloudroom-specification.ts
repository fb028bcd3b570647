import { compileFunction } from 'node:vm';
import type { createRTCSDK } from 'netcall-sdk/rtcsdk';
import { blocksOf, type SpecificationBlock } from './specification';

/** The specification of CloudRoom's calls, as it stands. */
export const CLOUDROOM_CALL = 'test/fixtures/specification/cloudroom-call.md';

/** The blank among the specification's lines: what decides whether a call is taken. */
const BLANK = 'if(/* B 接受呼叫， 进入房间*/){';
const FILLED = 'if(accepts()/* B 接受呼叫， 进入房间*/){';

/** The names that blocks use and do not declare: four are the reader's to choose, two come from another block. */
const OPEN = ['UID', 'nickName', 'cookie', 'usrExtDat', 'meetObj', 'callID'] as const;

/** Values for the open names of a block. `accepts` fills the blank. */
export type Blanks = Partial<Record<(typeof OPEN)[number], unknown>> & { readonly accepts?: () => boolean };

/** The blocks as they are run: the specification's, with its one blank filled. */
export function filledBlocks(): SpecificationBlock[] {
  return blocksOf(CLOUDROOM_CALL).map((block) => ({ ...block, code: block.code.replace(BLANK, FILLED) }));
}

/** Where a block of the specification stands, in its order there. */
export const BLOCK = {
  createMeeting: 0, onCreated: 1, call: 2, onCallResult: 3, onCallIn: 4, onAnswered: 5, hangUp: 6, onHungUp: 7, onCalled: 8, answer: 9, onAnswerResult: 10, dnd: 11, onDnd: 12,
} as const;

/** The parts of the two blocks that show two alternatives, first and second. */
export const SECOND_BEGINS: Partial<Record<number, string>> = { [BLOCK.answer]: '//拒绝呼叫', [BLOCK.dnd]: 'RTCSDK.SetDNDStatus(0)' };

/** An application that consists of the specification's code. */
export class SpecificationApp {
  /** What the code has written to its console. */
  readonly said: string[] = [];
  /** Names of the callbacks of the code that were called, with what they were given. */
  readonly heard: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  readonly #blocks = filledBlocks();

  constructor(
    readonly rtcsdk: ReturnType<typeof createRTCSDK>,
    private readonly changed: () => void,
  ) {}

  /** Runs a block, or one of its two alternatives. Gives the `callID` that it declares, if it does. */
  run(block: number, blanks: Blanks = {}, alternative?: 0 | 1): unknown {
    const code = alternative === undefined ? this.#blocks[block]!.code : this.#alternatives(block)[alternative];
    const declares = code.includes('const callID =');
    const names = { ...Object.fromEntries(OPEN.filter((name) => !declares || name !== 'callID').map((name) => [name, blanks[name]])), accepts: blanks.accepts };
    const say = (text: string): void => {
      this.said.push(text);
      this.changed();
    };
    const run = compileFunction(`${code}\n${declares ? 'return callID;' : ''}`, ['RTCSDK', 'console', ...Object.keys(names)]);
    const result: unknown = run.call(undefined, this.rtcsdk, { log: say }, ...Object.values(names));
    this.#listenBeside(code);
    return result;
  }

  #alternatives(block: number): [string, string] {
    const mark = SECOND_BEGINS[block] ?? '';
    const { code } = this.#blocks[block]!;
    const at = code.indexOf(mark);
    if (mark === '' || at < 0) throw new Error(`block ${block} of the specification shows no two ways`);
    return [code.slice(0, at), code.slice(at)];
  }

  /** What the code has assigned is called as it stands, and noted. */
  #listenBeside(code: string): void {
    for (const [, name = '', slot = ''] of code.matchAll(/^RTCSDK\.(\w+)\.(callback|call) = function/gm)) {
      const holder = Reflect.get(this.rtcsdk, name) as Record<string, (...args: unknown[]) => unknown>;
      const given = holder[slot]!;
      holder[slot] = (...args: unknown[]): unknown => {
        try {
          return given(...args);
        } finally {
          this.heard.push({ name, args });
          this.changed();
        }
      };
    }
  }
}
