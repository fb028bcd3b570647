import { tag } from './define';

/** A form as its buttons know it. */
export interface FormControl {
  /** `submit` or `reset`, as a button's `form-type` says. */
  act(what: string): void;
}

/** A control with a name, as its form knows it. */
export interface NamedControl {
  name(): string;
  value(): unknown;
  reset(): void;
}

const forms = new WeakMap<object, FormControl>();
const controls = new WeakMap<object, NamedControl>();

/** The form around a node. */
export function formOf(node: Element): FormControl | undefined {
  const form = node.closest('form');
  return form ? forms.get(form) : undefined;
}

/** Makes a control's value part of the form around it. */
export function joinForm(node: Element, control: NamedControl): void {
  controls.set(node, control);
}

/** `<form>`: its event `submit` holds the values of the named controls inside. */
export const form = tag({
  properties: { reportSubmit: false, reportSubmitTimeout: 0 },
  mount({ dom, emit }) {
    const inside = () => [...dom.querySelectorAll('*')].map((node) => controls.get(node)).filter((each) => each !== undefined);
    const submit = () => emit('submit', { value: Object.fromEntries(inside().filter((each) => each.name() !== '').map((each) => [each.name(), each.value()])) });
    const reset = () => {
      inside().forEach((each) => each.reset());
      emit('reset');
    };
    forms.set(dom, { act: (what) => (what === 'submit' ? submit() : reset()) });
    dom.addEventListener('submit', (event) => event.preventDefault());
    return {};
  },
});
