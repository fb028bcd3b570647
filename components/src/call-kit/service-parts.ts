import type { Bell } from './bell';
import type { CallClient } from './client';
import type { User } from './facts';
import type { Host } from './host';
import type { Interruptions } from './interruptions';
import type { Languages } from './languages';
import type { PageRoute } from './page-route';
import type { CallStore } from './store';
import type { ThemeChoice } from './theme';

/** Whom to call, and how. */
export interface CallRequest {
  /** An account, or up to fifteen: then all ring, and whoever accepts joins. */
  readonly callee: string | readonly string[];
  readonly media: 'audio' | 'video';
  /** A text for the callee's application. */
  readonly custom?: string;
}

/** What the service works with. */
export interface ServiceParts {
  readonly client: CallClient;
  readonly store: CallStore;
  readonly host: Host;
  readonly bell: Bell;
  readonly route: PageRoute;
  readonly resolveUser: (account: string) => User | Promise<User>;
  /** Where a call that rings is to be seen. */
  readonly incoming: 'page' | 'banner';
  readonly interruptions: Interruptions;
  readonly languages: Languages;
  /** Default `auto`. */
  readonly theme?: ThemeChoice | undefined;
  readonly onError: (error: unknown) => void;
}
