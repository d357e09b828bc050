/** The results: the summary, the groups, and the policies in them. */

import { css } from 'lit';

const summary = css`
  .results {
    min-width: 0;
  }

  .summary {
    z-index: 1;
    padding: 0 0 12px;
    border-top: 3px solid var(--_ink);
    background: var(--_ground);
  }

  .summary > .pane-head {
    padding: 10px 0 10px;
  }

  .as-of {
    margin-inline-start: auto;
  }
`;

/** Finders. */
const finders = css`
  .finders {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding-bottom: 10px;
  }

  .finders button {
    display: inline-flex;
    align-items: baseline;
    gap: 6px;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: none;
  }

  .finders button:hover {
    background: var(--_accent-ground);
  }

  .finders [aria-pressed='true'] {
    border-color: var(--_ink);
    background: var(--_ink);
    color: var(--_ground);
  }

  .finder-count {
    font-size: 0.8125em;
    opacity: 0.8;
  }
`;

/** Counts. */
const counts = css`
  .counts {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    border: 1px solid var(--_line);
    border-radius: var(--_radius) var(--_radius) 0 0;
  }

  .counts li + li {
    border-inline-start: 1px solid var(--_line);
  }

  .counts button {
    display: flex;
    flex-direction: column;
    align-items: center;
    width: 100%;
    height: 100%;
    min-height: 44px;
    padding: 6px 2px 8px;
    border: 0;
    background: none;
  }

  .counts button:hover:not(:disabled) {
    background: var(--_accent-ground);
  }

  .counts button:disabled {
    cursor: default;
  }

  .count {
    font-size: 1.5em;
    font-weight: 600;
    line-height: 1.3;
  }

  :disabled > .count {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .count-name {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_ink);
    font-size: 0.8125em;
    line-height: 1.4;
    text-align: start;
  }
`;

/** Totals. */
const totals = css`
  .totals {
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-top: 0;
    border-radius: 0 0 var(--_radius) var(--_radius);
    background: var(--_ground-soft);
  }

  .totals h3 {
    font-size: 0.9375em;
    font-weight: 600;
  }

  .totals dl > div {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
    padding: 2px 0;
  }

  .totals dt .of {
    margin-inline-start: 8px;
    color: var(--_ink-soft);
    font-size: 0.8125em;
  }

  .totals dd {
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.4;
  }

  .totals dd.caveat {
    flex-basis: 100%;
    margin-top: -2px;
    color: var(--_ink-soft);
    font-size: 0.8125em;
    font-weight: 400;
    text-align: end;
  }

  .per {
    font-size: 0.75em;
    font-weight: 400;
  }

  .nothing {
    padding: 2px 0;
  }

  .left-out {
    margin-top: 4px;
    padding-top: 6px;
    border-top: 1px solid var(--_line);
    font-size: 0.875em;
  }

  .totals .note {
    margin-top: 4px;
    font-size: 0.8125em;
  }
`;

/** Groups. */
const groups = css`
  .group {
    margin-top: 16px;
  }

  .group-head {
    padding-bottom: 6px;
    border-bottom: 2px solid var(--_ink);
  }

  .group-head h3 {
    display: flex;
    align-items: baseline;
    gap: 10px;
    font-size: 1.125em;
    font-weight: 600;
  }

  .group-count {
    flex: none;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-weight: 400;
  }
`;

/** One policy. Notes have a hairline between them; one that would start a line lies outside and is clipped. */
const policies = css`
  .policy {
    border-bottom: 1px solid var(--_line);
  }

  .policy summary {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr) auto;
    column-gap: 6px;
    padding: 10px 0;
    min-height: 48px;
  }

  .policy-mark {
    display: flex;
    align-items: center;
    height: 1.5em;
  }

  .policy h4 {
    display: inline;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.5;
  }

  @media (hover: hover) {
    .policy summary:hover h4 {
      color: var(--_accent);
      text-decoration: underline;
      text-decoration-thickness: 1px;
      text-underline-offset: 4px;
    }
  }

  .facts-line,
  .benefit-notes,
  .source-notes {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 17px;
    overflow: hidden;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .facts-line > span,
  .benefit-notes > span,
  .source-notes > span {
    position: relative;
  }

  .facts-line > span::before,
  .benefit-notes > span::before,
  .source-notes > span::before {
    content: '';
    position: absolute;
    top: 0.45em;
    left: -9px;
    width: 1px;
    height: 0.85em;
    background: var(--_line-strong);
  }

  .pressing {
    color: var(--_wait);
    font-weight: 600;
  }

  .headline {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    max-width: 15em;
    margin-inline-start: 12px;
    text-align: end;
  }

  .headline b {
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.5;
  }

  .headline .apart {
    font-size: 1.0625em;
    line-height: 1.5;
  }

  .headline .if {
    color: var(--_ink-soft);
    font-size: 0.8125em;
    line-height: 1.3;
  }

  .headline .tags {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 8px;
    color: var(--_ink-soft);
    font-size: 0.8125em;
  }

  .up-front {
    display: flex;
    gap: 10px;
    margin: -4px 0 10px 28px;
    font-size: 0.875em;
  }

  .missing {
    display: flex;
    gap: 10px;
  }

  .missing-name {
    flex: none;
    padding-top: 3px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    line-height: 1.6;
  }

  .missing ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
  }

  .chip {
    min-height: max(27px, var(--_touch) - 4px);
    padding: 1px 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_accent);
    font-size: 0.8125rem;
    line-height: 1.5;
    text-align: start;
  }

  .chip:hover {
    border-color: var(--_accent);
    background: var(--_accent-ground);
  }

  .missing .more {
    padding-top: 3px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .reasons {
    color: var(--_bad);
  }

  .up-front .reasons {
    padding-top: 1px;
  }

  .up-front .link {
    min-height: 0;
    padding-top: 2px;
    font-size: inherit;
  }
`;

