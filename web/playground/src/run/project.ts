// Where documents come from and go to: links, files, the browser's own store.
import { get, set } from "idb-keyval";
import { decode, encode } from "../model/share";
import { presetText } from "../model/presets";
import type { Project, Snapshot, State } from "../state/state";
import type { Store } from "../state/store.svelte";
import { title } from "../state/update";

const key = "myelin.projects";
const most = 12;
const largestFile = 32_000_000; // bytes

const cuba: Snapshot = { text: presetText("cuba"), preset: "cuba", baseline: presetText("cuba") };

/** The document to begin with: the link's, else the last one, else CUBA. */
export async function firstDocument(): Promise<{
  document: Snapshot;
  recent: Project[];
  notice: string;
}> {
  const code = location.hash.slice(1);
  const recent = await readRecent();
  if (code !== "") {
    try {
      return { document: await fromLink(code), recent, notice: "Opened from the link" };
    } catch (error) {
      return { document: cuba, recent, notice: `The link cannot be opened: ${reason(error)}` };
    }
  }
  return { document: recent[0] ?? cuba, recent, notice: "" };
}

async function fromLink(code: string): Promise<Snapshot> {
  const { text, preset } = await decode(code);
  return { text, preset, baseline: preset ? presetText(preset) : text };
}

export async function openLink(store: Store): Promise<void> {
  if (location.hash.length < 2 || location.href === store.state.link) return;
  try {
    const link = location.href;
    const found = await fromLink(location.hash.slice(1));
    store.dispatch({ type: "set", values: { link: "" } });
    store.dispatch({ type: "open", ...found });
    store.dispatch({ type: "set", values: { link } });
    store.dispatch({ type: "notice", text: "Opened from the link" });
  } catch (error) {
    store.dispatch({ type: "notice", text: `The link cannot be opened: ${reason(error)}` });
  }
}

/** Puts the document into the address, copies it, and says so. */
export async function share(store: Store): Promise<void> {
  const { text, preset } = store.state;
  const link = new URL(`#${await encode(text, preset)}`, location.href).href;
  store.dispatch({ type: "set", values: { link, dialog: "share" } });
  history.replaceState(null, "", link);
  const copied = await navigator.clipboard.writeText(link).then(
    () => true,
    () => false,
  );
  store.dispatch({ type: "notice", text: copied ? "Link copied" : "The link is ready to copy" });
}

export function openFile(store: Store): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  // In the page until it has answered: an input that nothing holds may be collected before.
  input.hidden = true;
  document.body.append(input);
  input.addEventListener("cancel", () => input.remove());
  input.addEventListener("change", () => {
    void readFile(store, input.files?.[0]);
    input.remove();
  });
  input.click();
}

export async function readFile(store: Store, file: File | undefined): Promise<void> {
  if (!file) return;
  if (file.size > largestFile) {
    store.dispatch({ type: "notice", text: `${file.name} is larger than 32 MB and stays closed` });
    return;
  }
  store.dispatch({ type: "open", text: await file.text(), preset: null });
  store.dispatch({ type: "notice", text: `Opened ${file.name}` });
}

export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function fileName(state: State, ending: string): string {
  const plain = title(state)
    .normalize("NFKD")
    .replace(/[^\w]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
  return `${plain || "network"}.${ending}`;
}

/** The address holds a document only as long as it is the one on the page. */
export function keepAddress(store: Store): void {
  store.listen((after, before) => {
    if (after.text === before.text || after.link === "" || location.hash === "") return;
    history.replaceState(null, "", location.pathname + location.search);
    store.dispatch({ type: "set", values: { link: "" } });
  });
}

/** Writes the document to the browser's store a moment after each change. */
export function autosave(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let id: string = crypto.randomUUID();
  store.listen((after, before) => {
    if (after.text === before.text) return;
    if (after.baseline !== before.baseline) id = crypto.randomUUID();
    clearTimeout(timer);
    timer = setTimeout(() => void remember(store, id), 600);
  });
}

async function remember(store: Store, id: string): Promise<void> {
  const { text, preset, baseline, recent } = store.state;
  const now: Project = { id, title: title(store.state), saved: Date.now(), text, preset, baseline };
  // An untouched preset needs no second line in the list.
  const others = recent.filter(
    (one) => one.id !== id && one.text !== text && one.text !== one.baseline,
  );
  const next = [now, ...others].slice(0, most);
  store.dispatch({ type: "set", values: { recent: next } });
  await set(key, next).catch(() => undefined); // private windows may refuse: the page goes on
}

async function readRecent(): Promise<Project[]> {
  const found: unknown = await get(key).catch(() => undefined);
  return Array.isArray(found) ? found.filter(isProject) : [];
}

function isProject(value: unknown): value is Project {
  const one = value as Partial<Project> | null;
  return (
    typeof one?.text === "string" && typeof one.baseline === "string" && typeof one.id === "string"
  );
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
