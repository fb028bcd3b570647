import type { Attempt } from './attempt';
import type { Host } from './host';
import { levelOf } from './permission';
import type { Device } from './permission';
import type { CallStore } from './store';

/** Finds out who refuses a device, has the store say it, and opens the settings where the user can allow it. */
export class PermissionGuide {
  constructor(
    private readonly host: Host,
    private readonly store: CallStore,
    private readonly attempt: Attempt,
  ) {}

  /** live-pusher could not open a device: said at once, by whom as soon as WeChat has told. */
  async refused(device: Device): Promise<void> {
    this.store.setMedia({ denied: device, deniedBy: 'app' });
    const deniedBy = levelOf(await this.host.permissionOf(device));
    if (this.store.denied === device) this.store.setMedia({ deniedBy });
  }

  /** Opens the settings of the mini-program or those of WeChat. Resolves when the user is back. */
  async open(): Promise<void> {
    await this.attempt(this.host.ask(this.store.deniedBy === 'wechat' ? 'openAppAuthorizeSetting' : 'openSetting'));
    this.store.setMedia({ denied: '' });
  }
}
