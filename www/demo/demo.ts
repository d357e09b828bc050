/**
 * The demo portal page: what a portal's own script does around the element. It fetches the catalog and the sample
 * companies once, while the page loads; from then on nothing is requested.
 */

import '../src/element.js';
import type { Facts, LocalizedText } from '../src/index.js';

interface Company {
  name: LocalizedText;
  facts: Facts;
}

const SAMPLES = ['software', 'manufacturer', 'shopkeeper'];

const titles = { 'zh-CN': document.title, en: 'Policy calculator · Nanshan Business Services (demo)' };

const calculator = document.querySelector('policy-calculator')!;
const asOf = document.querySelector<HTMLInputElement>('#as-of')!;
const samples = document.querySelector('#samples')!;

/** Today in Shanghai, until the reader chooses another day. */
asOf.value = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
asOf.addEventListener('change', () => {
  if (asOf.validity.valid) calculator.setAttribute('as-of', asOf.value);
});

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-language]')) {
  button.addEventListener('click', () => speak(button.dataset['language'] === 'en' ? 'en' : 'zh-CN'));
}

function speak(lang: 'zh-CN' | 'en'): void {
  document.documentElement.lang = lang;
  document.title = titles[lang];
  calculator.lang = lang;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset['language'] === lang));
  }
}

/** A button for a sample company. Its name stands there in both languages, like all texts of the page. */
function sampleButton({ name, facts }: Company): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  for (const [lang, text] of [['zh-CN', name.zh], ['en', name.en ?? name.zh]] as const) {
    const span = document.createElement('span');
    span.lang = lang;
    span.textContent = text;
    button.append(span);
  }
  button.addEventListener('click', () => calculator.setFacts(facts));
  return button;
}

async function get(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

const [catalog, ...companies] = await Promise.all([
  get('catalog.bin').then((response) => response.arrayBuffer()),
  ...SAMPLES.map((name) => get(`companies/${name}.json`).then((response) => response.json() as Promise<Company>)),
]);
calculator.catalog = catalog;
samples.append(...companies.map(sampleButton));
