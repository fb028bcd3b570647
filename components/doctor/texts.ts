import type { CheckName, Level } from './checks';

/** A language that the doctor speaks. */
export type Language = 'en' | 'zh-CN';

/** What it says, by check and by what was found; `{fact}` is what was found. A level without a text is never found. */
type Texts = Readonly<Record<CheckName, Readonly<Partial<Record<Level, string>>>>>;

const en: Texts = {
  package: { ok: 'netcall-miniprogram {fact} is a dependency', error: 'package.json has no netcall-miniprogram in "dependencies": npm i netcall-miniprogram' },
  npm: {
    ok: 'miniprogram_npm holds the packages', warning: 'miniprogram_npm differs from node_modules: in DevTools, Tools > Build npm',
    error: 'miniprogram_npm lacks netcall-miniprogram or netcall-sdk: in DevTools, Tools > Build npm (setting.packNpmManually of project.config.json says where)',
  },
  page: { ok: '{fact} holds <call-kit>', error: 'no page of app.json holds the call kit: add pages/call/index, with "netcall-miniprogram/call-kit/index" in "usingComponents" of its JSON and the tag in its wxml' },
  callPage: { ok: 'the kit finds its page', warning: 'the page is {fact}, and no script says so: createCallKit({ callPage: "/{fact}" })' },
  backgroundAudio: { ok: 'sound goes on in the background', warning: 'app.json, "requiredBackgroundModes": without "audio" the sound ends in the background' },
  camera: { ok: 'app.json says what the camera is for', warning: 'app.json, "permission": say in "scope.camera" what the camera is for' },
  microphone: { ok: 'app.json says what the microphone is for', warning: 'app.json, "permission": say in "scope.record" what the microphone is for' },
  privacy: { byHand: 'the privacy guide names camera and microphone; without that WeChat opens neither (admin site, Settings > Service content)' },
  baseLibrary: {
    ok: 'DevTools runs base library {fact}', warning: 'project.config.json, "libVersion": no version of the base library that could be compared ("{fact}")',
    error: 'project.config.json, "libVersion": {fact} is older than 2.9.1, with which pictures lie above buttons',
  },
  minimumLibrary: { byHand: 'phones must have base library {fact} or newer (admin site, Settings > Basic settings > Minimum base library)' },
  es6: { ok: 'new syntax is translated for old phones', warning: 'project.config.json, "setting.es6": without true old phones cannot read the code' },
  unusedFiles: { ok: 'files that nobody imports are not uploaded', warning: 'project.config.json, "setting.ignoreUploadUnusedFiles": false uploads every face of netcall-sdk' },
  appid: { ok: 'appid {fact}', warning: 'project.config.json, "appid": a test id has no live components: enter your own' },
  server: { ok: '{fact} is encrypted', warning: '{fact}: on phones only wss:// is open', byHand: 'no address of a server stands in the scripts: it must be wss://' },
  domains: { byHand: 'enter as socket domain: {fact}, and as request domain the host of your token service (admin site, Development > Server domains)' },
  category: { byHand: 'a non-personal subject, in a category that may use live components (docs/publishing.md, 1)' },
  interfaces: { byHand: 'live-pusher and live-player are switched on (admin site, Development > Interface settings)' },
};

const zhCN: Texts = {
  package: { ok: '已依赖 netcall-miniprogram {fact}', error: 'package.json 的 "dependencies" 中没有 netcall-miniprogram：npm i netcall-miniprogram' },
  npm: {
    ok: 'miniprogram_npm 中已有所需的包', warning: 'miniprogram_npm 与 node_modules 中的内容不同：开发者工具 > 工具 > 构建 npm',
    error: 'miniprogram_npm 中缺少 netcall-miniprogram 或 netcall-sdk：开发者工具 > 工具 > 构建 npm（位置由 project.config.json 的 setting.packNpmManually 决定）',
  },
  page: { ok: '{fact} 中有 <call-kit>', error: 'app.json 的页面中都没有通话组件：添加 pages/call/index，在其 JSON 的 "usingComponents" 中写入 "netcall-miniprogram/call-kit/index"，并在 wxml 中使用该标签' },
  callPage: { ok: '通话页可被找到', warning: '通话页是 {fact}，但脚本没有说明：createCallKit({ callPage: "/{fact}" })' },
  backgroundAudio: { ok: '后台继续播放声音', warning: 'app.json 的 "requiredBackgroundModes" 缺少 "audio"：进入后台后没有声音' },
  camera: { ok: 'app.json 已说明摄像头用途', warning: 'app.json 的 "permission"：请在 "scope.camera" 中说明摄像头用途' },
  microphone: { ok: 'app.json 已说明麦克风用途', warning: 'app.json 的 "permission"：请在 "scope.record" 中说明麦克风用途' },
  privacy: { byHand: '用户隐私保护指引中已声明摄像头和麦克风，否则微信不会打开它们（管理后台“设置 > 服务内容声明”）' },
  baseLibrary: {
    ok: '开发者工具使用基础库 {fact}', warning: 'project.config.json 的 "libVersion" 没有可比较的基础库版本（"{fact}"）',
    error: 'project.config.json 的 "libVersion"：{fact} 低于 2.9.1，画面会盖住按钮',
  },
  minimumLibrary: { byHand: '手机的基础库不得低于 {fact}（管理后台“设置 > 基本设置 > 基础库最低版本设置”）' },
  es6: { ok: '新语法会为旧手机转译', warning: 'project.config.json 的 "setting.es6"：不为 true 时旧手机无法运行' },
  unusedFiles: { ok: '未引用的文件不会上传', warning: 'project.config.json 的 "setting.ignoreUploadUnusedFiles"：false 会上传 netcall-sdk 的全部接口' },
  appid: { ok: 'appid {fact}', warning: 'project.config.json 的 "appid"：测试号没有 live 组件，请填写自己的 appid' },
  server: { ok: '{fact} 已加密', warning: '{fact}：手机上只能使用 wss://', byHand: '脚本中没有服务器地址：必须是 wss://' },
  domains: { byHand: '在管理后台“开发 > 服务器域名”中，socket 合法域名填写：{fact}；request 合法域名填写获取 token 的服务' },
  category: { byHand: '非个人主体，且类目可使用 live 组件（docs/publishing.zh-CN.md 第 1 节）' },
  interfaces: { byHand: '在管理后台“开发 > 接口设置”中已打开 live-pusher 和 live-player' },
};

const LANGUAGES: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCN };

const LEVELS: Readonly<Record<Language, Readonly<Record<Level, string>>>> = {
  en: { ok: 'ok', warning: 'warning', error: 'error', byHand: 'by hand' },
  'zh-CN': { ok: '正常', warning: '警告', error: '错误', byHand: '请自查' },
};

/** The sentence for what was found. */
export function sayOf(language: Language, check: CheckName, level: Level, fact: string): string {
  return (LANGUAGES[language][check][level] ?? '').replaceAll('{fact}', () => (fact === '' ? '…' : fact));
}

/** The word for how grave it is. */
export function wordOf(language: Language, level: Level): string {
  return LEVELS[language][level];
}
