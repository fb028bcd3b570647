import { existsSync, readFileSync } from 'node:fs';
import postcss, { CssSyntaxError, type Root, type Rule } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { pageLengths, SCOPE_MARK } from '../runtime/style-text';
import { BuildFault } from './faults';
import { relativeTo, type SourceTree } from './source-tree';

/**
 * The compiled style sheet of a page, a component or `app`; empty when there is none.
 *
 * @param path - logical path without extension; it is also what `:host` will match.
 * @throws BuildFault with `file:line:column` for a syntax fault or an `@import` of a file that is missing.
 */
export function compileStyles(tree: SourceTree, path: string): string {
  const file = tree.fileOf(`${path}.wxss`);
  if (!existsSync(file)) return '';
  const sheet = inlined(tree, `${path}.wxss`, new Set());
  sheet.walkDecls((declaration) => {
    declaration.value = pageLengths(declaration.value);
  });
  sheet.walkRules((rule) => {
    if (!isKeyframe(rule)) rule.selector = selectorProcessor(path).processSync(rule.selector);
  });
  return sheet.toString();
}

function inlined(tree: SourceTree, logical: string, above: ReadonlySet<string>): Root {
  const file = tree.fileOf(logical);
  const sheet = parsed(file);
  sheet.walkAtRules('import', (rule) => {
    const target = relativeTo(logical, rule.params.replace(/^url\(|\)$|['"\s]/g, ''));
    const at = `${file}:${rule.source?.start?.line ?? 1}:${rule.source?.start?.column ?? 1}`;
    if (!existsSync(tree.fileOf(target))) throw new BuildFault([`${at}: there is no style sheet "${target}"`]);
    if (above.has(target)) throw new BuildFault([`${at}: "${target}" imports itself`]);
    rule.replaceWith(inlined(tree, target, new Set([...above, logical])));
  });
  return sheet;
}

function parsed(file: string): Root {
  try {
    return postcss.parse(readFileSync(file, 'utf8'), { from: file });
  } catch (cause) {
    if (!(cause instanceof CssSyntaxError)) throw cause;
    throw new BuildFault([`${file}:${cause.line ?? 1}:${cause.column ?? 1}: ${cause.reason}`]);
  }
}

function isKeyframe(rule: Rule): boolean {
  return rule.parent?.type === 'atrule' && 'name' in rule.parent && String(rule.parent.name).endsWith('keyframes');
}

/** Quoted in any case: the paths of components hold slashes. */
function attribute(name: string, operator: '=' | '$=', value: string) {
  return selectorParser.attribute({ attribute: name, operator, value, quoteMark: '"', raws: { value: JSON.stringify(value) } });
}

function selectorProcessor(path: string) {
  return selectorParser((selectors) => {
    selectors.walkClasses((node) => {
      node.value = `${SCOPE_MARK}${node.value}`;
    });
    selectors.walkIds((node) => void node.replaceWith(attribute('id', '$=', `--${node.value}`)));
    selectors.walkTags((node) => {
      if (node.value === 'page') node.value = 'wx-page';
    });
    selectors.walkPseudos((node) => {
      if (node.value === ':host') node.replaceWith(attribute('wx-is', '=', path));
    });
  });
}
