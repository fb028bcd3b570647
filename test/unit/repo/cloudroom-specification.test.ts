import { CLOUDROOM_CALL, filledBlocks, BLOCK, SECOND_BEGINS } from '../../support/cloudroom-specification';
import { blocksOf } from '../../support/specification';
import { textOf } from '../../support/repo';

const lines = (blocks: readonly { readonly code: string }[]): string[] => blocks.flatMap(({ code }) => code.split('\n'));

test('the code that is run is the specification\'s, but for the one line with the blank', () => {
  const [stands, runs] = [lines(blocksOf(CLOUDROOM_CALL)), lines(filledBlocks())];
  const differing = stands.flatMap((line, index) => (line === runs[index] ? [] : [[line.trim(), runs[index]?.trim()]]));
  expect(differing).toEqual([['if(/* B 接受呼叫， 进入房间*/){', 'if(accepts()/* B 接受呼叫， 进入房间*/){']]);
  expect(runs).toHaveLength(stands.length);
  const text = textOf(CLOUDROOM_CALL).split('\n');
  expect(stands.filter((line) => !text.includes(line))).toEqual([]);
});

test('every block of the specification is run, and its slips are in it', () => {
  const blocks = filledBlocks();
  expect(Object.values(BLOCK)).toEqual(blocks.map((_, index) => index));
  expect(blocks[BLOCK.onAnswered]!.code).toContain('RTCSDK.NotifyCallAccepted.call = function');
  expect(blocks[BLOCK.onAnswered]!.code).toContain('RTCSDK.NotifyCallRejected.call = function(callID,meetObj,usrExtDat)');
  for (const [block, mark] of Object.entries(SECOND_BEGINS)) expect(blocks[Number(block)]!.code).toContain(mark);
});
