// The package's declarations, as TypeScript reads them in a strict project that also checks the libraries it uses.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { root, run } from '../../scripts/lib/step.mjs';
import { project } from './project.mjs';

const source = `
import { loadCalculator, type Calculator, type CalendarEvent, type Explanation, type FactElement, type Session, type Way } from 'policy-calculator';
import { loadCalculator as loadSlim } from 'policy-calculator/slim';
import catalog from 'policy-calculator/catalog';
import 'policy-calculator/element';

export async function verdicts(): Promise<number> {
  const calculator: Calculator = await loadCalculator(catalog);
  await loadSlim(catalog, { wasm: new URL('https://example.org/engine.wasm') });
  const session: Session = calculator.open({ asOf: '2026-11-23', facts: {} });
  const loans: FactElement[] = [{ 合同号: 'A', 金额: { min: '300万元' }, 担保: ['抵押'] }, null];
  const entries: (number | undefined)[] = session.setAll({ 贷款: loans, 出口额: ['1元', 2], 证书: [] }).map(({ entry }) => entry);
  const element = document.createElement('policy-calculator');
  element.catalog = catalog;
  element.lang = 'en';
  document.body.append(element);
  const explanation: Explanation | undefined = session.explain('a');
  const formulas: string[] = explanation?.amounts.flatMap(({ steps }) => steps.map(({ formula }) => formula)) ?? [];
  const ways: Way[] = [...(session.waysToQualify('a')?.ways ?? []), ...session.nearMisses(2).map(({ way }) => way)];
  const events: CalendarEvent[] = session.calendar('2027-11-23').events;
  const asked: ('range' | 'value')[] = session.nextQuestions(3, 'a').questions.map(({ answer }) => answer);
  const turned = [...session.changes('2027-01-01').changes, ...session.changes(calculator.open()).changes].flatMap((change) => change.turned);
  entries.push(formulas.length, ways.length, events.length, asked.length, turned.length);
  session.free();
  return [...JSON.stringify(session.verdicts()), ...entries].length;
}

export async function wrong(): Promise<void> {
  // @ts-expect-error: a number is not a catalog, so \`loadCalculator\` is not \`any\`.
  const calculator = await loadCalculator(42);
  // @ts-expect-error: nor is what it gives.
  calculator.nothing();
  // @ts-expect-error: a session compares with a day or another session, not with a number.
  (calculator as Calculator).open().changes(5);
  // @ts-expect-error: nor is the element.
  document.createElement('policy-calculator').nothing();
}
`;

describe('in TypeScript', () => {
  let user;
  before(async () => {
    user = await project();
    await user.write({ 'user.ts': source });
  });

  for (const [module, moduleResolution] of [['esnext', 'bundler'], ['nodenext', 'nodenext']]) {
    test(`types hold with moduleResolution ${moduleResolution}`, async () => {
      await user.write({
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
            ...{ strict: true, skipLibCheck: false, noEmit: true, exactOptionalPropertyTypes: true },
          },
          files: ['user.ts'],
        }),
      });
      await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', user.folder], { cwd: user.folder });
    });
  }

  test('says `any` nowhere', async () => {
    for (const name of user.files.filter((file) => file.endsWith('.d.ts') && !file.includes('/generated/'))) {
      const text = await readFile(path.join(user.installed, name), 'utf8');
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      assert.doesNotMatch(code, /[:<|&,]\s*any\b/, name);
    }
  });
});
