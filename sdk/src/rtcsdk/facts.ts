/** A room, as applications of CloudRoom know it: `ID` is what `EnterMeeting2` takes. */
export interface MeetInfo {
  /** 8 digits; 0 is no room. */
  readonly ID: number;
  /** Rooms have no passwords here: always empty. */
  readonly pswd: string;
  readonly subject: string;
  readonly pubMeetUrl: string;
  /** Who has made it. */
  readonly creator: string;
  readonly memberCount: number;
  /** Seconds since 1970. */
  readonly startTime: number;
}

/** What `Call` and `AcceptCall` take for a room: a `MeetInfo`, or any object with its number. */
export type MeetObj = { readonly ID: number | string } | null | undefined | '' | 0;

/** A member of the room. */
export interface MemberInfo {
  readonly userID: string;
  readonly nickname: string;
  /** 2 closed, 3 open. */
  readonly audioStatus: 2 | 3;
  readonly videoStatus: 2 | 3;
}

/** How a user is. */
export interface UserState {
  readonly userID: string;
  /** 0 offline, 1 free, 2 in a call, 3 in a room. */
  readonly userStatus: 0 | 1 | 2 | 3;
  /** 0: may be called. The documents have the first name, applications read the second too. */
  readonly isDND: number;
  readonly DNDType: number;
}

/** The call that goes on. */
export interface CallSession {
  readonly callID: string;
  readonly peerID: string;
  /** The name that the other one has signed in with; its UID when it is not known. */
  readonly peerName: string;
  /** 0 not accepted yet, 1 accepted. */
  readonly callState: 0 | 1;
  readonly meetInfo: MeetInfo | null;
  /** Seconds since it was accepted. */
  readonly duration: number;
}

/** A queue. */
export interface QueueData {
  readonly queID: number;
  readonly name: string;
  readonly desc: string;
  /** Lower is served first. */
  readonly prio: number;
}

/** How a queue is. */
export interface QueueState {
  readonly queID: number;
  /** Agents who serve it. */
  readonly agent_num: number;
  /** Clients who wait. */
  readonly wait_num: number;
  /** Clients who are being served. */
  readonly srv_num: number;
  /** Clients who are offered to an agent that has not answered. */
  readonly prepare_num: number;
}

/** A client's place in a queue. */
export interface QueuingInfo {
  readonly queID: number;
  /** 1 is next. */
  readonly position: number;
  /** Seconds since it began to wait. */
  readonly queuingTime: number;
}

/** A client as an agent sees it. */
export interface QueueUser {
  readonly queID: number;
  readonly usrID: string;
  readonly name: string;
  /** Seconds since it began to wait. */
  readonly queuingTime: number;
  readonly usrExtDat: string;
}

/** What a client takes up again after a restart. */
export interface ClientStatus {
  readonly callInfo?: CallSession;
  readonly queuingInfo?: QueuingInfo;
}

/** What an agent takes up again after a restart. */
export interface ServingStatus {
  readonly callInfo?: CallSession;
  /** The queues that it serves. */
  readonly queIDs: readonly number[];
}

/** A camera of a user. Each has one here, the front or the back one of the phone. */
export interface VideoInfo {
  readonly userID: string;
  readonly videoID: number;
  readonly videoName: string;
}
