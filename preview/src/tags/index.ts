import type { Host } from '../wx/host';
import { box, label, text, view } from './containers';
import { button } from './button';
import type { TagSpec } from './define';
import { form } from './form';
import { icon } from './icon';
import { image } from './image';
import { input, textarea } from './input';
import { livePlayer } from './live/live-player';
import { livePusher } from './live/live-pusher';
import { movableArea, movableView } from './movable';
import { navigatorTag } from './navigator';
import { scrollView } from './scroll-view';
import { swiper, swiperItem } from './swiper';
import { switchTag } from './switch';

/** Every built-in tag that the preview knows, by name. Any other stays an unknown element and does nothing. */
export function createTags(host: Host): Readonly<Record<string, TagSpec>> {
  const { router } = host;
  const navigate = (openType: string, url: string, delta: number) => {
    if (openType === 'navigateBack') router.navigateBack(delta);
    else if (openType === 'redirect') void router.redirectTo(url);
    else if (openType === 'reLaunch') void router.reLaunch(url);
    else if (openType === 'switchTab') router.switchTab(url);
    else void router.navigateTo(url);
  };
  return {
    view, text, button, image, input, textarea, icon, form, label, swiper,
    'cover-view': view, 'cover-image': image, 'swiper-item': swiperItem, 'movable-area': movableArea, 'movable-view': movableView, 'scroll-view': scrollView, 'root-portal': box, switch: switchTag,
    navigator: navigatorTag(navigate), 'live-pusher': livePusher(host), 'live-player': livePlayer(host),
  };
}
