import type { MeetInfo, MemberInfo } from 'netcall-sdk/rtcsdk';
import { fill, texts } from '../../i18n/index';
import { nameOf } from '../../services/people';
import { ensurePrivacy } from '../../services/privacy';
import { RTCSDK } from '../../services/rtcsdk';

/** Somebody who calls. */
interface Incoming {
  readonly callID: string;
  readonly caller: string;
  readonly name: string;
}

/** Another member of the room. */
interface Other {
  readonly userID: string;
  readonly camera: boolean;
  readonly config: object;
}

/** What the SDK numbers as an open device. */
const OPEN = 3;

/** Sentences for numbers that a user of this page can meet. */
const SENTENCES: Readonly<Record<number, 'kicked' | 'inCall' | 'busy' | 'offline' | 'noAnswer' | 'refused' | 'noRoom'>> = {
  10: 'kicked', 601: 'inCall', 602: 'busy', 603: 'offline', 604: 'noAnswer', 605: 'offline', 606: 'refused', 800: 'noRoom',
};

/** What to do with a room that has been made: cookies come back as they were given, so it travels as one. */
type Next = (meeting: MeetInfo) => void;

/**
 * Calls and rooms with nothing but RTCSDK: the API of CloudRoom's SDK on the server of netcall. Whoever is called from here may
 * use netcall, and whoever uses netcall may call here.
 */
