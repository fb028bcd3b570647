import { texts } from '../../i18n/index';
import { enterRoom, placeCall, say } from '../../services/calling';
import { PEOPLE } from '../../services/people';
import { session } from '../../services/session';

/** One line of the list. */
interface Choice {
  readonly account: string;
  readonly name: string;
  readonly chosen: boolean;
}

/** Chooses several to call, or a room to enter. */
Page({
  data: { t: texts(), people: [] as Choice[], others: '', room: '' },

  onLoad() {
    const current = session();
    if (current === null) return void wx.reLaunch({ url: '/pages/sign-in/index' });
    const t = texts();
    void wx.setNavigationBarTitle({ title: t.group.title });
    this.setData({ t, people: PEOPLE.filter(({ account }) => account !== current.account).map((person) => ({ ...person, chosen: false })) });
  },

  onChoose({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const account = String(currentTarget.dataset['account']);
    this.setData({ people: this.data.people.map((each) => (each.account === account ? { ...each, chosen: !each.chosen } : each)) });
  },

  onOthersInput({ detail }: WechatMiniprogram.Input) {
    this.setData({ others: detail.value });
  },

  onRoomInput({ detail }: WechatMiniprogram.Input) {
    this.setData({ room: detail.value });
  },

  onCall({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const callees = this.callees();
    if (callees.length === 0) return say(texts().group.nobody);
    const current = session();
    if (current !== null) void placeCall(current.kit, callees, mediaOf(currentTarget));
  },

  onEnter({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const room = this.data.room.trim();
    const current = session();
    if (current !== null && room !== '') void enterRoom(current.kit, room, mediaOf(currentTarget));
  },

  /** Who is chosen and who is typed, each once. */
  callees(): string[] {
    const chosen = this.data.people.filter((each) => each.chosen).map(({ account }) => account);
    const typed = this.data.others.split(/[\s,，、]+/).filter((account) => account !== '');
    return [...new Set([...chosen, ...typed])];
  },
});

function mediaOf({ dataset }: WechatMiniprogram.Target): 'audio' | 'video' {
  return dataset['media'] === 'audio' ? 'audio' : 'video';
}
