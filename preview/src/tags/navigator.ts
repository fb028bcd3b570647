import { tag } from './define';
import { HOVER, hoverOn } from './hover';

/** What `<navigator>` asks for, by `open-type`. */
export type Navigate = (openType: string, url: string, delta: number) => void;

/** `<navigator>`: a tap on it goes to another page. */
export const navigatorTag = (navigate: Navigate) => tag({
  properties: { ...HOVER, hoverClass: 'navigator-hover', hoverStayTime: 600, target: 'self', url: '', openType: 'navigate', delta: 1 },
  mount(handle) {
    const { data, element } = handle;
    hoverOn(handle, 'navigator-hover');
    element.addListener('tap', () => navigate(data.openType, data.url, data.delta));
    return {};
  },
});