Page({
  /** The room that the caller of `incoming` waits in; null when it leaves that to the callee. */
  offered: null as MeetInfo | null,
  /** Whether the camera opens with the room. */
  withCamera: false,

  data: {
    t: texts(), uid: '', name: '', signedIn: false, status: '', dial: '', room: '', dnd: false,
    incoming: null as Incoming | null, callID: '', stage: false, title: '', others: [] as Other[], micOn: false, cameraOn: false,
    pusherConfig: { minBitrate: 200, maxBitrate: 1000 }, audioConfig: { soundMode: 'speaker', autoPause: false },
  },

  onLoad(query) {
    const uid = query['uid'] ?? '';
    this.setData({ uid, name: nameOf(uid) });
    this.retitle();
    this.listenForAccount();
    this.listenForCalls();
    this.listenForRooms();
    RTCSDK.Init({ isCallSer: true });
    this.onSignIn();
  },

  onUnload() {
    RTCSDK.UnInit();
  },

  onLanguage() {
    this.retitle();
  },

  onSignIn() {
    const { uid, name } = this.data;
    this.say(texts().signIn.busy);
    RTCSDK.Login('netcall', RTCSDK.MD5(''), name, uid);
  },

  onDialInput({ detail }: WechatMiniprogram.Input) {
    this.setData({ dial: detail.value });
  },

  onRoomInput({ detail }: WechatMiniprogram.Input) {
    this.setData({ room: detail.value });
  },

  onDnd({ detail }: WechatMiniprogram.SwitchChange) {
    RTCSDK.SetDNDStatus(detail.value ? 1 : 0, detail.value);
  },

  /** Makes a room, then calls somebody into it. */
  onCall({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const peer = this.data.dial.trim();
    if (peer === '') return;
    void this.begin(currentTarget, () => {
      this.show({ title: nameOf(peer), status: texts().rtcsdk.calling });
      RTCSDK.CreateMeeting((meeting: MeetInfo) => this.setData({ callID: RTCSDK.Call(peer, meeting, '') }));
    });
  },

  onAccept({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const { incoming } = this.data;
    if (incoming === null) return;
    void this.begin(currentTarget, () => {
      const { callID, name } = incoming;
      const meet = (meeting: MeetInfo): void => {
        RTCSDK.AcceptCall(callID, meeting);
        this.enter(meeting.ID);
      };
      this.setData({ callID, incoming: null });
      this.show({ title: name, status: texts().connection.connecting });
      if (this.offered === null) RTCSDK.CreateMeeting(meet);
      else meet(this.offered);
    });
  },

  onReject() {
    if (this.data.incoming !== null) RTCSDK.RejectCall(this.data.incoming.callID);
    this.setData({ incoming: null });
  },

  onCreateRoom({ currentTarget }: WechatMiniprogram.TouchEvent) {
    void this.begin(currentTarget, () => RTCSDK.CreateMeeting((meeting: MeetInfo) => this.enterRoom(meeting.ID)));
  },

  onEnterRoom({ currentTarget }: WechatMiniprogram.TouchEvent) {
    const room = this.data.room.trim();
    if (room !== '') void this.begin(currentTarget, () => this.enterRoom(room));
  },

  onMic() {
    if (this.data.micOn) RTCSDK.CloseMic(this.data.uid);
    else RTCSDK.OpenMic(this.data.uid);
  },

  onCamera() {
    if (this.data.cameraOn) RTCSDK.CloseVideo(this.data.uid);
    else RTCSDK.OpenVideo(this.data.uid);
  },

  onFlip() {
    RTCSDK.SetDefaultVideo(this.data.uid);
  },

  /** Ends the call; `HungupCallSuccess` or `HungupCallFail` leaves the room. */
  onHangUp() {
    if (this.data.callID === '') this.leave('');
    else RTCSDK.HungupCall(this.data.callID);
  },

  onBack() {
    void wx.reLaunch({ url: `/pages/sign-in/index?as=${encodeURIComponent(this.data.uid)}` });
  },

  retitle() {
    const t = texts();
    void wx.setNavigationBarTitle({ title: t.rtcsdk.title });
    this.setData({ t });
  },

  listenForAccount() {
    RTCSDK.LoginSuccess.callback = () => this.setData({ signedIn: true, status: '' });
    RTCSDK.LoginFail.callback = (sdkErr) => this.say(this.sentence(sdkErr));
    RTCSDK.LineOff.callback = (sdkErr) => {
      this.setData({ signedIn: false, incoming: null, dnd: false });
      this.leave(this.sentence(sdkErr));
    };
    RTCSDK.SetDNDStatusSuccess.callback = (cookie) => this.setData({ dnd: cookie === true });
    RTCSDK.SetDNDStatusFail.callback = (sdkErr) => this.say(this.sentence(sdkErr));
  },

  listenForCalls() {
    RTCSDK.CallSuccess.callback = () => this.say(texts().rtcsdk.ringing);
    RTCSDK.CallFail.callback = (callID, sdkErr) => this.end(callID, this.sentence(sdkErr));
    RTCSDK.NotifyCallAccepted.callback = (callID, meeting) => {
      if (callID === this.data.callID && meeting !== null) this.enter(meeting.ID);
    };
    RTCSDK.NotifyCallRejected.callback = (callID, sdkErr) => this.end(callID, this.sentence(sdkErr));
    RTCSDK.NotifyCallIn.callback = (callID, meeting, caller) => {
      this.offered = meeting;
      this.setData({ incoming: { callID, caller, name: nameOf(caller) } });
    };
    RTCSDK.AcceptCallFail.callback = (callID, sdkErr) => this.end(callID, this.sentence(sdkErr));
    RTCSDK.HungupCallSuccess.callback = (callID) => this.end(callID, texts().rtcsdk.ended);
    RTCSDK.HungupCallFail.callback = (callID) => this.end(callID, texts().rtcsdk.ended);
    RTCSDK.NotifyCallHungup.callback = (callID) => this.end(callID, texts().rtcsdk.ended);
  },

  listenForRooms() {
    RTCSDK.CreateMeetingSuccess.callback = (meeting, cookie) => {
      if (isNext(cookie)) cookie(meeting);
    };
    RTCSDK.CreateMeetingFail.callback = (sdkErr) => this.leave(this.sentence(sdkErr));
    RTCSDK.EnterMeetingRslt.callback = (sdkErr) => this.entered(sdkErr);
    RTCSDK.UserEnterMeeting.callback = () => this.draw();
    RTCSDK.UserLeftMeeting.callback = () => this.draw();
    RTCSDK.AudioStatusChanged.callback = () => this.draw();
    RTCSDK.VideoStatusChanged.callback = () => this.draw();
    RTCSDK.OpenMicFailRslt.callback = () => this.say(texts().rtcsdk.micFailed);
    RTCSDK.OpenVideoFailRslt.callback = () => this.say(texts().rtcsdk.cameraFailed);
    RTCSDK.MeetingDropped.callback = (sdkErr) => this.leave(this.sentence(sdkErr));
    RTCSDK.MeetingStopped.callback = () => this.leave(texts().rtcsdk.stopped);
  },

  /** A call records the user: consent comes first. */
  async begin({ dataset }: WechatMiniprogram.Target, run: () => void) {
    if (!(await ensurePrivacy())) return this.say(texts().privacy.needed);
    this.withCamera = dataset['media'] !== 'audio';
    run();
  },

  enterRoom(room: number | string) {
    this.show({ title: fill(texts().rtcsdk.roomTitle, { room }), status: texts().connection.connecting });
    this.enter(room);
  },

  enter(room: number | string) {
    RTCSDK.EnterMeeting2(room, this.data.uid, this.data.name);
  },

  entered(sdkErr: number) {
    if (sdkErr !== 0) return this.leave(this.sentence(sdkErr));
    const { uid } = this.data;
    this.say('');
    RTCSDK.OpenMic(uid);
    if (this.withCamera) RTCSDK.OpenVideo(uid);
    this.draw();
  },

  /** Draws the room as the SDK has it. */
  draw() {
    const { uid } = this.data;
    const own = RTCSDK.GetMemberInfo(uid);
    const others = RTCSDK.GetAllMembers().filter(({ userID }) => userID !== uid).map(otherOf);
    this.setData({ others, micOn: own?.audioStatus === OPEN, cameraOn: own?.videoStatus === OPEN });
  },

  /** A call is over; one that is neither this page's nor ringing is another device's. */
  end(callID: string, status: string) {
    if (this.data.incoming?.callID === callID) this.setData({ incoming: null });
    if (this.data.callID === callID) this.leave(status);
  },

  /** Leaves the room, if there is one, and goes back to the list. */
  leave(status: string) {
    RTCSDK.ExitMeeting();
    this.setData({ callID: '', stage: false, others: [], micOn: false, cameraOn: false, status });
  },

  show({ title, status }: { title: string; status: string }) {
    this.setData({ stage: true, title, status });
  },

  say(status: string) {
    this.setData({ status });
  },

  sentence(sdkErr: number): string {
    const { rtcsdk } = texts();
    const key = SENTENCES[sdkErr];
    return key === undefined ? fill(rtcsdk.failed, { code: sdkErr }) : rtcsdk[key];
  },
});

function otherOf({ userID, videoStatus }: MemberInfo): Other {
  return { userID, camera: videoStatus === OPEN, config: { type: 'video', userId: userID, objectFit: 'fillCrop', autoPause: false } };
}

function isNext(cookie: unknown): cookie is Next {
  return typeof cookie === 'function';
}
