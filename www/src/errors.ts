/**
 * The errors that the calculator throws. Each says by class what kind of fault it is, by `code` which fault, and by
 * `field` which argument or fact it concerns.
 */

import type { FactProblem } from './types.js';

/** What all errors of this package have in common. */
export abstract class CalculatorError extends Error {
  /** Which fault it is: a word that stays the same between releases and languages. */
  readonly code: string;
  /** The argument or the fact it concerns. */
  readonly field: string;

  constructor(code: string, field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.field = field;
  }
}

/** The caller used the API in a way it does not offer: a wrong argument, or an object that was already freed. */
export class UsageError extends CalculatorError {
  override readonly name = 'UsageError';
}

/** A catalog could not be fetched or read. */
export class CatalogError extends CalculatorError {
  override readonly name = 'CatalogError';
}

/** The WebAssembly engine could not be started. */
export class EngineError extends CalculatorError {
  override readonly name = 'EngineError';
}

/** A fact was refused; `field` is its name. All other facts still count. */
export class FactError extends CalculatorError {
  override readonly name = 'FactError';
  /** The same as `setAll` gives it: of a list also which entry and which of its fields. */
  readonly problem: FactProblem;

  constructor(problem: FactProblem) {
    super(problem.code, problem.fact, problem.message);
    this.problem = problem;
  }
}
