/**
 * A calendar file (iCalendar, RFC 5545) of all-day entries.
 *
 * By hand, because it is little: `ts-ics` 2.4.6 would add 6.6 KB of gzip, most of it for reading calendars, and folds lines by
 * characters where the standard counts octets (section 3.1), so that Chinese lines come out up to three times too long.
 */

export interface CalendarEntry {
  /** Unlike that of any other entry, and the same the next time it is saved, so that it is replaced and not doubled. */
  id: string;
  /** The day, as ISO 8601. */
  date: string;
  title: string;
  text: string;
}

/** The octets of a line, without its end. */
const WIDTH = 75;

export function icalendar(name: string, entries: readonly CalendarEntry[], stamp: Date): string {
  const moment = stamp.toISOString().replace(/[-:]|\.\d+/g, '');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//policy-calculator//policy calendar//ZH',
    `X-WR-CALNAME:${escaped(name)}`,
    ...entries.flatMap(({ id, date, title, text }) => [
      'BEGIN:VEVENT',
      `UID:${escaped(id)}@policy-calculator`,
      `DTSTAMP:${moment}`,
      // A day without an end lasts that day (section 3.6.1).
      `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
      `SUMMARY:${escaped(title)}`,
      `DESCRIPTION:${escaped(text)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** Text as a value (section 3.3.11). What else a line cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, '');
}

/** A long line as several, each but the first behind a blank; no character is broken. */
function folded(line: string): string {
  const parts = [''];
  let octets = 0;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (octets + size > WIDTH) {
      parts.push('');
      octets = 1; // the blank
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts.join('\r\n ');
}
