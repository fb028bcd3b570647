import { createStoreBindings } from 'mobx-miniprogram-bindings';
import C = WechatMiniprogram.Component;

/** What a component does with the fields of a store that stand in its data. */
export interface StoreLink {
  /** Hands over at once what has changed; otherwise it goes out together at the next tick. */
  readonly flush: () => void;
}

/** A component of these fields and methods, as its own functions see it. */
type Self<S extends object, F extends keyof S & string, M extends C.MethodOption> = C.Instance<Pick<S, F>, Record<never, never>, M, []>;

interface Options<S extends object, F extends keyof S & string, M extends C.MethodOption> {
  /**
   * The store, asked for when a component appears and whenever its page is shown: it need not exist when this file is loaded, and there
   * may be another one later. Null: what was mirrored stays so.
   */
  store: (component: object) => S | null;
  /** The fields to mirror, each with what stands there until the component appears. */
  initial: Pick<S, F>;
  methods: M;
  /** The component stands on a page and its data holds the fields, of another store than before. */
  appeared?(this: Self<S, F, M>, link: StoreLink): void;
  /** The page of the component is the visible one. */
  shown?(this: Self<S, F, M>): void;
  /** The page of the component is hidden. */
  hidden?(this: Self<S, F, M>): void;
  /** The component is gone. */
  gone?(this: Self<S, F, M>): void;
}

/**
 * A component whose data mirrors fields of a store. ComponentWithStore of mobx-miniprogram-bindings is typed for older
 * typings and wants the store when the file is loaded; this asks for it when the component appears.
 */
export function defineStoreComponent<S extends object, F extends keyof S & string, M extends C.MethodOption>(
  options: Options<S, F, M> & ThisType<Self<S, F, M>>,
): void {
  const links = new WeakMap<object, { readonly store: S; readonly link: ReturnType<typeof createStoreBindings> }>();
  const bind = (component: Self<S, F, M>): void => {
    const known = links.get(component);
    const store = options.store(component);
    if (store === null || store === known?.store) return;
    known?.link.updateStoreBindings(); // What waits for the next tick would come on top of the new store's.
    known?.link.destroyStoreBindings();
    const link = createStoreBindings(component, { store, fields: Object.keys(options.initial), actions: [] });
    link.updateStoreBindings();
    links.set(component, { store, link });
    options.appeared?.call(component, { flush: () => link.updateStoreBindings() });
  };
  Component({
    options: { multipleSlots: true },
    data: options.initial,
    methods: options.methods,
    lifetimes: {
      attached(this: Self<S, F, M>) {
        bind(this);
      },
      detached(this: Self<S, F, M>) {
        links.get(this)?.link.destroyStoreBindings();
        options.gone?.call(this);
      },
    },
    pageLifetimes: {
      show(this: Self<S, F, M>) {
        bind(this);
        options.shown?.call(this);
      },
      hide(this: Self<S, F, M>) {
        options.hidden?.call(this);
      },
    },
  });
}
