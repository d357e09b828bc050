/**
 * The best bundle: one line in the totals, and a part of its own that says which set it is, what it pays, what was given up for it
 * and why. What is paid once, yearly and monthly stands apart; the one number over all says that it only serves to compare.
 */

import { html, nothing, type TemplateResult } from 'lit';
import type { BestBundle, Bundle } from '../types.js';
import { money, range } from './format.js';
import { statusMark } from './icons.js';
import { later, partId } from './later.js';
import { link, policyLink } from './link.js';
import { groupTitle, policyTitle, type View } from './view.js';

type Chosen = Bundle['chosen'][number];
type GivenUp = Bundle['given_up'][number];
type Apart = BestBundle['apart'][number];

/** So many lines of a list are shown before the reader asks for the others. */
const SHOWN = 5;

/** What the best set comes to, with the way to the part that explains it; nothing where nothing is certain. */
export function bundleLine(view: View): TemplateResult | typeof nothing {
  const { words, lang, act } = view;
  const found = view.advice.bestBundle();
  if (!found || found.safe.chosen.length === 0) return nothing;
  const { safe, min, max } = found;
  const open = () => {
    act.togglePart('bundle', true);
    act.show(partId('bundle'));
  };
  return html`
    <p class="bundle-line">
      <span>${words.bundleLine(money(min, lang))}${max === min ? nothing : words.bundleMore(max === null ? undefined : money(max, lang))}</span>
      ${link(words.bundleWhy(safe.given_up.length), open)}
    </p>
  `;
}

export function bundle(view: View): TemplateResult {
  const { words } = view;
  return later(view, 'bundle', words.bundle, words.bundleNote, () => {
    const found = view.advice.bestBundle();
    if (!found) return undefined;
    const { counted, safe, best } = found;
    if (safe.chosen.length === 0 && best.chosen.length === 0) return html`<p class="note">${words.noBundle}</p> ${apart(view, found)}`;
    return html`
      <p class="note">${counted.says}</p>
      ${set(view, words.bundleSafe, safe)}
      ${isSame(safe, best) ? html`<p class="note">${words.bundleSettled}</p>` : set(view, words.bundleBest, best)} ${apart(view, found)}
    `;
  });
}

/** Whether nothing is open. Both are plain data whose members come in one order. */
function isSame(safe: Bundle, best: Bundle): boolean {
  return JSON.stringify(safe) === JSON.stringify(best);
}

/** One set: its sums, its policies, what it gives up, which limits lower it, and what is as good. */
function set(view: View, title: string, its: Bundle): TemplateResult {
  const { words, lang } = view;
  const { total, least, sums, chosen, given_up: givenUp, limits, ties, open, proof } = its;
  const notes = [
    least === total ? undefined : words.setLeast(money(least, lang)),
    open.length > 0 ? words.unbounded(titles(view, open)) : undefined,
    proof.closed ? undefined : words.notProved(proof.bound === null ? undefined : money(proof.bound, lang)),
  ].filter((note) => note !== undefined);
  return html`
    <section class="bundle-set">
      <h4>${title}</h4>
      <dl class="rows">
        ${sums.map((each) => sum(view, its, each))}
        <div class="whole"><dt>${words.comparable}</dt><dd>${money(total, lang)}</dd></div>
      </dl>
      ${notes.map((note) => html`<p class="note">${note}</p>`)}
      ${chosen.length > 0
        ? html`<details class="more"><summary>${words.setMembers(chosen.length)}</summary>
            <ul class="bundle-list">${chosen.map((each) => html`<li>${member(view, each)}</li>`)}</ul>
          </details>`
        : nothing}
      ${part(words.givenUp, few(view, givenUp, (each) => exchange(view, each)))}
      ${part(
        words.limitsReached,
        few(view, limits, ({ kind, group, limit, wanted, policies }) =>
          words.limitReached(kind, groupTitle(view, group), limit === null ? undefined : money(limit, lang), money(wanted, lang), titles(view, policies)),
        ),
      )}
      ${part(words.ties, few(view, ties, ({ takes, leaves }) => words.tie(titles(view, takes), titles(view, leaves))))}
    </section>
  `;
}

/** What is paid each time of one kind; what that is over a year only where it differs. */
function sum(view: View, its: Bundle, { kind, per, amount, counted }: Bundle['sums'][number]): TemplateResult {
  const { words, lang } = view;
  const capped = its.chosen.some(({ benefits }) =>
    benefits.some((benefit) => benefit.kind === kind && benefit.per === per && benefit.certainty === 'ceiling'),
  );
  const notes = [words.per[per], counted === amount ? '' : words.inYear(money(counted, lang)), capped ? words.withCeilings : ''];
  return html`
    <div>
      <dt>${words.kind[kind]}</dt>
      <dd>${money(amount, lang)}<span class="per">${words.aside(notes.filter(Boolean).join(words.semicolon))}</span></dd>
    </div>
  `;
}

