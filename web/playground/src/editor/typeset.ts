// KaTeX, in a chunk of its own.
import katex from "katex";
import "katex/dist/katex.min.css";

/** Writes nodes, not markup, so that no inline style text is needed. */
export function typeset(host: HTMLElement, tex: string): void {
  katex.render(`\\displaystyle ${tex}`, host, {
    displayMode: false,
    throwOnError: false,
    errorColor: "currentColor",
    strict: "ignore",
    trust: false,
    macros: { "\\frac": "\\dfrac" }, // fractions in fractions stay readable
    maxExpand: 1000,
    maxSize: 20,
  });
}
