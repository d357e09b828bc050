/** The form: sections, questions and their controls. */

import { css } from 'lit';

const head = css`
  .form > .pane-head {
    padding: 10px 0 12px;
    border-top: 3px solid var(--_ink);
  }

  .form > .pane-head .link {
    margin-inline-start: auto;
  }

  .progress {
    color: var(--_ink-soft);
    font-size: 0.875em;
    white-space: nowrap;
  }

  .progress.done {
    color: var(--_good);
  }
`;

/** Sections. */
const sections = css`
  .section {
    border-top: 1px solid var(--_line);
  }

  .section:last-of-type {
    border-bottom: 1px solid var(--_line);
  }

  .section > summary {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 46px;
    padding: 6px 12px 6px 8px;
  }

  .section[open] > summary,
  .section > summary:hover {
    background: var(--_ground-soft);
  }

  .section > summary::before {
    content: '';
    flex: none;
    width: 8px;
    height: 8px;
    margin: 0 4px;
    border: solid var(--_accent);
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
  }

  .section[open] > summary::before {
    transform: translateY(-2px) rotate(45deg);
  }

  .section > summary h3 {
    font-size: 1.0625em;
    font-weight: 700;
  }

  .section > summary:hover h3 {
    color: var(--_accent);
  }

  .section > summary .progress {
    margin-inline-start: auto;
  }

  .fields {
    padding: 0 0 14px 30px;
  }

  .field:first-child {
    border-top: 0;
  }
`;

/** One question. “Where to find it” stands beside the label, its text below. */
const questions = css`
  .field {
    position: relative;
    padding: 12px 0 14px;
    border-top: 1px solid var(--_line);
  }

  .field.wrong {
    padding-inline-start: 13px;
    margin-inline-start: -16px;
    border-inline-start: 3px solid var(--_bad);
  }

  .field-head {
    padding-inline-end: 6em;
  }

  .field-head:lang(en) {
    padding-inline-end: 8.5em;
  }

  .label {
    font-weight: 600;
  }

  .unit-note {
    font-weight: 400;
  }

  .where > summary {
    position: absolute;
    top: 12px;
    inset-inline-end: 0;
    display: flex;
    align-items: center;
    height: 26px;
    color: var(--_accent);
    font-size: 0.8125em;
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }

  @media (pointer: coarse) {
    .where > summary {
      top: 3px;
      height: 44px;
    }
  }

  .where > p {
    margin: 4px 0 6px;
    padding: 6px 10px;
    background: var(--_ground-soft);
    font-size: 0.875em;
  }

  .hint {
    margin-bottom: 6px;
  }

  .error {
    display: flex;
    align-items: baseline;
    gap: 6px;
    margin-top: 6px;
    color: var(--_bad);
    font-size: 0.875em;
    font-weight: 600;
  }

  .error .mark {
    align-self: center;
  }

  .given code {
    font: inherit;
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }
`;

/** Figures. */
const figures = css`
  .figure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 14px;
  }

  .box {
    display: inline-flex;
    align-items: stretch;
    min-width: 0;
  }

  input[type='text'],
  select {
    min-height: max(40px, var(--_touch));
    min-width: 0;
    padding: 6px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  input[type='text'] {
    width: 11em;
  }

  .box.integer input,
  .box.percent input,
  .box.period input,
  .box.days input {
    width: 7em;
  }

  .box.text input {
    width: 18em;
  }

  .box:has(.unit) input {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }

  .box .unit {
    display: flex;
    align-items: center;
    min-width: 2.6em;
    justify-content: center;
    padding: 0 8px;
    border: 1px solid var(--_line-strong);
    border-inline-start: 0;
    border-start-end-radius: var(--_radius);
    border-end-end-radius: var(--_radius);
    background: var(--_ground-soft);
    color: var(--_ink-soft);
    font-size: 0.875em;
    white-space: nowrap;
  }

  select {
    max-width: 100%;
    padding-inline-end: 6px;
  }

  input:hover:not(:disabled),
  select:hover:not(:disabled) {
    border-color: var(--_ink);
  }

  input:disabled,
  select:disabled {
    background: var(--_ground-soft);
    border-color: var(--_line);
    color: var(--_ink-soft);
  }

  [aria-invalid='true']:not([type='radio']) {
    border: 2px solid var(--_bad);
  }

  .echo {
    color: var(--_ink-soft);
    font-size: 0.875em;
    white-space: nowrap;
  }

  .asides {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 16px;
  }

  .check {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: var(--_touch);
    font-size: 0.875em;
    cursor: pointer;
  }

  input[type='checkbox'],
  input[type='radio'] {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }

  .check input {
    width: 16px;
    height: 16px;
  }
`;

/** Years. */
const years = css`
  .years {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: 8px 12px;
    margin-bottom: 2px;
  }

  .year {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }

  .year-name {
    color: var(--_ink-soft);
    font-size: 0.875em;
  }

  .year input[type='text'],
  .year .box,
  .year select {
    width: 100%;
  }

  .no-year {
    display: flex;
    align-items: center;
    min-height: max(40px, var(--_touch));
    color: var(--_ink-soft);
  }
`;

/** Choices. */
const choices = css`
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
  }

  .options.stacked {
    flex-direction: column;
    align-items: flex-start;
    gap: 0;
  }

  .option {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: max(40px, var(--_touch));
    padding: 4px 14px 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    cursor: pointer;
  }

  .option:hover {
    border-color: var(--_ink);
  }

  .option:has(:checked) {
    border-color: var(--_accent);
    background: var(--_accent-ground);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .stacked .option {
    min-height: max(34px, var(--_touch));
    padding-inline-start: 0;
    border: 0;
    background: none;
    box-shadow: none;
  }

  .cascade {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px;
  }

  .cascade.long {
    grid-template-columns: minmax(0, 1fr);
  }

  .cascade:has(> :only-child) {
    grid-template-columns: minmax(0, 24em);
  }
`;

/** Banners. */
const banners = css`
  .to-correct,
  .limited {
    margin-bottom: 12px;
    padding: 8px 14px;
    border: 2px solid var(--_bad);
    border-radius: var(--_radius);
  }

  .to-correct ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }

  .to-correct p {
    font-weight: 600;
  }

  .to-correct .link {
    color: var(--_bad);
  }

  .limited {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
    border: 0;
    background: var(--_accent-ground);
  }
`;

/** The bar at the lower edge of a small screen. */
const bar = css`
  .left {
    min-width: 0;
  }

  .bar {
    position: sticky;
    bottom: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-inline: calc(-1 * var(--pc-bar-bleed, 0px));
    padding: 8px var(--pc-bar-bleed, 0px) calc(8px + env(safe-area-inset-bottom));
    border-top: 1px solid var(--_line-strong);
    background: var(--_ground);
  }

  .bar ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    font-size: 0.875em;
  }

  .bar li {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }

  .bar .button {
    flex: none;
    padding-inline: 14px;
  }
`;

/** Where the element is as narrow as a phone. */
const narrow = css`
  @container (max-width: 520px) {
    .fields {
      padding-inline-start: 0;
    }

    .field.wrong {
      margin-inline-start: 0;
    }

    .years {
      grid-template-columns: minmax(0, 1fr);
    }

    .year {
      flex-flow: row wrap;
      align-items: center;
      column-gap: 10px;
    }

    .year-name {
      width: 4.2em;
    }

    .year .box,
    .year select {
      flex: 0 1 10em;
    }

    .year .check {
      margin-inline-start: calc(4.2em + 10px);
    }
  }
`;

export const form = [head, sections, questions, figures, years, choices, banners, bar, narrow];
