/** Outlines on a field of 24 × 24. */
const PATHS: Readonly<Record<string, string>> = {
  phone: 'M5 4h3.5l1.6 4.2-2 1.5a12 12 0 0 0 6.2 6.2l1.5-2L20 15.5V19a2 2 0 0 1-2.1 2A16 16 0 0 1 3 6.1 2 2 0 0 1 5 4z',
  video: 'M4.5 6.5h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM15.5 11l6-3.5v9l-6-3.5z',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c0-3.3 2.9-5.5 6.5-5.5s6.5 2.2 6.5 5.5M15.5 4.9a3.5 3.5 0 0 1 0 6.2M17.5 14.3c2.4.7 4 2.6 4 5.2',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  outgoing: 'M7 17L17 7M9 7h8v8',
  incoming: 'M17 7L7 17M15 17H7V9',
};

/** Draws an outline in one colour: phone, video, people, clock, outgoing or incoming. */
Component({
  properties: {
    name: { type: String, value: '' },
    colour: { type: String, value: '#66727f' },
    /** Smaller, to stand within a line of text. */
    small: { type: Boolean, value: false },
  },
  data: { image: '' },
  observers: {
    'name, colour': function draw(name: string, colour: string) {
      this.setData({ image: imageOf(PATHS[name] ?? '', colour) });
    },
  },
});

function imageOf(path: string, colour: string): string {
  const pen = `fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" ${pen}><path d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
