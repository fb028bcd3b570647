import { portraitOf } from '../../services/people';

/** Draws a person as initials on a disc whose colour belongs to the account. */
Component({
  properties: {
    account: { type: String, value: '' },
    /** Twice as large, for the head of a page. */
    large: { type: Boolean, value: false },
  },
  data: { initials: '', colour: '' },
  observers: {
    account(account: string) {
      this.setData(account === '' ? { initials: '', colour: '#b6bfc8' } : portraitOf(account));
    },
  },
});
