import type { Writable } from 'node:stream';
import * as fc from 'fast-check';
import * as ws from 'ws';
import { textFrame } from '../../../server/src/signal/text-frame';

/** The reader of `ws`, which its types leave out. */
const { Receiver } = ws as unknown as { Receiver: new () => Writable };

function read(bytes: Buffer): string[] {
  const texts: string[] = [];
  const receiver = new Receiver();
  receiver.on('message', (data: Buffer, isBinary: boolean) => texts.push(`${isBinary ? 'binary ' : ''}${data.toString()}`));
  receiver.write(bytes);
  return texts;
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])('ws reads a text of %i bytes as it was', (bytes) => {
  const text = 'x'.repeat(bytes);
  expect(read(textFrame(text))).toEqual([text]);
});

test('ws reads any texts that follow one another, each as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1, maxLength: 5 }), (texts) => {
      expect(read(Buffer.concat(texts.map(textFrame)))).toEqual(texts);
    }),
  );
});