/** An open policy. An alternative that fails where another one holds is no bad news, and does not look like it. */
const bodies = css`
  .policy details[open] summary {
    padding-bottom: 6px;
  }

  .body {
    padding: 0 0 16px 28px;
    font-size: 0.9375em;
  }

  .policy-summary {
    margin-bottom: 8px;
  }

  .warning {
    padding: 6px 12px;
    background: var(--_wait-ground);
    color: var(--_wait);
  }

  .policy-part {
    padding: 10px 0 4px;
    border-top: 1px solid var(--_line);
    margin-top: 8px;
  }

  h5 {
    margin-bottom: 4px;
    color: var(--_ink-soft);
    font-size: 0.875rem;
    font-weight: 600;
  }

  .condition {
    padding: 3px 0;
  }

  .condition-line {
    display: grid;
    grid-template-columns: 6.4em minmax(0, 1fr);
    column-gap: 8px;
  }

  .condition .conditions {
    margin: 2px 0 2px 7px;
    padding-inline-start: 14px;
    border-inline-start: 1px solid var(--_line-strong);
  }

  .truth {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 1.6em;
    font-size: 0.9375em;
    white-space: nowrap;
  }

  .truth.true {
    color: var(--_good);
  }

  .truth.false,
  .truth.error {
    color: var(--_bad);
    font-weight: 600;
  }

  .truth.unknown {
    color: var(--_open);
  }

  .truth.judged {
    color: var(--_wait);
  }

  .settled .truth.false,
  .settled .truth.unknown {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .settled .truth:is(.false, .unknown) .mark {
    color: var(--_idle);
  }

  .clause,
  .number {
    color: var(--_ink-soft);
    font-size: 0.875em;
  }

  .condition-more {
    margin: 2px 0 4px;
    padding-inline-start: calc(6.4em + 8px);
  }

  .fix {
    font-size: 0.9375em;
  }

  .benefits li + li {
    margin-top: 6px;
  }

  .benefits .idle .benefit-says,
  .benefits .idle .benefit-amount {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .benefit-line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
  }

  .benefit-amount {
    font-weight: 600;
  }

  .benefit-amount.none {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .rows > div {
    display: grid;
    grid-template-columns: 6.4em minmax(0, 1fr);
    column-gap: 8px;
    padding: 1px 0;
  }

  .rows dt {
    color: var(--_ink-soft);
  }

  .rows .link {
    display: block;
    min-height: 0;
    font-size: inherit;
  }

  .materials {
    columns: 2;
    column-gap: 24px;
  }

  .materials li,
  .sources li {
    position: relative;
    padding-inline-start: 14px;
    break-inside: avoid;
  }

  .materials li::before,
  .sources li::before {
    content: '';
    position: absolute;
    top: 0.72em;
    left: 2px;
    width: 4px;
    height: 4px;
    border-radius: 50%;
    background: var(--_line-strong);
  }

  .sources {
    margin-bottom: 4px;
  }
`;

/** Where the element is as narrow as a phone. */
const narrow = css`
  @container (max-width: 520px) {
    .finders button {
      min-height: 44px;
      padding: 4px 10px;
    }

    .counts {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }

    .counts li {
      grid-column: span 2;
    }

    .counts li:nth-child(n + 4) {
      grid-column: span 3;
      border-top: 1px solid var(--_line);
    }

    .counts li:nth-child(4) {
      border-inline-start: 0;
    }

    .policy summary {
      grid-template-columns: 22px minmax(0, 1fr);
    }

    .headline {
      grid-column: 2;
      flex-flow: row wrap;
      align-items: baseline;
      gap: 0 8px;
      max-width: none;
      margin: 2px 0 0;
      text-align: start;
    }

    .body {
      padding-inline-start: 0;
    }

    .condition-line {
      grid-template-columns: 6.2em minmax(0, 1fr);
    }

    .condition-more {
      padding-inline-start: 0;
    }

    .materials {
      columns: 1;
    }
  }
`;

export const results = [summary, finders, counts, totals, groups, policies, bodies, narrow];
