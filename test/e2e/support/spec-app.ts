import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/repo';
import { specificationBlock } from '../../support/specification';

/** The mini-program that runs the specification's code. */
export const SPEC_APP = join(ROOT, 'test/e2e/fixtures/spec-app');

/** Names that the blocks use and do not declare. */
const OPEN = '{ netcall, netcallInstance, self, type, callee, clearCallTimer, error }';

/**
 * Writes the module that the fixture page imports: each block of the specification as it stands, in a function whose
 * parameter supplies the names it leaves open. The two halves of "response" (accept, reject) are told apart by the
 * comment that starts the second.
 */
export function writeSpecificationBlocks(): void {
  const [accept, reject] = specificationBlock('被叫响应通话请求').split('// 拒绝');
  if (accept === undefined || reject === undefined) throw new Error('the specification no longer shows accept and reject');
  const module = [
    // The caller's blocks share a scope, as on a page: the timer of the first is cleared by the second.
    `export function caller(${OPEN}) {\n clearCallTimer = () => clearTimeout(callTimer);\n${specificationBlock('主叫收到被叫响应回调')}\n${specificationBlock('主叫发起通话请求')}\n}`,
    `export function callee(${OPEN}) {\n${specificationBlock('被叫收到呼叫通知')}\n${specificationBlock('呼入的通话已经被该帐号其他端处理')}\n` +
      `return { accept() {\n${accept}\n}, reject() {\n//${reject}\n} };\n}`,
    // This block takes `netcall` from `this`, as it says.
    `export function connect({ self, type }) {\n${specificationBlock('开启音视频通话')}\n}`,
    `export function hangUp(${OPEN}) {\n${specificationBlock('结束通话')}\n}`,
    `export function onHangup(${OPEN}) {\n${specificationBlock('收到对方的挂断通知')}\n}`,
  ];
  writeFileSync(join(SPEC_APP, 'blocks.js'), `${module.join('\n\n')}\n`);
}
