import { tag } from './define';

/**
 * `<scroll-view>`: a box that scrolls in one or both directions, with WeChat's events at its edges. Distances in CSS
 * pixels; its pull-down refresher is not here.
 */
export const scrollView = tag({
  properties: {
    scrollX: false, scrollY: false, upperThreshold: 50, lowerThreshold: 50, scrollTop: 0, scrollLeft: 0, scrollIntoView: '', scrollWithAnimation: false,
    enableBackToTop: false, enableFlex: false, scrollAnchoring: false, enhanced: false, bounces: true, showScrollbar: true, pagingEnabled: false, fastDeceleration: false,
    scrollIntoViewOffset: 0, scrollIntoViewAlignment: 'start', type: 'list', enablePassive: false,
  },
  mount({ dom, data, emit }) {
    const edges = new Edges(emit);
    let last = { top: 0, left: 0 };
    dom.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = dom;
      const moved = { deltaX: last.left - scrollLeft, deltaY: last.top - scrollTop };
      last = { top: scrollTop, left: scrollLeft };
      emit('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, ...moved });
      edges.check('toupper', data.scrollY ? 'top' : 'left', (data.scrollY ? scrollTop : scrollLeft) <= data.upperThreshold);
      const rest = data.scrollY ? scrollHeight - scrollTop - dom.clientHeight : scrollWidth - scrollLeft - dom.clientWidth;
      edges.check('tolower', data.scrollY ? 'bottom' : 'right', rest <= data.lowerThreshold);
    });
    const behavior = (): ScrollBehavior => (data.scrollWithAnimation ? 'smooth' : 'instant');
    const intoView = () => {
      const target = data.scrollIntoView === '' ? null : dom.querySelector(`[id$="--${CSS.escape(data.scrollIntoView)}"]`);
      if (!target) return;
      const from = dom.getBoundingClientRect();
      const to = target.getBoundingClientRect();
      dom.scrollBy({ top: data.scrollY ? to.top - from.top : 0, left: data.scrollX ? to.left - from.left : 0, behavior: behavior() });
    };
    // Content that arrives with the same change is laid out only after it.
    const later = (run: () => void) => queueMicrotask(() => window.setTimeout(run));
    return {
      changed(name) {
        dom.dataset['scroll'] = `${data.scrollX ? 'x' : ''}${data.scrollY ? 'y' : ''}`;
        dom.toggleAttribute('data-no-bar', data.enhanced && !data.showScrollbar);
        dom.toggleAttribute('data-flex', data.enableFlex);
        if (name === 'scrollTop') later(() => dom.scrollTo({ top: data.scrollTop, behavior: behavior() }));
        if (name === 'scrollLeft') later(() => dom.scrollTo({ left: data.scrollLeft, behavior: behavior() }));
        if (name === 'scrollIntoView') later(intoView);
      },
    };
  },
});

/** Tells of an edge once each time it is reached. */
class Edges {
  private readonly at = new Map<string, boolean>([['toupper', true]]);

  constructor(private readonly emit: (name: string, detail: unknown) => void) {}

  check(name: string, direction: string, isThere: boolean): void {
    if (isThere && this.at.get(name) !== true) this.emit(`scroll${name}`, { direction });
    this.at.set(name, isThere);
  }
}
