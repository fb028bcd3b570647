import type { Element as WxElement } from 'glass-easel';
import { type ComponentSpace, componentOf, domOf } from '../runtime/engine';
import { assetUrl } from '../runtime/urls';

/** The type and default of a property; the type is that of the default. */
export type PropertyValue = string | number | boolean | readonly unknown[] | null;
/** Properties of a tag with their defaults, by camelCase name. `null` means any type. */
export type Properties = Readonly<Record<string, PropertyValue>>;

/** A tag's hold on its node: what it was given, and how it answers. */
export interface TagHandle<P extends Properties = Properties> {
  /** The node of the mini-program, for what is not here. */
  readonly element: WxElement;
  readonly dom: HTMLElement;
  /** The properties as they stand. */
  readonly data: { readonly [K in keyof P]: Widened<P[K]> };
  /** Fires an event of the tag, as its documentation names it. */
  readonly emit: (name: string, detail?: unknown, options?: { bubbles?: boolean }) => void;
  /** Sets a property from inside, so that `model:` follows. */
  readonly assign: (name: keyof P & string, value: unknown) => void;
  /** The address of a picture or sound that the tag was given; relative ones start at the file that uses the tag. */
  readonly asset: (src: string) => string;
}

type Widened<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : unknown;

/** What a tag does during its life; each part may be missing. */
export interface TagLife {
  /** A property has a new value, or its first one that is not the default. */
  changed?(name: string): void;
  attached?(): void;
  detached?(): void;
}

/** A built-in tag of WeChat. */
export interface TagSpec<P extends Properties = Properties> {
  properties: P;
  /** Called for each node of the tag, before it has got its properties. */
  mount?(tag: TagHandle<P>): TagLife;
}

/** Names a tag's spec; only gives it its type. */
export function tag<P extends Properties>(spec: TagSpec<P>): TagSpec {
  return spec;
}

/** Properties that every tag has. */
const COMMON: Properties = {
  hidden: false, ariaLabel: '', ariaRole: '', ariaHidden: null, ariaChecked: null, ariaDisabled: null, ariaExpanded: null, ariaSelected: null,
  ariaModal: null, ariaLive: '', ariaLabelledby: '', ariaDescribedby: '', ariaValuetext: '', ariaPressed: null, ariaCurrent: null, role: '',
};

/** Defines built-in tags as components of the space, so that they are there in every template. */
export function defineTags(space: ComponentSpace, tags: Readonly<Record<string, TagSpec>>): void {
  for (const [name, spec] of Object.entries(tags)) defineTag(space, name, spec);
}

const handles = new WeakMap<object, { handle: TagHandle; life: TagLife }>();

function defineTag(space: ComponentSpace, name: string, spec: TagSpec): void {
  const properties = { ...COMMON, ...spec.properties };
  const observers = Object.keys(properties).map((property) => [property, function (this: object) { notify(this, property); }]);
  const definition = space.define(`wx://${name}`).definition({
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, { type: typeOf(value), value }])) as Record<string, never>,
    observers: Object.fromEntries(observers) as Record<string, never>,
    lifetimes: {
      created() {
        mount(this, spec);
      },
      attached() {
        handles.get(componentOf(this))?.life.attached?.();
      },
      detached() {
        handles.get(componentOf(this))?.life.detached?.();
      },
    },
  }).registerComponent();
  space.setGlobalUsingComponent(name, definition);
}

function typeOf(value: PropertyValue): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return Array;
  return { string: String, number: Number, boolean: Boolean }[typeof value as 'string' | 'number' | 'boolean'];
}

function mount(self: object, spec: TagSpec): void {
  const element = componentOf(self);
  const dom = domOf(element);
  if (!dom) return;
  const handle: TagHandle = {
    element,
    dom,
    get data() {
      return element.data;
    },
    emit: (name, detail, options) => element.triggerEvent(name, detail ?? {}, options ?? {}),
    assign: (name, value) => element.setData({ [name]: value }),
    asset: (src) => assetUrl(src, element.ownerShadowRoot?.getHostNode().is ?? ''),
  };
  handles.set(element, { handle, life: spec.mount?.(handle) ?? {} });
}

function notify(self: object, property: string): void {
  const mounted = handles.get(componentOf(self));
  if (!mounted) return;
  if (property in COMMON) reflect(mounted.handle, property);
  else mounted.life.changed?.(property);
}

/** `hidden` and the accessibility properties become attributes of the DOM node. */
function reflect({ dom, data }: TagHandle, property: string): void {
  const value: unknown = data[property];
  if (property === 'hidden') dom.toggleAttribute('data-hidden', value === true);
  else setAttribute(dom, property === 'ariaRole' ? 'role' : property.replace(/^aria(\w)/, (_, first: string) => `aria-${first.toLowerCase()}`), value);
}

function setAttribute(dom: HTMLElement, name: string, value: unknown): void {
  if (value === null || value === undefined || value === '') dom.removeAttribute(name);
  else dom.setAttribute(name, typeof value === 'string' ? value : JSON.stringify(value));
}
