/** What cameras see in pictures of the call: a person before a wall. `bright` is as light as a picture can be behind white text, `dark` a room at night. */
const PALETTES = {
  bright: { wall: '#ffffff', light: '#eef4fa', hair: '#5b4636', skin: '#f2cfae', shirt: '#f6f7f9', line: '#d5dee7' },
  dark: { wall: '#0a0c10', light: '#161b24', hair: '#120d0a', skin: '#5a3f2d', shirt: '#1c2637', line: '#232c3a' },
} as const;

/** Who stands before the own camera looks different, so that one sees which picture is which. */
const OWN = { hair: '#b98b3e', shirt: '#cfe3d6' };

/** What a picture may look like. */
export type Picture = keyof typeof PALETTES;

function drawn(picture: Picture, own: Partial<typeof OWN> = {}): string {
  const { wall, light, hair, skin, shirt, line } = { ...PALETTES[picture], ...own };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 640" preserveAspectRatio="xMidYMid slice"><rect width="360" height="640" fill="${wall}"/><rect x="24" y="40" width="120" height="190" rx="6" fill="${light}" stroke="${line}" stroke-width="4"/><path d="M84 40v190M24 130h120" stroke="${line}" stroke-width="4"/><path d="M60 640c0-130 40-190 120-190s120 60 120 190z" fill="${shirt}" stroke="${line}" stroke-width="3"/><path d="M150 400h60v70c-20 20-40 20-60 0z" fill="${skin}"/><ellipse cx="180" cy="330" rx="72" ry="92" fill="${skin}"/><path d="M104 330c-8-90 30-128 76-128s84 38 76 128c-10-40-30-62-76-62s-66 22-76 62z" fill="${hair}"/></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}

/**
 * The styles that put a still picture behind everything that shows a stream, draw WeChat's button and clock, and take texts
 * away from a window whose backdrop is measured.
 */
export const STAND_STYLES = `
  :root { --still: ${drawn('bright')}; --own: ${drawn('bright', OWN)}; }
  :root[data-theme="dark"] .np-page-frame { background: #15181c !important; }
  .np-nav-bar { background: #ededed !important; color: #000 !important; }
  :root[data-theme="dark"] .np-nav-bar { background: #1b1f24 !important; color: #fff !important; }
  :root[data-picture="dark"] { --still: ${drawn('dark')}; --own: ${drawn('dark', { hair: '#3a2c17' })}; }
  live-player, live-pusher { background: var(--still) center / cover !important; }
  live-pusher { background-image: var(--own) !important; }
  live-player > canvas, live-pusher > canvas { display: none !important; }
  #device-signs > * { position: fixed; z-index: 99; box-sizing: border-box; pointer-events: none; }
  #device-signs > .capsule { border: 1px solid rgba(140, 150, 160, .5); border-radius: 16px; background: radial-gradient(circle at 22px 50%, #8c96a0 4px, transparent 5px), radial-gradient(circle at 64px 50%, transparent 4px, #8c96a0 5px, #8c96a0 7px, transparent 8px), rgba(140, 150, 160, .18); }
  #device-signs > .clock { color: #8c96a0; font: 600 13px/20px sans-serif; }
  :root.bare #device-signs { display: none; }
  :root.bare [class*="--icon"] { visibility: hidden !important; }
  :root.bare [class*="--minimise"]::after { visibility: hidden !important; }
  :root.bare * { -webkit-text-fill-color: transparent !important; }
`;
