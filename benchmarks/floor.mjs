// The floor: how fast flat tables and straight loops in WebAssembly are, when nothing has to be exact, explained in words or looked up.
//
// Every distinct test is decided once, then every `any`; a policy is the bitwise "and" of its parts, without a branch; amounts are
// computed for all policies; last, the truth of every condition of every policy is copied to where a reader would find it. Two programs are
// written: one where all facts are known, and one where facts have two ends and truths two bits: possible and certain.
//
// It is no rival: amounts are binary floats, bounds are not narrowed by what the policy asks, and nothing can be judged, dated or wrong.

import binaryen from 'binaryen';
import { encoder, layOut } from './layout.mjs';
import { results, FALSE, TRUE, UNKNOWN } from './results.mjs';

export const name = 'WebAssembly floor';
export const opens = true;

let catalog;
let layout;
let place;
let memory;
let run;
let write;
let views;
let out;
/** Which of the two programs ran last. */
let known;

export async function prepare(description) {
  catalog = description;
  layout = layOut(catalog);
  place = allocate(layout);
  const module = binaryen.parseText(program(layout, place));
  binaryen.setOptimizeLevel(3);
  module.optimize();
  const { instance } = await WebAssembly.instantiate(module.emitBinary());
  module.dispose();
  memory = instance.exports.memory.buffer;
  run = instance.exports;
  fill(layout, place);
  write = encoder(catalog);
  views = { low: view('low'), high: view('high'), bits: view('bits') };
  out = results(catalog);
}

export function evaluate(company) {
  // Without bounds both ends are the same number, so it is written to one place.
  write(company, views.low, views.low, views.bits);
  run.known();
  known = true;
}

export function evaluateOpen(company) {
  write(company, views.low, views.high, views.bits);
  run.open();
  known = false;
}

/** Statuses and amounts stand in the order of the tables, truths as bits. */
export function report() {
  const truth = known ? [FALSE, TRUE] : [FALSE, UNKNOWN, , TRUE];
  const [statuses, least, most, shown] = [view('status'), view('least'), view(known ? 'least' : 'most'), view('shown')];
  layout.order.forEach((policy, n) => {
    out.statuses[policy] = truth[statuses[n]];
    out.least[policy] = least[n];
    out.most[policy] = most[n];
  });
  shown.forEach((bits, n) => (out.truths[n] = truth[bits]));
  return out;
}

/** Where each table stands in memory: `{at, type, length}` by name, the widest elements first so that all are aligned. */
function allocate({ slots, truths, ranges, sets, anys, parts, base, figures, shown }) {
  const tables = {
    low: [Float64Array, slots],
    high: [Float64Array, slots],
    from: [Float64Array, ranges.from.length],
    to: [Float64Array, ranges.to.length],
    figures: [Float64Array, figures.flat().length],
    least: [Float64Array, base.length],
    most: [Float64Array, base.length],
    bits: [Int32Array, slots],
    setBits: [Int32Array, sets.bits.length],
    rangeSlot: [Uint16Array, ranges.slot.length],
    setSlot: [Uint16Array, sets.slot.length],
    anyParts: [Uint16Array, anys.length * 3],
    parts: [Uint16Array, parts.flat().length],
    base: [Uint16Array, base.length],
    shownParts: [Uint16Array, shown.length],
    truths: [Uint8Array, truths],
    status: [Uint8Array, base.length],
    shown: [Uint8Array, shown.length],
  };
  if (truths > 0xffff) throw new Error('more distinct conditions than 16 bits can number');
  let at = 0;
  const place = {};
  for (const [name, [type, length]] of Object.entries(tables)) {
    place[name] = { at, type, length };
    at += Math.ceil((type.BYTES_PER_ELEMENT * length) / 8) * 8;
  }
  place.end = at;
  return place;
}

const view = (name) => new place[name].type(memory, place[name].at, place[name].length);

function fill({ ranges, sets, anys, parts, base, figures, shown }) {
  view('from').set(ranges.from);
  view('to').set(ranges.to);
  view('figures').set(figures.flat());
  view('setBits').set(sets.bits);
  // Slots are given by where they stand in their table, so that the loops need not multiply.
  view('rangeSlot').set(ranges.slot.map((slot) => slot * 8));
  view('setSlot').set(sets.slot.map((slot) => slot * 4));
  view('anyParts').set(anys.flat());
  view('parts').set(parts.flat());
  view('base').set(base.map((slot) => slot * 8));
  view('shownParts').set(shown);
}

/** The text of the module. */
function program(layout, place) {
  return `(module
    (memory (export "memory") ${Math.ceil(place.end / 65_536)})
    ${body('known', layout, place)}
    ${body('open', layout, place)}
  )`;
}

