import { initialOf } from './initial';

/** Draws a person: the picture or the first character of the name on a disc, the name, and a line of text below. */
Component({
  properties: {
    name: { type: String, value: '' },
    /** Address of the picture; empty: the first character of the name. */
    src: { type: String, value: '' },
    /** The line below the name. */
    text: { type: String, value: '' },
    /** What the line is for screen readers: `status`, `alert`, or `timer`, which is not read out at every change. */
    textRole: { type: String, value: 'status' },
    /** Drawn for a small place, such as a tile. */
    compact: { type: Boolean, value: false },
    /** Much else is to be seen: on a low screen the picture stands beside the words. */
    crowded: { type: Boolean, value: false },
    /** Rings, while somebody waits. */
    pulse: { type: Boolean, value: false },
  },
  data: { initial: '' },
  observers: {
    name(name: string) {
      const initial = initialOf(name);
      if (initial !== this.data.initial) this.setData({ initial });
    },
  },
});
