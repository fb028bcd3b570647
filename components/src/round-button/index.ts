/** Draws one control: a round button with an icon and its label below. Reports `press`. */
Component({
  properties: {
    /** `mic`, `camera`, `flip`, `speaker`, `ear`, `phone` or `invite`. */
    icon: { type: String, value: '' },
    label: { type: String, value: '' },
    /** The icon is crossed out. */
    crossed: { type: Boolean, value: false },
    /** Empty, `accept` (green) or `hang-up` (red). */
    tone: { type: String, value: '' },
    /** Drawn light, as a control that is switched on. */
    active: { type: Boolean, value: false },
  },
  methods: {
    onTap() {
      this.triggerEvent('press');
    },
  },
});
