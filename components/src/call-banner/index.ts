import { serviceIfMade, defineStoreComponent, textsOf } from '../call-kit/kit';

/** What each banner calls when its page is hidden. */
const leaving = new WeakMap<object, () => void>();

/** The banner stands on the visible page. */
const stand = (banner: object): void => {
  const service = serviceIfMade();
  if (service && !leaving.has(banner)) leaving.set(banner, service.stage.stand(banner));
};

const leave = (banner: object): void => {
  leaving.get(banner)?.();
  leaving.delete(banner);
};

/** An incoming call on a page of the application: `<call-banner/>`, with `createCallKit({ incoming: 'banner' })`. Without one it draws nothing. */
defineStoreComponent({
  store: () => serviceIfMade()?.store ?? null,
  initial: { bannerText: '', peerName: '', theme: 'dark', textScale: 1, texts: textsOf('en') },
  appeared() {
    leave(this);
    stand(this);
  },
  shown() {
    stand(this);
  },
  hidden() {
    leave(this);
  },
  gone() {
    leave(this);
  },
  methods: {
    onAccept: () => void serviceIfMade()?.accept(),
    onReject: () => void serviceIfMade()?.reject(),
  },
});
