import type { CallRecord } from 'netcall-sdk';
import { texts } from '../../i18n/index';
import { placeCall } from '../../services/calling';
import { type HistoryRow, rowOf } from '../../services/history-rows';
import { session } from '../../services/session';

/** Records a page of the history has. */
const PAGE_RECORDS = 20;

Page({
  data: { t: texts(), rows: [] as HistoryRow[], next: '', loaded: false, failure: '' },

  onLoad() {
    if (session() === null) void wx.reLaunch({ url: '/pages/sign-in/index' });
  },

  onShow() {
    const t = texts();
    void wx.setNavigationBarTitle({ title: t.history.title });
    this.setData({ t });
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    void wx.stopPullDownRefresh();
  },

  onRefresh() {
    void this.load();
  },

  onMore() {
    const before = this.data.next;
    if (before === '') return;
    this.setData({ next: '' }); // The link is gone until the answer is here, so that no page is added twice.
    void this.load(before);
  },

  onCallBack({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const row = this.data.rows.find(({ cid }) => cid === currentTarget.dataset['cid']);
    const current = session();
    if (row !== undefined && current !== null) void placeCall(current.kit, row.peer, row.media);
  },

  /** Loads the newest records, or those before a mark and adds them. */
  async load(before?: string) {
    const current = session();
    if (current === null) return;
    try {
      const page = await current.kit.records({ limit: PAGE_RECORDS, ...(before === undefined ? {} : { before }) });
      const rows = this.draw(page.records, current.account);
      this.setData({ rows: before === undefined ? rows : [...this.data.rows, ...rows], next: page.next ?? '', loaded: true, failure: '' });
    } catch {
      this.setData({ failure: texts().history.failed, next: before ?? this.data.next });
    }
  },

  draw(records: readonly CallRecord[], me: string): HistoryRow[] {
    const nowMs = Date.now();
    return records.map((record) => rowOf(record, me, texts(), nowMs));
  },
});
