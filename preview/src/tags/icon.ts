import { tag } from './define';

interface Drawing {
  color: string;
  path: string;
}

const DISC = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z';
/** Own drawings with WeChat's names and colours, in a box of 24 by 24. */
const DRAWINGS: Readonly<Record<string, Drawing>> = {
  success: { color: '#09bb07', path: `${DISC}M10.5 16.4l-4-4 1.4-1.4 2.6 2.6 5.6-5.6 1.4 1.4z` },
  success_no_circle: { color: '#09bb07', path: 'M9.5 18.2l-6-6 1.8-1.8 4.2 4.2 9.2-9.2 1.8 1.8z' },
  info: { color: '#10aeff', path: `${DISC}M11 10h2v7h-2zM11 7h2v2h-2z` },
  warn: { color: '#f76260', path: `${DISC}M11 7h2v7h-2zM11 15.5h2v2h-2z` },
  waiting: { color: '#10aeff', path: `${DISC}M11 6.5h2v5.1l3.7 3.7-1.4 1.4-4.3-4.3z` },
  cancel: { color: '#f43530', path: `${DISC}M8.2 6.8L12 10.6l3.8-3.8 1.4 1.4-3.8 3.8 3.8 3.8-1.4 1.4-3.8-3.8-3.8 3.8-1.4-1.4 3.8-3.8-3.8-3.8z` },
  clear: { color: '#b2b2b2', path: `${DISC}M8.2 6.8L12 10.6l3.8-3.8 1.4 1.4-3.8 3.8 3.8 3.8-1.4 1.4-3.8-3.8-3.8 3.8-1.4-1.4 3.8-3.8-3.8-3.8z` },
  download: { color: '#09bb07', path: 'M11 3h2v9l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3zM4 18h16v2H4z' },
  search: { color: '#b2b2b2', path: 'M10 3a7 7 0 1 0 4.2 12.6l5 5 1.4-1.4-5-5A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z' },
};

/** `<icon>`: one of WeChat's drawings, 23 px unless said otherwise. */
export const icon = tag({
  properties: { type: '', size: 23, color: '' },
  mount: ({ dom, data }) => ({
    changed() {
      const drawing = DRAWINGS[data.type];
      dom.innerHTML = drawing ? `<svg viewBox="0 0 24 24" fill-rule="evenodd"><path d="${drawing.path}"/></svg>` : '';
      dom.style.width = dom.style.height = `${data.size}px`;
      dom.style.fill = data.color || (drawing?.color ?? '');
    },
  }),
});
