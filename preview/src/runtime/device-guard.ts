import type { Faults } from './faults';

/** Camera and microphone of the browser, refused to everything on this phone while its user is said to refuse them. */
export function guardDevices(faults: Faults): void {
  if (!('mediaDevices' in navigator)) return; // The page is not secure: nothing can be opened anyway.
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints = {}) => {
    const isRefused = (faults.has('camera') && Boolean(constraints.video)) || (faults.has('microphone') && Boolean(constraints.audio));
    return isRefused ? Promise.reject(new DOMException('Permission denied', 'NotAllowedError')) : ask(constraints);
  };
}
