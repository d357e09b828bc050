/**
 * The tokens that a portal may set on the element, and their defaults: type (the reader's own fonts, never downloaded
 * ones), paper and ink, what can be acted on, and the colours of statuses. Every text has a contrast of 4.5 or more.
 */

import { css } from 'lit';

export const tokens = css`
  :host {
    --_font: var(
      --pc-font,
      'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC',
      system-ui, sans-serif
    );
    --_font-latin: var(--pc-font, system-ui, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', Arial, sans-serif);
    --_size: var(--pc-font-size, 16px);

    --_ink: var(--pc-ink, #17212e);
    --_ink-soft: var(--pc-ink-soft, #4d5a69);
    --_ground: var(--pc-ground, #ffffff);
    --_ground-soft: var(--pc-ground-soft, #f3f6f9);
    --_line: var(--pc-line, #d7dee6);
    --_line-strong: var(--pc-line-strong, #76859a);

    --_accent: var(--pc-accent, #0d4c92);
    --_accent-ground: var(--pc-accent-ground, #e9f1fa);
    --_on-accent: var(--pc-on-accent, #ffffff);
    --_focus: var(--pc-focus, #1a73d8);

    --_good: var(--pc-good, #0b6a3c);
    --_good-ground: var(--pc-good-ground, #e8f4ed);
    --_wait: var(--pc-wait, #874a00);
    --_wait-ground: var(--pc-wait-ground, #fcf2e3);
    --_open: var(--pc-open, #0d4c92);
    --_bad: var(--pc-bad, #a3231b);
    --_idle: var(--pc-idle, #566372);

    --_radius: var(--pc-radius, 3px);
    --_sticky-top: var(--pc-sticky-top, 0px);
    --_touch: 32px;
  }

  @media (pointer: coarse) {
    :host {
      --_touch: 44px;
    }
  }
`;
