import { tag } from './define';
import { HOVER, hoverOn } from './hover';
import { formOf } from './form';

/** Events of `open-type` that the preview grants at once, by type. */
const GRANTED: Readonly<Record<string, string>> = { agreePrivacyAuthorization: 'agreeprivacyauthorization', openSetting: 'opensetting' };

/** `<button>`. Of its open types `agreePrivacyAuthorization` and `openSetting` answer; the others do nothing. */
export const button = tag({
  properties: { ...HOVER, hoverStartTime: 20, hoverStayTime: 70, hoverClass: 'button-hover', size: 'default', type: 'default', plain: false, disabled: false, loading: false, formType: '', openType: '', lang: 'en' },
  mount(handle) {
    const { dom, data, emit } = handle;
    dom.setAttribute('type', 'button');
    hoverOn(handle, 'button-hover');
    const reflect = () => {
      dom.toggleAttribute('data-disabled', data.disabled);
      dom.setAttribute('aria-disabled', String(data.disabled));
      dom.dataset['type'] = data.type;
      dom.dataset['size'] = data.size;
      dom.toggleAttribute('data-plain', data.plain);
      dom.toggleAttribute('data-loading', data.loading);
    };
    handle.element.addListener('tap', () => {
      if (data.formType !== '') formOf(dom)?.act(data.formType);
      const granted = GRANTED[data.openType];
      if (granted !== undefined) emit(granted, { errMsg: `${data.openType}:ok` });
    });
    reflect();
    return { changed: reflect };
  },
});
