/** What form and results share: type, links, buttons, marks, tags. */

import { css } from 'lit';

const type = css`
  :host {
    display: block;
    color: var(--_ink);
    background: var(--_ground);
    font: var(--_size) / 1.6 var(--_font);
    font-variant-numeric: tabular-nums;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  h4,
  h5,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h2 {
    font-size: 1.375em;
    line-height: 1.4;
    font-weight: 600;
  }

  .frame {
    container-type: inline-size;
  }

  .frame:lang(en) {
    font-family: var(--_font-latin);
  }

  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 40px;
  }

  .pane-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 16px;
  }

  .pane-head .note {
    flex-basis: 100%;
  }

  .note,
  .hint,
  .as-of {
    color: var(--_ink-soft);
    font-size: 0.875em;
  }

  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Controls. */
const controls = css`
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }

  button {
    cursor: pointer;
  }

  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
    border-radius: 2px;
  }

  h2:focus,
  h3:focus {
    outline: none;
  }

  .link {
    min-height: var(--_touch);
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font-size: 0.875em;
    text-align: start;
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }

  .link:hover,
  a:hover {
    text-decoration-thickness: 2px;
  }

  a {
    color: var(--_accent);
    text-underline-offset: 3px;
    overflow-wrap: anywhere;
  }

  .button {
    min-height: 44px;
    padding: 6px 18px;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  summary {
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }
`;

/** Marks and tags. */
const marks = css`
  .mark {
    flex: none;
    width: 1em;
    height: 1em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .mark.full circle {
    fill: currentColor;
  }

  .mark.full path {
    stroke: var(--_ground);
  }

  .mark.ring path {
    stroke-width: 2;
  }

  .mark.eligible {
    color: var(--_good);
  }

  .mark.review {
    color: var(--_wait);
  }

  .mark.undetermined {
    color: var(--_open);
  }

  .mark.ineligible {
    color: var(--_bad);
  }

  .mark.not_in_force {
    color: var(--_idle);
  }

  .tag {
    display: inline-block;
    padding: 0 6px;
    border-radius: 2px;
    background: var(--_ground-soft);
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    line-height: 1.55;
  }

  .tag.warn {
    background: var(--_wait-ground);
    color: var(--_wait);
  }

  .tag.good {
    background: var(--_good-ground);
    color: var(--_good);
  }

  .loading,
  .failure {
    padding: 40px 24px;
    border: 1px solid var(--_line);
  }

  .failure {
    border-color: var(--_bad);
  }

  .failure h2 {
    color: var(--_bad);
  }
`;

/** What readers have told their system. */
const preferences = css`
  @media (prefers-reduced-motion: no-preference) {
    summary::before {
      transition: transform 120ms;
    }
  }

  @media (forced-colors: active) {
    .mark.full path {
      stroke: Canvas;
    }

    .tag,
    .chip,
    .option,
    .box {
      border: 1px solid;
    }

    button:disabled {
      color: GrayText;
    }
  }
`;

export const base = [type, controls, marks, preferences];
