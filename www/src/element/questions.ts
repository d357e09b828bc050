/**
 * What to answer next: a card above the form with the few questions that settle most. Each is the same question as in its
 * section, with the same answer; what was answered leaves the card once the reader has left it, so that nothing is ever taken
 * from under a hand or a cursor.
 */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FactDescription, Question } from '../types.js';
import { filled, type Answer } from './answers.js';
import { field } from './field.js';
import { listField } from './list.js';
import type { View } from './view.js';

export function nextQuestions(view: View): TemplateResult {
  const { words, card, act } = view;
  const { questions, open, skipped } = card;
  return html`
    <section class="next" part="questions" aria-labelledby="next-title">
      <header class="next-head">
        <h3 id="next-title" tabindex="-1">${words.nextQuestions}</h3>
        ${open === undefined ? nothing : html`<span class="progress">${words.stillOpen(open)}</span>`}
      </header>
      ${open === undefined ? html`<p class="note pending">${words.computing}</p>` : nothing}
      ${open !== undefined && questions.length === 0
        ? html`<p class="note">${skipped > 0 ? words.onlySkipped : words.allAsked}</p>`
        : nothing}
      ${repeat(
        questions,
        ({ fact }) => fact,
        (question) => one(view, question),
      )}
      ${skipped > 0
        ? html`<p class="next-foot">
            <span>${words.skipped(skipped)}</span>
            <button type="button" class="link" @click=${() => act.askAgain()}>${words.askAgain}</button>
          </p>`
        : nothing}
    </section>
  `;
}

function one(view: View, question: Question): TemplateResult | typeof nothing {
  const { words, profile, facts, act } = view;
  const fact = facts.find(({ name }) => name === question.fact);
  if (!fact) return nothing;
  const { name } = fact;
  const asking: View = { ...view, asking: true };
  const answered = profile.isAnswered(fact);
  // Some browsers give no focus to what is clicked: an answer holds the question too.
  const hold = () => act.hold(name);
  const release = (event: FocusEvent) => {
    if (left(event)) act.release(name);
  };
  const goOn = (event: KeyboardEvent) => {
    if (!isComplete(event)) return;
    event.preventDefault();
    act.nextQuestion(name);
  };
  return html`
    <div class="asked ${answered ? 'answered' : ''}" data-fact=${name} @focusin=${hold} @change=${hold} @focusout=${release} @keydown=${goOn}>
      ${fact.type === 'list' ? listField(asking, fact) : field(asking, fact, asAsked(fact, question, profile.answer(name)))}
      <div class="asked-foot">
        <span class="concerns">${words.concerns(question.policies.length)}</span>
        ${answered && question.answer === 'value' && profile.answer(name).ranged ? html`<span class="concerns">${words.figureNeeded}</span>` : nothing}
        <button type="button" class="link" @click=${() => act.skip(name)}>${words.skip}</button>
        ${answered ? html`<button type="button" class="go-on" @click=${() => act.nextQuestion(name)}>${words.goOn}</button>` : nothing}
      </div>
    </div>
  `;
}

/** The answer as the card shows it: ranges come first where one suffices, until the reader asks for the figure. */
function asAsked(fact: FactDescription, { answer: wanted }: Question, answer: Answer): Answer {
  const untouched = answer.ranged === undefined && !Object.values(answer.texts).some(filled);
  return wanted === 'range' && fact.brackets.length > 0 && untouched ? { ...answer, ranged: true } : answer;
}

/** Whether the focus has left the question. */
function left({ currentTarget, relatedTarget }: FocusEvent): boolean {
  return !(currentTarget as Element).contains(relatedTarget as Node | null);
}

/** Whether a key says that the answer is complete: Enter where Enter does nothing else. Input methods use it to choose words. */
function isComplete({ key, target, isComposing }: KeyboardEvent): boolean {
  return key === 'Enter' && !isComposing && target instanceof HTMLInputElement;
}
