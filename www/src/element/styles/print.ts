/** On paper: the results, black on white, everything open, nothing that only a screen can do. */

import { css } from 'lit';

export const print = css`
  @media print {
    :host {
      font-size: 10.5pt;
    }

    .columns {
      display: block;
    }

    .form,
    .bar,
    .chip,
    .missing,
    .body > .link,
    .compare-toggle,
    .days-foot,
    .later:not([open]),
    .more:not([open]),
    .counts button:disabled {
      display: none;
    }

    .results {
      position: static;
      max-height: none;
      overflow: visible;
    }

    .summary {
      position: static;
    }

    .policy,
    .condition,
    .policy-part {
      break-inside: avoid-page;
    }
  }
`;
