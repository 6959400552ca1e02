// Holds the state, applies `update`, and tells those who act on changes (session, storage, page).
import type { Action, State } from "./state";
import { update } from "./update";

export type Listener = (after: State, before: State) => void;

/** One entry of the state, as a signal: who reads it is told when it changes. */
class Cell {
  value: unknown = $state.raw();

  constructor(value: unknown) {
    this.value = value;
  }
}

export class Store {
  /** The state for reading. Time changes 60 times a second, so readers are told by entry. */
  readonly state: State;
  #plain: State;
  #cells: Record<string, Cell>;
  #listeners: Listener[] = [];

  constructor(start: State) {
    this.#plain = start;
    const cells = Object.entries(start).map(([key, value]) => [key, new Cell(value)] as const);
    this.#cells = Object.fromEntries(cells);
    const view = {};
    for (const [key, cell] of cells) {
      Object.defineProperty(view, key, { enumerable: true, get: () => cell.value });
    }
    this.state = view as State;
  }

  dispatch(action: Action): void {
    const before = this.#plain;
    const after = update(before, action);
    if (after === before) return;
    this.#plain = after;
    for (const [key, value] of Object.entries(after)) {
      const cell = this.#cells[key];
      if (cell && cell.value !== value) cell.value = value;
    }
    for (const listener of this.#listeners) listener(after, before);
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }
}
