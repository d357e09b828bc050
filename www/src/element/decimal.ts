/** Exact arithmetic on decimal text, as far as a form needs it: from 万元 to 元 and back. No binary float is involved. */

interface Decimal {
  digits: bigint;
  /** How many of the digits stand behind the point. */
  scale: number;
}

const PLAIN = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** Whether `text` is a plain decimal number: digits with at most one point and a sign. */
export function isDecimal(text: string): boolean {
  return PLAIN.test(text);
}

/** The product of two decimal numbers. */
export function times(a: string, b: string): string {
  const [x, y] = [parse(a), parse(b)];
  return show({ digits: x.digits * y.digits, scale: x.scale + y.scale });
}

/** `a` divided by `b`, where that ends within 20 places; undefined where it does not. */
export function dividedBy(a: string, b: string): string | undefined {
  const [x, y] = [parse(a), parse(b)];
  if (y.digits === 0n) return undefined;
  const places = 20;
  const dividend = x.digits * 10n ** BigInt(places + y.scale);
  if (dividend % y.digits !== 0n) return undefined;
  return show({ digits: dividend / y.digits, scale: places + x.scale });
}

/** Less than, equal to or greater than zero, as `a` is than `b`. */
export function compare(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  const left = x.digits * 10n ** BigInt(y.scale);
  const right = y.digits * 10n ** BigInt(x.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The whole part without its sign, and the places behind the point without trailing zeros. */
export function split(text: string): { negative: boolean; whole: string; places: string } {
  const plain = show(parse(text));
  const negative = plain.startsWith('-');
  const [whole = '0', places = ''] = plain.replace('-', '').split('.');
  return { negative, whole, places };
}

function parse(text: string): Decimal {
  const [, sign = '', whole = '0', places = ''] = PLAIN.exec(text) ?? [];
  const digits = BigInt(whole + places);
  return { digits: sign === '-' ? -digits : digits, scale: places.length };
}

function show({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const places = text.slice(text.length - scale).replace(/0+$/, '');
  return `${sign}${whole}${places ? `.${places}` : ''}`;
}
