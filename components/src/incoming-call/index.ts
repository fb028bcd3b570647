/** Draws a call that rings. Reports `accept` and `reject`. README.md lists properties and events. */
Component({
  properties: {
    name: { type: String, value: '' },
    /** Address of the caller's picture; empty: the first character of the name. */
    avatar: { type: String, value: '' },
    /** `audio` or `video`. */
    media: { type: String, value: 'audio' },
    /** The line below the name; empty: what `media` says. */
    text: { type: String, value: '' },
    /** `light` or `dark`. */
    theme: { type: String, value: 'dark' },
    /** A dictionary: `textsOf('en')`. */
    texts: { type: Object, value: { accept: '', incomingAudio: '', incomingVideo: '', reject: '' } },
  },
  methods: {
    onAccept() {
      this.triggerEvent('accept');
    },
    onReject() {
      this.triggerEvent('reject');
    },
  },
});
