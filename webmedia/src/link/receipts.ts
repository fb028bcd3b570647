import type { Bytes } from '../flv/format';

/** How often the relay is told what has arrived (docs/protocol.md, "Stream URLs"). */
export const REPORT_EVERY_BYTES = 8_192;
/** A report is one number: all bytes received on this socket, modulo 2^32, big end first. */
const REPORT_BYTES = 4;

/** Counts what a socket has brought, so that the relay sees the queue between itself and a slow player. */
export class Receipts {
  private receivedBytes = 0;
  private reportedBytes = 0;

  /** @returns the report that is due after so many bytes more, or null */
  took(bytes: number): Bytes | null {
    this.receivedBytes += bytes;
    if (this.receivedBytes - this.reportedBytes < REPORT_EVERY_BYTES) return null;
    this.reportedBytes = this.receivedBytes;
    const report = new Uint8Array(REPORT_BYTES);
    new DataView(report.buffer).setUint32(0, this.receivedBytes);
    return report;
  }
}
