/** Idle moments of a page: for work that nobody waits for. */

/** An idle moment may come this late where the page is busy, in milliseconds. */
const PATIENCE = 1000;

/** Calls back in an idle moment, and says whether the moment lasts; gives a way to call it off. */
export function whenIdle(work: (hasTime: () => boolean) => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(() => work(() => false), 30);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback((deadline) => work(() => deadline.timeRemaining() > 5), { timeout: PATIENCE });
  return () => cancelIdleCallback(handle);
}
