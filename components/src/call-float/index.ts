import { serviceIfMade, defineStoreComponent, textsOf } from '../call-kit/kit';

/** A minimised call on a page of the application: `<call-float/>`. A tap goes back to the call. Without one it draws nothing. */
defineStoreComponent({
  store: () => serviceIfMade()?.store ?? null,
  initial: { floatText: '', title: '', theme: 'dark', textScale: 1, texts: textsOf('en') },
  methods: {
    onRestore: () => void serviceIfMade()?.restore(),
  },
});
