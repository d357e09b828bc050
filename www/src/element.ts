/** The package's `./element`: registers `<policy-calculator>`, with everything it needs in one module. */

import { PolicyCalculatorElement } from './element/element.js';

export { PolicyCalculatorElement };
export type { EventDetails } from './element/events.js';
export { loadCalculator } from './index.js';

if (!customElements.get('policy-calculator')) customElements.define('policy-calculator', PolicyCalculatorElement);

declare global {
  interface HTMLElementTagNameMap {
    'policy-calculator': PolicyCalculatorElement;
  }
}
