/** Lists: entries one below the other, their fields in columns; on a narrow screen each entry is a card. */

import { css } from 'lit';

const lists = css`
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  /* A floating legend is a box like others; one that is not sits in the frame of its fieldset. */
  legend {
    float: inline-start;
    width: 100%;
    padding: 0;
  }

  .list > legend + * {
    clear: both;
  }

  fieldset.field {
    padding: 12px 0 14px;
    border-top: 1px solid var(--_line);
  }

  fieldset.field:first-child {
    border-top: 0;
  }

  fieldset.field.wrong {
    padding-inline-start: 13px;
    margin-inline-start: -16px;
    border-inline-start: 3px solid var(--_bad);
  }

  .entries {
    margin-top: 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
  }

  .entry {
    display: grid;
    grid-template-columns: 3.6em minmax(0, 1fr);
    grid-template-areas: 'number cells' 'delete cells';
    grid-template-rows: auto 1fr;
    padding: 10px 12px 12px;
    border-bottom: 1px solid var(--_line);
  }

  .entry:lang(en) {
    grid-template-columns: 4.8em minmax(0, 1fr);
  }

  .entry > legend {
    grid-area: number;
    color: var(--_ink-soft);
    font-size: 0.875em;
    font-weight: 600;
  }

  .entry > .delete {
    grid-area: delete;
    place-self: start;
  }

  .cells {
    grid-area: cells;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(9.6em, 100%), 1fr));
    gap: 8px 14px;
  }

  .entries-end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 16px;
    padding: 8px 12px;
  }

  .entries-end .hint {
    margin: 0;
  }

  .add {
    min-height: max(40px, var(--_touch));
    padding: 4px 14px;
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_accent);
    font-weight: 600;
  }

  .add:hover {
    background: var(--_accent-ground);
  }
`;

/** A field of an entry is as wide as its column. */
const cells = css`
  .cell {
    min-width: 0;
  }

  .cell > .label {
    display: block;
    font-size: 0.875em;
    font-weight: 400;
    color: var(--_ink-soft);
  }

  .cell .box,
  .cell .figure,
  .cell input[type='text'],
  .cell select:not(.unit) {
    width: 100%;
  }

  .cell .box input[type='text'] {
    flex: 1;
    width: 0;
  }

  .cell .where > summary {
    position: static;
  }

  .cell .cascade {
    grid-template-columns: minmax(0, 1fr);
  }

  .cell .error .mark {
    align-self: flex-start;
    margin-top: 0.3em;
  }

  .cell.choices {
    grid-column: 1 / -1;
  }

  .cell .options.stacked {
    flex-flow: row wrap;
    gap: 0 8px;
  }

  .cell .option {
    font-size: 0.9375em;
  }
`;

const narrow = css`
  @container (max-width: 520px) {
    fieldset.field.wrong {
      margin-inline-start: 0;
    }

    .entries {
      display: grid;
      gap: 12px;
      border: 0;
    }

    .entry,
    .entry:lang(en) {
      grid-template-columns: minmax(0, 1fr) auto;
      grid-template-areas: 'number delete' 'cells cells';
      grid-template-rows: auto;
      align-items: center;
      gap: 6px;
      border: 1px solid var(--_line-strong);
      border-radius: var(--_radius);
    }

    .cells {
      grid-template-columns: repeat(auto-fill, minmax(min(8.4em, 100%), 1fr));
      gap: 8px 12px;
    }

    .entries-end {
      padding: 0;
    }
  }
`;

export const entries = [lists, cells, narrow];
