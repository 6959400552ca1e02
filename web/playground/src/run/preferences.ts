// What a person chose on this machine: theme and keys. Not part of any document.
import type { State, Theme } from "../state/state";
import type { Store } from "../state/store.svelte";

const key = "myelin.preferences";

export function readPreferences(): Partial<Pick<State, "theme" | "keys">> {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "{}") as {
      theme?: unknown;
      keys?: unknown;
    };
    const theme: Theme = found.theme === "light" || found.theme === "dark" ? found.theme : "auto";
    return { theme, keys: found.keys !== false };
  } catch {
    return {};
  }
}

/** Follows the system, the state, and the width of the window. */
export function keepPreferences(store: Store): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 759px)");
  const apply = (): void => {
    const { theme } = store.state;
    const isDark = theme === "auto" ? dark.matches : theme === "dark";
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    store.dispatch({ type: "set", values: { dark: isDark, narrow: narrow.matches } });
  };
  dark.addEventListener("change", apply);
  narrow.addEventListener("change", apply);
  store.listen((after, before) => {
    if (after.theme === before.theme && after.keys === before.keys) return;
    try {
      localStorage.setItem(key, JSON.stringify({ theme: after.theme, keys: after.keys }));
    } catch {
      // No store here: the choice holds until the page closes.
    }
    if (after.theme !== before.theme) apply();
  });
  apply();
}
