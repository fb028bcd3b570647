import { Receipts, REPORT_EVERY_BYTES } from '../../../webmedia/src/link/receipts';

test('a report is due with the byte that completes every 8 KiB, and says how much has come in all', () => {
  const receipts = new Receipts();
  expect([receipts.took(REPORT_EVERY_BYTES - 1), receipts.took(1), receipts.took(REPORT_EVERY_BYTES - 1), receipts.took(1_000)])
    .toEqual([null, Uint8Array.of(0, 0, 0x20, 0), null, Uint8Array.of(0, 0, 0x43, 0xe7)]);
});

test('the number begins again at 2^32', () => {
  const receipts = new Receipts();
  receipts.took(2 ** 32 - 1);
  expect(receipts.took(REPORT_EVERY_BYTES)).toEqual(Uint8Array.of(0, 0, 0x1f, 0xff));
});
