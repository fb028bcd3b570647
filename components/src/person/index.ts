import { initialOf } from './initial';

/** Draws a person: the picture or the first character of the name on a disc, the name, and a line of text below. */
Component({
  properties: {
    name: { type: String, value: '' },
    /** Address of the picture; empty: the first character of the name. */
    src: { type: String, value: '' },
    /** The line below the name. */
    text: { type: String, value: '' },
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
