/** What the session advises: the card of next questions, reasons, ways, the calendar and the comparison. */

import { css } from 'lit';

/** The card above the form. */
const card = css`
  .next {
    margin-bottom: 16px;
    padding: 10px 16px 6px;
    border: 1px solid var(--_accent);
    border-inline-start-width: 4px;
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  .next-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
  }

  .next-head h3 {
    font-size: 1.0625em;
    font-weight: 700;
  }

  .asked + .asked,
  .next-foot {
    border-top: 1px solid var(--_line);
  }

  .asked .field {
    padding-bottom: 4px;
    border-top: 0;
  }

  .asked-foot,
  .next-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 16px;
    min-height: 40px;
    padding-bottom: 6px;
    font-size: 0.875em;
  }

  .asked-foot .link,
  .next-foot .link {
    font-size: inherit;
  }

  .concerns {
    color: var(--_ink-soft);
  }

  .go-on {
    min-height: max(36px, var(--_touch));
    margin-inline-start: auto;
    padding: 2px 18px;
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  .pending {
    padding: 8px 0;
  }
`;

/** What opens further: a small triangle of the browser's would not stand in the line. */
const folds = css`
  .more > summary,
  .later > summary {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: max(32px, var(--_touch));
    color: var(--_accent);
  }

  .more > summary {
    width: fit-content;
    font-size: 0.9375em;
  }

  .more > summary::before,
  .later > summary::before {
    content: '';
    flex: none;
    width: 7px;
    height: 7px;
    margin: 0 2px;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
  }

  .more[open] > summary::before,
  .later[open] > summary::before {
    transform: translateY(-2px) rotate(45deg);
  }

  .more > summary:hover,
  .later > summary:hover h3 {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 4px;
  }

  .later {
    margin-top: 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .later > summary {
    flex-wrap: wrap;
    gap: 0 10px;
    min-height: 46px;
    padding: 6px 12px;
  }

  .later > summary h3 {
    font-size: 1.0625em;
    font-weight: 600;
  }

  .later-body {
    padding: 0 14px 12px;
  }
`;

/** Reasons and steps. */
const reasons = css`
  .read {
    display: flex;
    flex-wrap: wrap;
    gap: 0 20px;
  }

  .read li {
    font-size: 0.9375em;
  }

  .read-label {
    margin-inline-end: 8px;
    color: var(--_ink-soft);
  }

  .open-head {
    margin-top: 6px;
    color: var(--_ink-soft);
    font-size: 0.9375em;
  }

  .open li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    padding: 2px 0;
    font-size: 0.9375em;
  }

  .steps ol,
  .ways,
  .days {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .steps li {
    display: grid;
    grid-template-columns: minmax(5em, 9em) minmax(0, 1fr);
    gap: 0 12px;
    padding: 6px 0;
    border-top: 1px solid var(--_line);
    font-size: 0.9375em;
  }

  .step-name {
    grid-row: 1 / span 9;
    color: var(--_ink-soft);
  }

  .step-line,
  .step-place {
    grid-column: 2;
    overflow-wrap: anywhere;
  }

  .step-line.last {
    font-weight: 600;
  }

  .step-place {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    color: var(--_ink-soft);
    font-size: 0.9375em;
  }
`;

/** Ways to qualify, and what is one step away. */
const ways = css`
  .ways > li,
  .near > li {
    padding: 6px 0;
    border-top: 1px solid var(--_line);
  }

  .ways > li:first-child,
  .near > li:first-child {
    border-top: 0;
  }

  .changes li {
    position: relative;
    padding-inline-start: 14px;
    font-weight: 600;
  }

  .changes li::before {
    content: '';
    position: absolute;
    top: 0.5em;
    left: 0;
    border: solid transparent;
    border-width: 5px 0 5px 7px;
    border-left-color: var(--_accent);
  }

  .near h4 {
    font-size: 1em;
  }

  .near h4 .link {
    font-size: inherit;
    font-weight: 600;
  }

  .rows .mark {
    vertical-align: -0.125em;
  }

  .fixed {
    columns: 1;
  }
`;

/** The best bundle. */
const bundle = css`
  .bundle-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 14px;
    margin-top: 4px;
    padding-top: 4px;
    border-top: 1px solid var(--_line);
    font-size: 0.9375em;
  }

  .bundle-set {
    margin-top: 10px;
    padding-top: 8px;
    border-top: 1px solid var(--_line);
  }

  .bundle-set h4 {
    font-size: 1em;
    font-weight: 600;
  }

  .bundle-set h5 {
    margin-top: 8px;
    font-size: 0.9375em;
    font-weight: 600;
  }

  .bundle-set .rows > div {
    grid-template-columns: 11em minmax(0, 1fr);
  }

  .bundle-set .whole {
    margin-top: 2px;
    border-top: 1px solid var(--_line);
    font-weight: 600;
  }

  .bundle-list li {
    padding: 3px 0;
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }

  .bundle-list p:first-child {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
  }

  .bundle-list .link {
    font-size: inherit;
  }

  .alone {
    color: var(--_ink-soft);
  }
`;

/** The calendar. */
const days = css`
  .days > li {
    display: grid;
    grid-template-columns: 9em minmax(0, 1fr);
    gap: 0 12px;
    padding: 6px 0;
    border-top: 1px solid var(--_line);
  }

  .days > li:first-child {
    border-top: 0;
  }

  .day span {
    display: block;
    color: var(--_ink-soft);
    font-size: 0.875em;
  }

  .events > li + li {
    margin-top: 4px;
  }

  .events .link,
  .links .link {
    font-size: 0.9375em;
  }

  .events > li > .link {
    display: inline;
    min-height: 0;
    padding-block: max(0px, (var(--_touch) - 32px) / 2);
  }

  .event-kind {
    font-weight: 600;
  }

  .links {
    padding-inline-start: 16px;
  }

  .days-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    margin-top: 8px;
  }
`;

/** The comparison with another day. */
const comparison = css`
  .comparison {
    margin-top: 12px;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .comparison-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    font-weight: 600;
  }

  input[type='date'] {
    min-height: max(40px, var(--_touch));
    padding: 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  .differences > li {
    padding: 6px 0;
    border-top: 1px solid var(--_line);
  }

  .differences > li > .link {
    font-size: 1em;
    font-weight: 600;
  }

  .differences {
    margin-top: 6px;
  }

  .standings {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
  }

  .standing {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }

  .turned li {
    color: var(--_ink-soft);
    font-size: 0.875em;
  }
`;

/** Where the element is as narrow as a phone. */
const narrow = css`
  @container (max-width: 520px) {
    .next {
      padding-inline: 12px;
    }

    .asked-foot .link,
    .next-foot .link,
    .go-on,
    .more > summary {
      min-height: 44px;
    }

    .days > li,
    .steps li {
      grid-template-columns: minmax(0, 1fr);
    }

    .bundle-set .rows > div {
      grid-template-columns: 8.5em minmax(0, 1fr);
    }

    .step-line,
    .step-place {
      grid-column: 1;
    }

    .step-name {
      grid-row: auto;
    }

    .day span {
      display: inline;
    }

    .read {
      flex-direction: column;
    }
  }
`;

export const advice = [card, folds, reasons, ways, bundle, days, comparison, narrow];
