import { asyncFunction, numberOption, textOption, type WxFunctions } from './api';
import type { Host } from './host';

/** `wx.navigateTo` and its like, and what changes the bar on top. */
export function navigationFunctions({ router, screen }: Host): WxFunctions {
  const go = (name: string, run: (url: string) => void | Promise<void>) => asyncFunction(name, (options) => run(textOption(options, 'url')));
  return {
    navigateTo: go('navigateTo', (url) => router.navigateTo(url)),
    redirectTo: go('redirectTo', (url) => router.redirectTo(url)),
    reLaunch: go('reLaunch', (url) => router.reLaunch(url)),
    switchTab: go('switchTab', (url) => router.switchTab(url)),
    navigateBack: asyncFunction('navigateBack', (options) => router.navigateBack(numberOption(options, 'delta', 1))),
    setNavigationBarTitle: asyncFunction('setNavigationBarTitle', (options) => router.top?.styleBar({ title: textOption(options, 'title') })),
    setNavigationBarColor: asyncFunction('setNavigationBarColor', (options) => {
      router.top?.styleBar({ front: textOption(options, 'frontColor'), background: textOption(options, 'backgroundColor') });
    }),
    showNavigationBarLoading: asyncFunction('showNavigationBarLoading', () => undefined),
    hideNavigationBarLoading: asyncFunction('hideNavigationBarLoading', () => undefined),
    hideHomeButton: asyncFunction('hideHomeButton', () => undefined),
    pageScrollTo: asyncFunction('pageScrollTo', (options) => {
      const top = numberOption(options, 'scrollTop', 0);
      router.top?.frame.querySelector('.np-page-scroll')?.scrollTo({ top, behavior: numberOption(options, 'duration', 300) > 0 ? 'smooth' : 'instant' });
    }),
    setTabBarItem: asyncFunction('setTabBarItem', (options) => screen.tabBar.setText(numberOption(options, 'index', 0), textOption(options, 'text'))),
    setTabBarBadge: asyncFunction('setTabBarBadge', (options) => screen.tabBar.setBadge(numberOption(options, 'index', 0), textOption(options, 'text'))),
    removeTabBarBadge: asyncFunction('removeTabBarBadge', (options) => screen.tabBar.setBadge(numberOption(options, 'index', 0), null)),
    showTabBarRedDot: asyncFunction('showTabBarRedDot', (options) => screen.tabBar.setBadge(numberOption(options, 'index', 0), '')),
    hideTabBarRedDot: asyncFunction('hideTabBarRedDot', (options) => screen.tabBar.setBadge(numberOption(options, 'index', 0), null)),
    showTabBar: asyncFunction('showTabBar', () => screen.tabBar.setVisible(true)),
    hideTabBar: asyncFunction('hideTabBar', () => screen.tabBar.setVisible(false)),
  };
}
