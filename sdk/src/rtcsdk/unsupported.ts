import { On, type Cookie } from './callbacks';
import { SdkErr } from './errors';
import { addResults, type Ground, type Tell } from './ground';

/**
 * Recording, mixing and shared media in the cloud are not offered. Nothing is silent: what asks whether there is any hears that there is none,
 * and what asks for some hears 806, "feature off". Methods return the number, too.
 */
export function addUnsupported(g: Ground): void {
  const refuse = (rslt: Tell): number => {
    rslt(SdkErr.notOffered);
    return SdkErr.notOffered;
  };
  addResults(g, 0, { GetMediaInfo: (rslt) => rslt(SdkErr.ok, { state: 2, userID: '', userId: '' }) });
  // The cookie is whatever comes last.
  addResults(g, -1, { UpdateCloudMixerContent: refuse, DestroyCloudMixer: refuse, StopSvrMixer: refuse, SendIMMsg: refuse, StopMeeting: refuse });
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
