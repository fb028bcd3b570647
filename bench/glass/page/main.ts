/** Runs in each phone before the preview does: replaces the devices and notes when pictures and sound pass. */
import { replaceDevices } from './devices';
import { Notebook } from './notebook';
import { watchCanvas, watchCodecs } from './pictures';
import { watchSound } from './sound';

const notebook = new Notebook();
replaceDevices();
watchCodecs(notebook);
watchCanvas(notebook);
watchSound(notebook);
document.addEventListener('click', (event) => notebook.tap(performance.timeOrigin + event.timeStamp), true);
window.glass = notebook;
