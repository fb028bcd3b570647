import { readServerFrame, type EventFrame, type ServerFrame } from 'netcall-protocol';
import { online, reconnect } from './connect';
import { settle } from './requests';
import type { Session } from './session';

/** A text frame has come. After a resume it is held until the replay is whole: nothing rings that is over by its end. */
export function hear(s: Session, text: string): void {
  const { replay } = s;
  // What is not of this protocol is logged, never thrown: it must not end a call (call rule 35).
  const frame = readServerFrame(text, (error) => s.setup.log('error', 'bad frame', { error }));
  if (frame === null) return s.hearer.unnumbered(text);
  if (replay === null) return take(s, frame);
  replay.frames.push(frame);
  if (frame.t === 'ack' && frame.id === replay.until) caughtUp(s, replay.frames);
}

function caughtUp(s: Session, frames: readonly ServerFrame[]): void {
  s.replay = null;
  online(s);
  frames.forEach((frame, index) => {
    const isOver = frame.t === 'invited' && frames.some((each, at) => at > index && isEndOf(each, frame));
    if (s.linkState === 'online') take(s, frame, isOver); // Else there was a gap, or somebody has left.
  });
}

function isEndOf(frame: ServerFrame, { cid }: EventFrame<'invited'>): boolean {
  return (frame.t === 'ended' || frame.t === 'answeredElsewhere') && frame.cid === cid;
}

function take(s: Session, frame: ServerFrame, isOver = false): void {
  if (frame.t === 'ack') return settle(s, frame);
  if (frame.s > s.seen + 1) return missed(s);
  if (frame.s <= s.seen) return;
  s.seen = frame.s;
  if (frame.t === 'skipped' || isOver) return;
  const { s: _, ...event } = frame;
  s.hearer.event(event);
}

/** Events are missing. A resume brings them; when its replay misses them too, only a snapshot can. */
function missed(s: Session): void {
  if (s.gapAfter === s.seen) s.ticket = null;
  s.gapAfter = s.seen;
  reconnect(s);
}
