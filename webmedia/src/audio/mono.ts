/** The mean of all channels. */
export function monoOf(data: AudioData): Float32Array<ArrayBuffer> {
  const mono = new Float32Array(data.numberOfFrames);
  const plane = new Float32Array(data.numberOfFrames);
  for (let planeIndex = 0; planeIndex < data.numberOfChannels; planeIndex += 1) {
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    plane.forEach((sample, index) => {
      mono[index] = (mono[index] ?? 0) + sample / data.numberOfChannels;
    });
  }
  return mono;
}
