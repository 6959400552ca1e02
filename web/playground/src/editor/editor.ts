// The text editor: CodeMirror with JSON, the place of an error, and no history of its own, because
// undo covers the whole page.
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { TextRange } from "../model/locate";

interface Handlers {
  change: (text: string) => void;
  undo: () => void;
  redo: () => void;
}

const ours = Annotation.define<boolean>(); // a change that came from the page

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "color-mix(in srgb, var(--exc) 86%, var(--ink))" },
  { tag: tags.string, color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--drive)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--soft)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "12.5px", lineHeight: "20px" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--soft)",
    border: "none",
    paddingLeft: "8px",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {
      backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
    },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 22%, transparent)",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--inh) 1.5px",
    textUnderlineOffset: "4px",
    backgroundColor: "color-mix(in srgb, var(--inh) 14%, transparent)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "8px",
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-diagnostic-error": {
    borderLeft: "3px solid var(--inh)",
    fontFamily: "var(--sans)",
    padding: "6px 10px",
  },
});

export class DocumentEditor {
  readonly #view: EditorView;

  constructor(parent: HTMLElement, text: string, handlers: Handlers) {
    const act = (run: () => void) => (): boolean => (run(), true);
    const history = [
      { key: "Mod-z", run: act(handlers.undo), preventDefault: true },
      { key: "Mod-y", run: act(handlers.redo), preventDefault: true },
      { key: "Mod-Shift-z", run: act(handlers.redo), preventDefault: true },
      { key: "Escape", run: (view: EditorView): boolean => (view.contentDOM.blur(), true) },
    ];
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          drawSelection(),
          json(),
          indentUnit.of("  "),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          syntaxHighlighting(highlight),
          look,
          keymap.of([...history, ...closeBracketsKeymap, ...defaultKeymap, indentWithTab]),
          EditorView.contentAttributes.of({
            "aria-label": "Model document",
            spellcheck: "false",
            tabindex: "0",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(ours))) {
              handlers.change(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
  }

  /** Takes over a text from elsewhere; only what differs is replaced, so the caret stays. */
  show(text: string): void {
    const old = this.#view.state.doc.toString();
    if (old === text) return;
    let from = 0;
    while (from < old.length && from < text.length && old[from] === text[from]) from++;
    let [end, to] = [text.length, old.length];
    while (to > from && end > from && old[to - 1] === text[end - 1]) [to, end] = [to - 1, end - 1];
    this.#view.dispatch({
      changes: { from, to, insert: text.slice(from, end) },
      annotations: ours.of(true),
    });
  }

  mark(range: TextRange | null, message: string): void {
    const { state } = this.#view;
    const from = Math.min(range?.begin ?? 0, state.doc.length);
    const to = Math.min(Math.max(range?.end ?? 0, from), state.doc.length);
    const found = range ? [{ from, to, severity: "error" as const, message }] : [];
    this.#view.dispatch(setDiagnostics(state, found));
    // The message takes room: what is being typed stays in sight.
    if (this.#view.hasFocus) {
      const here = EditorView.scrollIntoView(state.selection.main.head, { yMargin: 40 });
      requestAnimationFrame(() => this.#view.dispatch({ effects: here }));
    }
  }

  reveal(range: TextRange | null): void {
    const anchor = Math.min(range?.begin ?? 0, this.#view.state.doc.length);
    this.#view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}
