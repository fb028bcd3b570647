import { currentOrNone, defineStoreComponent, textsOf } from '../call-kit/kit';

/** A minimised call on a page of the application: `<call-float/>`. A tap goes back to the call. Without one it draws nothing. */
defineStoreComponent({
  store: () => currentOrNone()?.store ?? null,
  initial: { floatText: '', title: '', texts: textsOf('en') },
  methods: {
    onRestore: () => void currentOrNone()?.restore(),
  },
});
