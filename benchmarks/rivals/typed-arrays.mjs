// JavaScript over typed arrays: the floor's tables and loops, written in JavaScript. What layout alone gives, without WebAssembly.

import { encoder, layOut } from '../layout.mjs';
import { results } from '../results.mjs';

export const name = 'JavaScript over typed arrays';

let tables;
let write;
let slots;
let out;
let inOrder;

export async function prepare(catalog) {
  const layout = layOut(catalog);
  const { ranges, sets, anys, parts, base, figures, shown } = layout;
  write = encoder(catalog);
  slots = { numbers: new Float64Array(layout.slots), bits: new Int32Array(layout.slots) };
  out = results(catalog, { bounds: false });
  inOrder = { statuses: new Uint8Array(base.length), amounts: new Float64Array(base.length) };
  tables = {
    ...layout,
    truths: new Uint8Array(layout.truths),
    rangeSlot: Uint16Array.from(ranges.slot),
    from: Float64Array.from(ranges.from),
    to: Float64Array.from(ranges.to),
    setSlot: Uint16Array.from(sets.slot),
    setBits: Int32Array.from(sets.bits),
    anyParts: Uint16Array.from(anys.flat()),
    partRefs: Uint16Array.from(parts.flat()),
    baseSlot: Uint16Array.from(base),
    figureValues: Float64Array.from(figures.flat()),
    shownParts: Uint16Array.from(shown),
  };
}

export function evaluate(company) {
  const { numbers, bits } = slots;
  write(company, numbers, numbers, bits);
  distinct(tables, numbers, bits);
  let [policy, part, figure] = [0, 0, 0];
  for (const form of tables.forms) {
    (form.tiers ? tariffs : rates)(tables, numbers, form, policy, part, figure);
    policy += form.policies;
    part += form.policies * form.parts;
    figure += form.policies * (form.tiers ? 5 : 2);
  }
  const { truths, shownParts } = tables;
  for (let n = 0; n < shownParts.length; n++) out.truths[n] = truths[shownParts[n]];
}

/** Statuses and amounts stand in the order of the tables until they are asked for. */
export function report() {
  tables.order.forEach((policy, n) => {
    out.statuses[policy] = inOrder.statuses[n];
    out.least[policy] = inOrder.amounts[n];
  });
  return out;
}

// Truths are 0 and 2, as in the results, so that "and" and "or" of bits combine them.
function distinct({ truths, rangeSlot, from, to, setSlot, setBits, anyParts }, numbers, bits) {
  let at = 0;
  for (let n = 0; n < rangeSlot.length; n++) {
    const x = numbers[rangeSlot[n]];
    truths[at++] = x >= from[n] && x <= to[n] ? 2 : 0;
  }
  for (let n = 0; n < setSlot.length; n++) truths[at++] = (bits[setSlot[n]] & setBits[n]) !== 0 ? 2 : 0;
  for (let n = 0; n < anyParts.length; n += 3) {
    truths[at++] = truths[anyParts[n]] | truths[anyParts[n + 1]] | truths[anyParts[n + 2]];
  }
}

function holds(truths, partRefs, part, end) {
  let all = 2;
  for (let n = part; n < end; n++) all &= truths[partRefs[n]];
  return all;
}

function rates({ truths, partRefs, baseSlot, figureValues }, numbers, form, policy, part, figure) {
  for (const end = policy + form.policies; policy < end; policy++, part += form.parts, figure += 2) {
    inOrder.statuses[policy] = holds(truths, partRefs, part, part + form.parts);
    inOrder.amounts[policy] = Math.min(numbers[baseSlot[policy]] * figureValues[figure], figureValues[figure + 1]);
  }
}

function tariffs({ truths, partRefs, baseSlot, figureValues: f }, numbers, form, policy, part, figure) {
  for (const end = policy + form.policies; policy < end; policy++, part += form.parts, figure += 5) {
    inOrder.statuses[policy] = holds(truths, partRefs, part, part + form.parts);
    const x = numbers[baseSlot[policy]];
    const [first, second] = [f[figure], f[figure + 1]];
    inOrder.amounts[policy] =
      Math.min(x, first) * f[figure + 2] +
      Math.max(0, Math.min(x, second) - first) * f[figure + 3] +
      Math.max(0, x - second) * f[figure + 4];
  }
}
