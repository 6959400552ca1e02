import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import { App } from "./app";
import Page from "./Page.svelte";
import { autosave, firstDocument, keepAddress, openLink } from "./run/project";
import { keepPreferences, readPreferences } from "./run/preferences";

async function start(): Promise<void> {
  const target = document.getElementById("app");
  if (!target) return;
  const { document: first, recent, notice } = await firstDocument();
  const app = new App(first, {
    ...readPreferences(),
    recent,
    link: location.hash ? location.href : "",
  });
  keepPreferences(app.store);
  autosave(app.store);
  keepAddress(app.store);
  app.session.start(); // before the page is drawn: the engine loads meanwhile
  window.addEventListener("hashchange", () => void openLink(app.store));
  mount(Page, { target, props: { app } });
  if (notice !== "") app.store.dispatch({ type: "notice", text: notice });
}

void start();
