/** Facts as they cross into the engine: as one text, which crosses in less time than many values. `src/crossing.rs` reads it and says how. */

/** Ends each part. */
const END = '\u001f';
/** Stands before the letter of a character that a name or a text could not hold otherwise. */
const ESCAPE = '\u001e';
/** How many members an array or object may have. */
const MOST_MEMBERS = 10_000;

/** A name and its value. */
export const crossingFact = (name: string, value: unknown): string => plain(name) + END + crossing(value);

/** A value whose shape has been looked at, so that it nests no deeper than a fact's can. */
export function crossing(value: unknown): string {
  if (typeof value === 'number') return (Number.isFinite(value) ? '#' : '!') + value + END;
  if (typeof value === 'string') return '"' + plain(value) + END;
  if (typeof value === 'boolean') return (value ? 't' : 'f') + END;
  if (value === null || value === undefined) return 'n' + END;
  const isArray = Array.isArray(value);
  const names = isArray ? value : Object.keys(value);
  if (names.length > MOST_MEMBERS) return '!' + typeof value + END;
  let text = (isArray ? '[' : '{') + names.length + END;
  for (const each of names) text += isArray ? crossing(each) : crossingFact(each, (value as Record<string, unknown>)[each]);
  return text;
}

function plain(text: string): string {
  if (!text.includes(END) && !text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPE, ESCAPE + 'e').replaceAll(END, ESCAPE + 'f');
}
