import { tag } from './define';

/** `mode` as the browser's `object-fit` and `object-position`; modes that follow the picture's own size are below. */
const FITS: Readonly<Record<string, string>> = {
  scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover', widthFix: 'fill', heightFix: 'fill',
  top: 'none top', bottom: 'none bottom', center: 'none center', left: 'none left', right: 'none right',
  'top left': 'none top left', 'top right': 'none top right', 'bottom left': 'none bottom left', 'bottom right': 'none bottom right',
};

/** `<image>` and `<cover-image>`: 320 × 240 px unless styled, as in WeChat. */
export const image = tag({
  properties: { src: '', mode: 'scaleToFill', webp: false, lazyLoad: false, showMenuByLongpress: false },
  mount({ dom, data, emit, asset }) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.draggable = false;
    dom.append(picture);
    picture.addEventListener('load', () => {
      if (data.mode === 'widthFix') dom.style.height = `${(dom.clientWidth * picture.naturalHeight) / picture.naturalWidth}px`;
      if (data.mode === 'heightFix') dom.style.width = `${(dom.clientHeight * picture.naturalWidth) / picture.naturalHeight}px`;
      emit('load', { width: picture.naturalWidth, height: picture.naturalHeight });
    });
    picture.addEventListener('error', () => emit('error', { errMsg: `GET ${data.src} failed` }));
    return {
      changed(name) {
        const [fit = 'fill', ...position] = (FITS[data.mode] ?? 'fill').split(' ');
        picture.style.objectFit = fit;
        picture.style.objectPosition = position.join(' ');
        if (name !== 'src') return;
        if (data.src === '') picture.removeAttribute('src');
        else picture.src = asset(data.src);
      },
    };
  },
});
