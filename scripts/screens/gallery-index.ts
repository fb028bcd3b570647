import type { Sheet } from './sheets';

const HEAD = `# Screens · 界面

Made by \`npm run screens\`. Each sheet shows one state: above in the light theme, below in the dark one, at 320, 375 and 430 points, in Chinese
and English. The pictures behind the controls are drawn; the phones with 375 and 430 points have a notch. \`test/e2e/phones-looks.test.ts\` measures contrast, touch
targets, overlaps and cut texts in the same states.

由 \`npm run screens\` 生成。每张图是一种状态：上排浅色，下排深色，宽度 320、375、430，中文与英文。画面为绘制的测试图；375 与 430 的手机有刘海。
\`test/e2e/phones-looks.test.ts\` 在相同状态下测量对比度、触控区域、重叠和文字截断。

| state | 状态 | sheet |
| --- | --- | --- |
`;

const TAIL = `
## The demo · 演示小程序

Two phones in real calls, in English (\`-en.png\`) and Chinese (\`-zh-CN.png\`): [contacts](contacts-en.png), [ringing](ringing-en.png), [voice](audio-en.png), [video](call-en.png),
[ended](ended-en.png), [history](history-en.png), [choosing several](group-en.png), [a call of nine](group-call-en.png), [RTCSDK](rtcsdk-en.png) and [its call](rtcsdk-call-en.png).

两部手机的真实通话：[联系人](contacts-zh-CN.png)、[来电](ringing-zh-CN.png)、[语音](audio-zh-CN.png)、[视频](call-zh-CN.png)、[结束](ended-zh-CN.png)、[记录](history-zh-CN.png)、
[选择多人](group-zh-CN.png)、[九人通话](group-call-zh-CN.png)、[RTCSDK](rtcsdk-zh-CN.png) 及[其通话](rtcsdk-call-zh-CN.png)。
`;

/** The text of docs/screens/README.md: every sheet by its state. */
export function galleryIndex(sheets: readonly Sheet[]): string {
  return HEAD + sheets.map(({ name, title }) => `| ${title.en} | ${title['zh-CN']} | [${name}](${name}.webp) |\n`).join('') + TAIL;
}
