/** Money, counts and dates as readers see them: exact, with thousands separators, 万元 and 亿元 where that is shorter. */

import type { BenefitVerdict, FactDescription, Language } from '../types.js';
import { compare, dividedBy, isDecimal, split, times } from './decimal.js';
import type { Words } from './words.js';

/** An amount in 元: `600000` is 60万元 in Chinese and ¥600,000 in English. Nothing is rounded away. */
export function money(yuan: string, lang: Language): string {
  if (!isDecimal(yuan)) return yuan;
  if (lang === 'en') {
    const { negative, whole, places } = split(yuan);
    return `${negative ? '−' : ''}¥${thousands(whole)}${places && `.${places.padEnd(2, '0')}`}`;
  }
  for (const [unit, factor] of [['亿元', '100000000'], ['万元', '10000']] as const) {
    const size = yuan.replace('-', '');
    const scaled = compare(size, factor) >= 0 ? dividedBy(yuan, factor) : undefined;
    if (scaled !== undefined && split(scaled).places.length <= 4) return grouped(scaled) + unit;
  }
  return `${grouped(yuan)}元`;
}

/** A number with thousands separators. */
export function grouped(text: string): string {
  const { negative, whole, places } = split(text);
  return `${negative ? '−' : ''}${thousands(whole)}${places && `.${places}`}`;
}

function thousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A value of a fact, given as plain decimal text in the fact's own unit. */
export function figure(fact: FactDescription, value: string, words: Words, lang: Language): string {
  if (!isDecimal(value)) return value;
  const gap = lang === 'en' ? ' ' : '';
  switch (fact.type) {
    case 'money':
      return money(value, lang);
    case 'percent':
      return `${grouped(times(value, '100'))}%`;
    case 'period': {
      const years = dividedBy(value, '12');
      return years !== undefined && !years.includes('.') ? `${years}${gap}${words.years}` : `${value}${gap}${words.months}`;
    }
    case 'days':
      return `${grouped(value)}${gap}${words.days}`;
    default:
      return grouped(value) + (fact.unit ? gap + words.unitName(fact.unit) : '');
  }
}

/** What a benefit comes to, said so that nobody takes a limit for the payout; undefined where there is no amount. */
export function amount(benefit: Pick<BenefitVerdict, 'min' | 'max' | 'certainty'>, words: Words, lang: Language): string | undefined {
  const { min, max, certainty } = benefit;
  if (certainty === 'none' || (min === null && max === null)) return undefined;
  if (certainty === 'ceiling') return max === null ? undefined : words.ceiling(money(max, lang));
  if (certainty === 'floor') return words.atLeastAmount(money(min ?? max ?? '0', lang));
  return range(min, max, words, lang);
}

/** Whether nothing is known of an amount. */
export function isOpen({ min, max, certainty }: Pick<BenefitVerdict, 'min' | 'max' | 'certainty'>): boolean {
  return certainty !== 'ceiling' && max === null && compare(min ?? '0', '0') === 0;
}

/** `60万元`, `60万元–75万元`, `最多 75万元`, `至少 60万元`. */
export function range(min: string | null, max: string | null, words: Words, lang: Language): string {
  // “At least nothing” says nothing.
  if (max === null) return compare(min ?? '0', '0') === 0 ? words.openAmount : words.atLeastAmount(money(min ?? '0', lang));
  if (min === null || compare(min, max) !== 0) {
    return min === null || compare(min, '0') <= 0
      ? words.atMost(money(max, lang))
      : `${money(min, lang)}–${money(max, lang)}`;
  }
  return money(max, lang);
}
