// What the two engines for JsonLogic share: the rule of a policy, an array of its tests with the amount behind them.

export function rulesOf(catalog) {
  return catalog.policies.map(({ parts, amount }) => [...parts.flatMap((part) => part.any ?? [part]).map(testOf), amountRule(amount)]);
}

function testOf({ name, op, limit, from, to, value, codes }) {
  const x = { var: name };
  if (op === 'least') return { '>=': [x, limit] };
  if (op === 'most') return { '<=': [x, limit] };
  if (op === 'range') return { '<=': [from, x, to] };
  if (op === 'is') return { '===': [x, value] };
  return { in: [x, codes] };
}

function amountRule({ base, rate, cap, tiers }) {
  const x = { var: base };
  if (!tiers) return { min: [{ '/': [{ '*': [x, rate] }, 100] }, cap] };
  const [[first, low], [second, middle], [, high]] = tiers;
  const slices = [
    { '*': [{ min: [x, first] }, low] },
    { '*': [{ max: [0, { '-': [{ min: [x, second] }, first] }] }, middle] },
    { '*': [{ max: [0, { '-': [x, second] }] }, high] },
  ];
  return { '/': [{ '+': slices }, 100] };
}
