/** The element in two columns, where it is wide enough itself: results stay in sight while the form is filled in. */

import { css } from 'lit';

export const layout = css`
  @container (min-width: 860px) {
    .columns {
      grid-template-columns: minmax(0, 10fr) minmax(0, 12fr);
      align-items: start;
    }

    .results {
      position: sticky;
      top: var(--_sticky-top);
      max-height: calc(100vh - var(--_sticky-top));
      overflow-y: auto;
      scrollbar-width: thin;
    }

    .summary {
      position: sticky;
      top: 0;
    }

    .bar {
      display: none;
    }
  }
`;
