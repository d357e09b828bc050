/** The calendar: what opens, closes, begins, ends and turns for the company in the next twelve months, by day, and as a file. */

import { html, nothing, type TemplateResult } from 'lit';
import type { CalendarEvent } from '../types.js';
import { worth } from './benefit.js';
import { icalendar, type CalendarEntry } from './ics.js';
import { later } from './later.js';
import { policyLink } from './link.js';
import { policyTitle, type View } from './view.js';

/** A day with what happens on it. */
interface Day {
  date: string;
  left: number;
  /** What happens to one policy each. */
  events: CalendarEvent[];
  /** The policies that need new figures, folded into one line. */
  needing: CalendarEvent[];
}

export function calendar(view: View): TemplateResult {
  const { words, asOf } = view;
  return later(view, 'calendar', words.calendar, words.calendarNote, () => {
    const found = view.advice.calendar(yearAfter(asOf));
    if (!found) return undefined;
    const days = byDay(found.events.filter(concerns));
    if (days.length === 0) return html`<p class="note">${words.noEvents}</p>`;
    return html`
      <ol class="days">${days.map((each) => day(view, each))}</ol>
      <p class="days-foot">
        <button type="button" class="add" @click=${() => save(view, days)}>${words.saveCalendar}</button>
        <span class="note">${words.saveCalendarNote}</span>
      </p>
    `;
  });
}

/** The same day of the next year; a leap day's is the last of February. */
export function yearAfter(day: string): string {
  const next = `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}${day.slice(4)}`;
  return next.endsWith('-02-29') ? next.replace('-29', '-28') : next;
}

/** Whether something matters to the company: a policy that it does not qualify for matters only where that changes. */
export function concerns({ kind, status, change }: CalendarEvent): boolean {
  const after = change?.after?.status;
  if (status === 'ineligible') return kind === 'gained' || after === 'eligible';
  return status !== 'not_in_force' || after !== 'ineligible';
}

export function byDay(events: readonly CalendarEvent[]): Day[] {
  const days = new Map<string, Day>();
  for (const event of events) {
    const day = days.get(event.date) ?? { date: event.date, left: event.days_left, events: [], needing: [] };
    days.set(event.date, day);
    (event.kind === 'needs_facts' ? day.needing : day.events).push(event);
  }
  return [...days.values()];
}

function day(view: View, { date, left, events, needing }: Day): TemplateResult {
  const { words } = view;
  return html`
    <li>
      <p class="day"><b>${date}</b> <span>${words.daysLeft(left)}</span></p>
      <ul class="events">
        ${events.map((event) => html`<li><span class="event-kind">${words.event[event.kind]}</span> ${policyLink(view, event.policy)}${reasons(view, event)}</li>`)}
        ${needing.length > 0
          ? html`<li>
              <details class="more"><summary>${words.needsFigures(date, needing.length)}</summary>
                <ul class="links">${needing.map(({ policy }) => html`<li>${policyLink(view, policy)}</li>`)}</ul>
              </details>
            </li>`
          : nothing}
      </ul>
    </li>
  `;
}

function reasons(view: View, event: CalendarEvent): TemplateResult | typeof nothing {
  const lines = reasonLines(view, event);
  const amounts = amountLine(view, event);
  if (amounts !== undefined) lines.push(amounts);
  return lines.length > 0 ? html`<p class="note">${lines.join(view.words.semicolon)}</p>` : nothing;
}

/** The conditions that turn, and what takes a policy's place. */
function reasonLines(view: View, { kind, change }: CalendarEvent): string[] {
  const lines = change?.after?.successor === undefined ? [] : [view.words.successor + view.words.colon + policyTitle(view, change.after.successor)];
  if (!change || !['gained', 'lost', 'changes'].includes(kind)) return lines;
  const counts = kind === 'gained' ? 'true' : kind === 'lost' ? 'false' : undefined;
  return [...lines, ...change.turned.filter(({ after }) => counts === undefined || after === counts).map(({ says }) => says)];
}

function amountLine(view: View, { kind, change }: CalendarEvent): string | undefined {
  if (kind !== 'amount_changes' || !change) return undefined;
  const { words } = view;
  const [before, after] = [change.before, change.after].map((standing) => worth(view, standing?.benefits ?? []) ?? words.noAmount);
  return words.beforeAfter(before ?? '', after ?? '');
}

function save(view: View, days: readonly Day[]): void {
  const { words, asOf, act } = view;
  const text = icalendar(words.calendarName, days.flatMap((each) => entries(view, each)), new Date());
  act.save(`${words.calendarName}-${asOf}.ics`, 'text/calendar;charset=utf-8', text);
}

/** One all-day entry a line. Only what the policies say goes into the file, nothing that was filled in. */
function entries(view: View, { date, events, needing }: Day): CalendarEntry[] {
  const { words } = view;
  const one = (event: CalendarEvent): CalendarEntry => ({
    id: `${date}-${event.kind}-${event.policy}`,
    date,
    title: `${words.event[event.kind]}${words.colon}${policyTitle(view, event.policy)}`,
    text: [...reasonLines(view, event), words.authorityDecides].join('\n'),
  });
  const titles = needing.map(({ policy }) => policyTitle(view, policy));
  const folded = { id: `${date}-needs_facts`, date, title: words.needsFigures(date, needing.length), text: titles.join('\n') };
  return [...events.map(one), ...(needing.length > 0 ? [folded] : [])];
}
