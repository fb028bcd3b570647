import { On, type Cookie } from './callbacks';
import { SdkErr } from './errors';
import { addResults, type Ground, type Tell } from './ground';

/**
 * Recording, mixing and shared media in the cloud are not offered. Nothing is silent: what asks whether there is any hears that there is none,
 * and what asks for some hears 806, "feature off". Methods return the number, too.
 */
export function addUnsupported(g: Ground): void {
  const refuse = (rslt: Tell, ...args: readonly unknown[]): number => {
    rslt(SdkErr.notOffered, args[args.length - 1]);
    return SdkErr.notOffered;
  };
  addResults(g, {
    UpdateCloudMixerContent: refuse, DestroyCloudMixer: refuse, StopSvrMixer: refuse, SendIMMsg: refuse, StopMeeting: refuse,
    GetMediaInfo: (rslt, cookie: Cookie) => rslt(SdkErr.ok, { state: 2, userID: '', userId: '' }, cookie),
  });
  Object.assign(g.sdk, {
    GetScreenInfo: () => null,
    GetAllCloudMixerInfo: () => [],
    CreateCloudMixer(_config: unknown, cookie: Cookie) {
      const mixerID = g.host.uuid();
      g.tell(On.CreateCloudMixerFailed, mixerID, SdkErr.notOffered, cookie);
      return mixerID;
    },
  });
}
