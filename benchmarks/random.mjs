// The dice of the benchmark: the same catalog and the same companies in every run and on every machine.

/** Numbers that look random and depend on `seed` alone (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from, to) => from + Math.floor(next() * (to - from + 1));
  return {
    /** Between 0 and 1, without 1. */
    next,
    /** A whole number of `from` to `to`, both included. */
    whole,
    pick: (list) => list[whole(0, list.length - 1)],
    /** `count` different elements of a list, in random order. */
    sample(list, count) {
      const left = [...list];
      return Array.from({ length: count }, () => left.splice(whole(0, left.length - 1), 1)[0]);
    },
  };
}