function body(mode, { ranges, sets, anys, forms, shown }, place) {
  const open = mode === 'open';
  const at = (name, more = 0) => `offset=${place[name].at + more}`;
  const get = (local) => `(local.get $${local})`;
  const scaled = (local, shift) => `(i32.shl ${get(local)} (i32.const ${shift}))`;
  const step = (local, by) => `(local.set $${local} (i32.add ${get(local)} (i32.const ${by})))`;
  const zero = (local) => `(local.set $${local} (i32.const 0))`;
  let loops = 0;
  /** Does `work` for `$i` from its value on to `end`. */
  const until = (end, work, by = 1) => {
    if (end === 0) return '';
    const label = `$loop${loops++}`;
    return `(loop ${label} ${work} ${step('i', by)} (br_if ${label} (i32.lt_u ${get('i')} (i32.const ${end}))))`;
  };
  const all = (op, terms) => terms.reduce((left, right) => `(${op} ${left} ${right})`);
  const truth = (address) => `(i32.load8_u ${at('truths')} ${address})`;
  const bounds = (possible, certain) => `(i32.or ${possible} (i32.shl ${certain} (i32.const 1)))`;

  const slot = `(i32.load16_u ${at('rangeSlot')} ${scaled('i', 1)})`;
  const from = `(f64.load ${at('from')} ${scaled('i', 3)})`;
  const to = `(f64.load ${at('to')} ${scaled('i', 3)})`;
  const within = open
    ? `(local.set $slot ${slot})
       (local.set $x (f64.load ${at('low')} ${get('slot')})) (local.set $y (f64.load ${at('high')} ${get('slot')}))
       (i32.store8 ${at('truths')} ${get('i')} ${bounds(
         `(i32.and (f64.le ${get('x')} ${to}) (f64.ge ${get('y')} ${from}))`,
         `(i32.and (f64.ge ${get('x')} ${from}) (f64.le ${get('y')} ${to}))`,
       )})`
    : `(local.set $x (f64.load ${at('low')} ${slot}))
       (i32.store8 ${at('truths')} ${get('i')} (i32.and (f64.ge ${get('x')} ${from}) (f64.le ${get('x')} ${to})))`;

  const set = `(i32.load ${at('setBits')} ${scaled('i', 2)})`;
  const some = `(i32.ne (i32.and ${get('slot')} ${set}) (i32.const 0))`;
  const none = `(i32.eqz (i32.and ${get('slot')} (i32.xor ${set} (i32.const -1))))`;
  const among = `(local.set $slot (i32.load ${at('bits')} (i32.load16_u ${at('setSlot')} ${scaled('i', 1)})))
    (i32.store8 ${at('truths', ranges.slot.length)} ${get('i')} ${open ? bounds(some, none) : some})`;

  const member = (n) => truth(`(i32.load16_u ${at('anyParts', 2 * n)} (i32.mul ${get('i')} (i32.const 6)))`);
  const any = `(i32.store8 ${at('truths', ranges.slot.length + sets.slot.length)} ${get('i')} ${all('i32.or', [0, 1, 2].map(member))})`;

  let policies = 0;
  const loopOf = ({ tiers, parts, policies: count }) => {
    policies += count;
    const part = (n) => truth(`(i32.load16_u ${at('parts', 2 * n)} ${get('part')})`);
    const figure = (n) => `(f64.load ${at('figures', 8 * n)} ${get('figure')})`;
    const amount = (x) =>
      tiers
        ? all('f64.add', [
            `(f64.mul ${figure(2)} (f64.min ${x} ${figure(0)}))`,
            `(f64.mul ${figure(3)} (f64.max (f64.const 0) (f64.sub (f64.min ${x} ${figure(1)}) ${figure(0)})))`,
            `(f64.mul ${figure(4)} (f64.max (f64.const 0) (f64.sub ${x} ${figure(1)})))`,
          ])
        : `(f64.min (f64.mul ${figure(0)} ${x}) ${figure(1)})`;
    const paid = (x) => `(f64.mul (f64.convert_i32_u (i32.and ${get('holds')} (i32.const 1))) ${amount(x)})`;
    return until(
      policies,
      `(local.set $holds ${all('i32.and', Array.from({ length: parts }, (_, n) => part(n)))})
       (i32.store8 ${at('status')} ${get('i')} ${get('holds')})
       (local.set $slot (i32.load16_u ${at('base')} ${scaled('i', 1)}))
       (local.set $x (f64.load ${at('low')} ${get('slot')}))
       (f64.store ${at('least')} ${scaled('i', 3)} ${paid(get('x'))})
       ${open ? `(local.set $x (f64.load ${at('high')} ${get('slot')})) (f64.store ${at('most')} ${scaled('i', 3)} ${paid(get('x'))})` : ''}
       ${step('part', 2 * parts)} ${step('figure', 8 * (tiers ? 5 : 2))}`,
    );
  };

  // Eight at a time, and the rest one by one.
  const copy = (n) => `(i32.store8 ${at('shown', n)} ${get('i')} ${truth(`(i32.load16_u ${at('shownParts', 2 * n)} ${scaled('i', 1)})`)})`;
  const eights = shown.length - (shown.length % 8);
  const rest = shown.length > eights ? until(shown.length, copy(0)) : '';

  return `(func (export "${mode}") (local $i i32) (local $slot i32) (local $part i32) (local $figure i32) (local $holds i32) (local $x f64) (local $y f64)
    ${zero('i')} ${until(ranges.slot.length, within)}
    ${zero('i')} ${until(sets.slot.length, among)}
    ${zero('i')} ${until(anys.length, any)}
    ${zero('i')} ${forms.map(loopOf).join('\n')}
    ${zero('i')} ${until(eights, Array.from({ length: 8 }, (_, n) => copy(n)).join(' '), 8)} ${rest}
  )`;
}
