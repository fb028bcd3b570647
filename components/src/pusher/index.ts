import { pusherBehavior } from './behavior';

/** Draws live-pusher. README.md lists properties and events. */
Component({ behaviors: [pusherBehavior] });
