import { playerBehavior } from './behavior';

/** Draws live-player. README.md lists properties and events. */
Component({ behaviors: [playerBehavior] });