function part(title: string, list: TemplateResult | typeof nothing): TemplateResult | typeof nothing {
  return list === nothing ? nothing : html`<h5>${title}</h5>${list}`;
}

/** A list of which only the first lines are shown at first. */
function few<T>(view: View, all: readonly T[], line: (each: T) => unknown): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const items = (some: readonly T[]) => html`<ul class="bundle-list">${some.map((each) => html`<li>${line(each)}</li>`)}</ul>`;
  const rest = all.slice(SHOWN);
  return html`
    ${items(all.slice(0, SHOWN))}
    ${rest.length > 0 ? html`<details class="more"><summary>${view.words.andMore(rest.length)}</summary>${items(rest)}</details>` : nothing}
  `;
}

/** A policy of the set with what it pays. */
function member(view: View, { policy, status, window, benefits, depends_on: dependsOn = [] }: Chosen): TemplateResult {
  const { words, lang } = view;
  const paid = benefits.map(({ per, certainty, amount, paid: its }) => {
    const text = (certainty === 'ceiling' ? words.ceiling(money(its, lang)) : money(its, lang)) + words.perShort[per];
    return its === amount ? text : text + words.aside(words.unlimited(money(amount, lang)));
  });
  const of = (chosen: boolean) => titles(view, dependsOn.filter((each) => each.chosen === chosen).map((each) => each.policy));
  const notes = [
    window === 'closed' ? words.windowClosed(undefined) : window === 'not_yet' ? words.windowNotYet(undefined) : undefined,
    dependsOn.length > 0 ? words.depending(of(true), of(false)) : undefined,
  ].filter((note) => note !== undefined);
  return html`
    <p>${policyLink(view, policy)} ${mark(view, status)} <b>${paid.join(words.comma)}</b></p>
    ${notes.length > 0 ? html`<p class="note">${notes.join(words.semicolon)}</p>` : nothing}
  `;
}

/** A policy that is given up: what it would be by itself, why it does not fit, and what a set with it would be. */
function exchange(view: View, { policy, status, counted, groups, takes, leaves, affects = [], loss, exact }: GivenUp): TemplateResult {
  const { words, lang } = view;
  const reasons = [
    ...groups.map((group) => words.noRoom(groupTitle(view, group))),
    leaves.length > 0 ? words.wouldLeave(titles(view, leaves)) : undefined,
    takes.length > 0 ? words.wouldTake(titles(view, takes)) : undefined,
    affects.length > 0 ? words.wouldChange(titles(view, affects)) : undefined,
    loss === null ? words.impossible : loss === '0' ? words.sameTotal : words.wouldLose(money(loss, lang), exact),
  ].filter((reason) => reason !== undefined);
  return html`
    <p>${policyLink(view, policy)} ${mark(view, status)} <span class="alone">${words.alone(money(counted, lang))}</span></p>
    <p class="note">${reasons.join(words.semicolon)}</p>
  `;
}

/** Where the company stands with a policy, unless it qualifies. */
function mark({ words }: View, status: Chosen['status']): TemplateResult | typeof nothing {
  return status === 'eligible' ? nothing : html`<span class="standing">${statusMark(status)} ${words.status[status]}</span>`;
}

/** What the company qualifies for and the total does not count. */
function apart(view: View, { apart: all }: BestBundle): TemplateResult | typeof nothing {
  const { words } = view;
  const mine = all.filter(({ status }) => status === 'eligible');
  if (mine.length === 0) return nothing;
  return html`
    <details class="more"><summary>${words.notCounted(mine.length)}</summary>
      <ul class="bundle-list">${mine.map((each) => html`<li>${other(view, each)}</li>`)}</ul>
    </details>
  `;
}

function other(view: View, { policy, kind, per, min, max, why, excluded_by: groups = [] }: Apart): TemplateResult {
  const { words, lang } = view;
  const amount = min === null && max === null ? '' : range(min, max, words, lang) + words.perShort[per];
  const notes = [words.whyApart[why], ...groups.map((group) => words.noRoom(groupTitle(view, group)))];
  return html`
    <p>${policyLink(view, policy)} <span>${words.kind[kind]} ${amount}</span></p>
    <p class="note">${notes.join(words.semicolon)}</p>
  `;
}

/** Policies by their titles: “甲”、“乙”. */
function titles(view: View, ids: readonly string[]): string {
  return ids.map((id) => `“${policyTitle(view, id)}”`).join(view.words.comma);
}
