import type { CallbackName, Callbacks, Cookie } from './callbacks';
import { SDK_ERR } from './errors';
import type { Ground } from './ground';

/**
 * Recording, mixing and shared media in the cloud are not offered. Nothing is silent: what asks whether there is any hears that there is none,
 * and what asks for some hears 806, "feature off". Methods return the number, too.
 */
export function unsupportedMethods(g: Ground) {
  const { notOffered } = SDK_ERR;
  const refuse = (name: 'UpdateCloudMixerContentRslt' | 'DestroyCloudMixerRslt' | 'StopSvrMixerRslt' | 'SendIMMsgRslt' | 'StopMeetingRslt') => (...args: readonly unknown[]): number => {
    g.tell(name, ...([notOffered, args[args.length - 1]] as Callbacks[CallbackName & typeof name]));
    return notOffered;
  };
  return {
    GetScreenInfo: (): null => null,
    GetMediaInfo: (cookie?: Cookie): void => g.tell('GetMediaInfoRslt', SDK_ERR.ok, { state: 2, userID: '', userId: '' }, cookie),
    GetAllCloudMixerInfo: (): never[] => [],
    CreateCloudMixer(_config?: unknown, cookie?: Cookie): string {
      const mixerID = g.host.uuid();
      g.tell('CreateCloudMixerFailed', mixerID, notOffered, cookie);
      return mixerID;
    },
    UpdateCloudMixerContent: refuse('UpdateCloudMixerContentRslt'),
    DestroyCloudMixer: refuse('DestroyCloudMixerRslt'),
    StopSvrMixer: refuse('StopSvrMixerRslt'),
    SendIMMsg: refuse('SendIMMsgRslt'),
    StopMeeting: refuse('StopMeetingRslt'),
  };
}
