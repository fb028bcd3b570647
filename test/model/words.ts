import { groupWordsOf } from './group-steps';
import type { Setting, Step } from './steps';
import { World } from './world';

/** The world of a story in words. */
export function titleOf({ people, seed, store, isDistant, grainMs, deciders, isDiligent }: Setting): string {
  const world = new World({ people, seed, store, isDistant, grainMs, deciders, isDiligent });
  const names = world.accounts;
  const own = names.filter((name) => !world.isServersDecision(name));
  return [
    `${names.join(', ')} with two devices each; ${store} store${isDistant ? ' on another machine' : ''}, deadlines every ${grainMs} ms, chance ${seed}`,
    ...(own.length > 0 ? [`${own.join(', ')} decide about second calls themselves`] : []),
    ...(isDiligent ? ['applications enter the room at once'] : []),
  ].join('; ');
}

/** One step in words. */
export function wordsOf(step: Step, setting: Setting): string {
  const world = new World(setting);
  const who = 'd' in step ? world.idOf(step.d) : 'the server';
  switch (step.do) {
    case 'wait': return `${step.ms} ms pass`;
    case 'call': return `${who} calls ${world.calleeOf(step)} (${step.type === 1 ? 'audio' : 'video'}${step.force ? ', even when offline' : ''})`;
    case 'switchMode': return `${who} switches to mode ${step.mode}`;
    case 'cut': return `the socket of ${who} breaks; ${step.who} notices`;
    case 'kill': return `the application of ${who} is killed; ${step.who} notices`;
    case 'network': return `the network of ${who} is ${step.state}${step.isTold ? ', and it is told so' : ''}`;
    case 'slow': return `frames of ${who} take up to ${step.delayMs} ms`;
    case 'thaw': return `${who} comes back to the front${step.isToldFirst ? '' : '; what it missed happens first'}`;
    case 'freeze': return `${who} goes to the background and stands still`;
    case 'repeat': return `a frame ${step.side === 'client' ? 'of' : 'to'} ${who} passes twice (${step.which})`;
    case 'turnClock': return `the clock of ${who} is turned by ${step.ms} ms`;
    case 'serverClock': return `the server's clock is turned by ${step.ms} ms`;
    case 'restart': return `the server ${step.isKilled ? 'is killed' : 'stops'} and starts again after ${step.downMs} ms`;
    case 'intrude': return `a stranger sends ${step.t} for the call ${step.which} before the newest`;
    case 'callTeam': case 'invite': return groupWordsOf(step, who, world.calleesOf(step));
    case 'createChannel': case 'joinChannel': case 'leaveChannel': return groupWordsOf(step, who, []);
    case 'stream': return `the relay begins or ceases to see the stream of ${who}`;
    case 'accept': case 'reject': case 'hangup': case 'startRtc': case 'renew': case 'control': case 'login': case 'logout': case 'start': case 'destroy':
      return `${who}: ${step.do}`;
  }
}
