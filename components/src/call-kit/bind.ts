import { createStoreBindings } from 'mobx-miniprogram-bindings';
import { currentService } from './current';
import { badOption } from './rules';
import type { CallStore } from './store';

/** A page or component whose data takes these fields. */
interface Target<F extends keyof CallStore> {
  setData(data: Partial<Pick<CallStore, F>>): void;
}

/**
 * Mirrors fields of the call kit's store in the data of a page or a component of your own, at once and whenever one changes; changes
 * of one moment come together. Call it in `onLoad` or `attached`, and what it returns in `onUnload` or `detached`. (The package
 * carries its own MobX: that of another package does not hear of this store.)
 *
 * @throws Error when there is no call kit; CallError BAD_ARGUMENT naming a field that the store does not have
 */
export function bindCallStore<F extends keyof CallStore>(target: Target<F>, fields: readonly F[]): () => void {
  const { store } = currentService();
  const unknown = fields.find((field) => !(field in store));
  if (unknown !== undefined) throw badOption(unknown, 'a field of the store');
  const link = createStoreBindings(target, { store, fields: [...fields], actions: [] });
  return () => link.destroyStoreBindings();
}
