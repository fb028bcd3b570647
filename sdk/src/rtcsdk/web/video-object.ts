/** What `CreatVideoObj` takes. */
export interface VideoObjOptions {
  /** Address of a picture that is shown while there is none of the user. */
  readonly poster?: string;
  /** CSS of the element, as an object or as text. */
  readonly style?: Readonly<Record<string, string>> | string;
}

/** Who is shown, and under which name. */
export interface VideoSource {
  readonly pictureOf: (userID: string) => HTMLCanvasElement | null;
  readonly nameOf: (userID: string) => string;
}

/** `CreatVideoObj()`: an element that shows the camera of one member. Put `handler()` into the page. */
export class VideoObj {
  private readonly root = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private readonly label = document.createElement('div');
  private userID = '';
  private content: string | null = null;
  private frame = 0;

  constructor(private readonly source: VideoSource, { poster = '', style = {} }: VideoObjOptions = {}) {
    Object.assign(this.root.style, { position: 'relative', overflow: 'hidden', background: poster === '' ? '#000' : `#000 url("${encodeURI(poster)}") center / contain no-repeat` });
    dress(this.root, style);
    Object.assign(this.canvas.style, { display: 'none', width: '100%', height: '100%', objectFit: 'contain' });
    Object.assign(this.label.style, { display: 'none', position: 'absolute', left: '0', bottom: '0', padding: '2px 8px', color: '#fff', background: 'rgba(0, 0, 0, 0.4)' });
    this.root.append(this.canvas, this.label);
  }

  /** The element. */
  handler(): HTMLElement {
    return this.root;
  }

  /** Shows the camera of a member, or this user's own. Everybody has one camera, so the second argument says nothing. */
  setVideo(UID: string, _camID?: unknown): void {
    this.userID = String(UID);
    this.name();
    if (this.frame === 0) this.draw();
  }

  /** Shows nobody any more. */
  clear(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.userID = '';
    this.canvas.style.display = 'none';
    this.name();
  }

  setVisibleNickName(isVisible: boolean): void {
    this.label.style.display = isVisible ? 'block' : 'none';
  }

  setNickNameStyle(style: VideoObjOptions['style']): void {
    dress(this.label, style);
  }

  /** A text in place of the member's name. */
  setNickNameContent(content: string): void {
    this.content = content;
    this.name();
  }

  /** Whether a double click fills the screen, and another one comes back. */
  dblClickFullScreen(isOn: boolean): void {
    this.root.ondblclick = isOn ? () => void (document.fullscreenElement === this.root ? document.exitFullscreen() : this.root.requestFullscreen()) : null;
  }

  /** Pixels, or any length of CSS. Without an argument: what it is now, in pixels. */
  width = (value?: number | string): number => this.measure('width', value, this.root.offsetWidth);
  height = (value?: number | string): number => this.measure('height', value, this.root.offsetHeight);
  left = (value?: number | string): number => this.measure('left', value, this.root.offsetLeft);
  top = (value?: number | string): number => this.measure('top', value, this.root.offsetTop);

  show(): void {
    this.root.style.visibility = 'visible';
  }

  hide(): void {
    this.root.style.visibility = 'hidden';
  }

  private measure(name: 'width' | 'height' | 'left' | 'top', value: number | string | undefined, now: number): number {
    if (value === undefined) return now;
    this.root.style[name] = typeof value === 'number' ? `${value}px` : value;
    if (name === 'left' || name === 'top') this.root.style.position = 'absolute';
    return now;
  }

  private name(): void {
    this.label.textContent = this.content ?? (this.userID === '' ? '' : this.source.nameOf(this.userID));
  }

  /** Copies the picture: several may show one member. */
  private draw(): void {
    this.frame = requestAnimationFrame(() => this.draw());
    const picture = this.source.pictureOf(this.userID);
    const isSeen = picture !== null && picture.width > 0 && picture.height > 0;
    this.canvas.style.display = isSeen ? 'block' : 'none';
    if (!isSeen) return;
    if (this.canvas.width !== picture.width) this.canvas.width = picture.width;
    if (this.canvas.height !== picture.height) this.canvas.height = picture.height;
    this.canvas.getContext('2d')?.drawImage(picture, 0, 0);
  }
}

function dress(element: HTMLElement, style: VideoObjOptions['style'] = {}): void {
  if (typeof style === 'string') element.style.cssText += `;${style}`;
  else Object.assign(element.style, style);
}
