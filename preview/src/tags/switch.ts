import { tag } from './define';
import { joinForm } from './form';

/** `<switch>`: a sliding switch, or with `type="checkbox"` a box. */
export const switchTag = tag({
  properties: { checked: false, disabled: false, type: 'switch', color: '#04BE02', name: '' },
  mount(handle) {
    const { dom, data, emit, assign } = handle;
    const reflect = () => {
      dom.dataset['type'] = data.type;
      dom.setAttribute('role', data.type === 'checkbox' ? 'checkbox' : 'switch');
      dom.setAttribute('aria-checked', String(data.checked));
      dom.toggleAttribute('data-disabled', data.disabled);
      dom.style.setProperty('--switch-color', data.color);
    };
    const toggle = () => {
      if (data.disabled) return;
      assign('checked', !data.checked);
      emit('change', { value: data.checked });
    };
    dom.tabIndex = 0;
    dom.addEventListener('click', toggle);
    dom.addEventListener('keydown', (event) => {
      if (event.key === ' ' || event.key === 'Enter') toggle();
    });
    joinForm(dom, { name: () => data.name, value: () => data.checked, reset: () => assign('checked', false) });
    reflect();
    return { changed: reflect };
  },
});
