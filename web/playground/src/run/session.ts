// Keeps one running network in step with the document: live changes are set, others are rebuilt
// beside the running network, and a broken document leaves it running.
import { ModelError, WorkerSimulation, type Frame } from "../engine";
import { changeBetween } from "../model/parameters";
import { locate } from "../model/locate";
import { parse, type Json } from "../model/json";
import type { Problem, State } from "../state/state";
import type { Store } from "../state/store.svelte";
import type { Recordings } from "./recordings";

const typingPause = 250; // ms before a structural change is built
const patience = 10_000; // ms in which a second crash is not met with a third start
const mostThreads = 4; // more do not help networks that fit a page

export class Session {
  #simulation: WorkerSimulation | null = null;
  #built: Json | undefined; // what the network was built from
  #applied: Json | undefined; // that, with the live changes since
  #job = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending = new Map<string, string | number>();
  #setting = false;
  #spikes = { count: 0, at: 0, rate: 0 };
  #revived = 0;

  constructor(
    private readonly store: Store,
    private readonly recordings: Recordings,
  ) {
    store.listen((after, before) => this.#follow(after, before));
  }

  start(): void {
    this.#apply(0);
  }

  get simulation(): WorkerSimulation | null {
    return this.#simulation;
  }

  /** The network's own account. Asking also finds out whether its worker is still alive. */
  async memory(): Promise<number> {
    let bytes = 0;
    await this.#guard(async (simulation) => {
      const { signalBytes, recordedBytes } = await simulation.statistics();
      bytes = signalBytes + recordedBytes;
    });
    return bytes;
  }

  /** Advances a halted network; a running one is halted first. */
  async step(count: number): Promise<void> {
    if (this.store.state.running) this.store.dispatch({ type: "running", running: false });
    await this.#guard(async (simulation) => {
      await simulation.pause();
      this.#take(await simulation.step(count));
    });
  }

  /** Back to t = 0. What sliders changed is part of the document, so it is built in. */
  async reset(): Promise<void> {
    if (this.#applied !== this.#built) return this.#build(this.#applied ?? null);
    await this.#guard(async (simulation) => {
      await simulation.pause();
      await simulation.reset();
      this.recordings.clear(this.store.state.outline);
      this.#spikes = { count: 0, at: 0, rate: 0 };
      this.store.dispatch({
        type: "facts",
        facts: { ...this.store.state.facts, t: 0, steps: 0, spikes: 0 },
      });
      this.store.dispatch({ type: "window", span: this.store.state.span, end: null });
      if (this.store.state.problem?.source === "run")
        this.store.dispatch({ type: "problem", problem: null });
      if (this.store.state.running) this.#play();
    });
  }

  // --- following the state

  #follow(after: State, before: State): void {
    if (after.text !== before.text)
      this.#apply(after.baseline === before.baseline ? typingPause : 0);
    const speedChanged = after.speed !== before.speed || after.fast !== before.fast;
    if (after.running !== before.running || (speedChanged && after.running)) {
      if (after.running) this.#play();
      else void this.#guard((simulation) => simulation.pause());
    }
  }

  /** Brings the network to the document's present text. */
  #apply(delay: number): void {
    const { text } = this.store.state;
    clearTimeout(this.#timer);
    const parsed = parse(text);
    if ("problem" in parsed) {
      const { message, begin, end } = parsed.problem;
      this.#job++; // what is being built is out of date
      this.store.dispatch({
        type: "problem",
        problem: { source: "document", message, where: "", excerpt: "", range: { begin, end } },
      });
      return;
    }
    const change =
      this.#applied === undefined
        ? { kind: "rebuild" as const }
        : changeBetween(this.#applied, parsed.value);
    if (change.kind === "rebuild") {
      this.#timer = setTimeout(() => void this.#build(parsed.value), delay);
      return;
    }
    this.#job++;
    if (this.store.state.problem?.source === "document")
      this.store.dispatch({ type: "problem", problem: null });
    if (change.kind === "none") return;
    this.#applied = parsed.value;
    for (const { target, value } of change.sets) this.#pending.set(target, value);
    void this.#setPending();
  }

  /** Sends the newest value of each knob, one at a time: a drag makes more than a worker needs. */
  async #setPending(): Promise<void> {
    if (this.#setting) return;
    this.#setting = true;
    try {
      for (
        let next = this.#pending.entries().next();
        !next.done;
        next = this.#pending.entries().next()
      ) {
        const [target, value] = next.value;
        this.#pending.delete(target);
        await this.#simulation?.set(target, value);
      }
    } catch {
      this.#pending.clear(); // not a knob of the running network, or not a value for it
      if (this.#applied !== undefined) void this.#build(this.#applied);
    } finally {
      this.#setting = false;
    }
  }

  async #build(document: Json): Promise<void> {
    const job = ++this.#job;
    const text = this.store.state.text;
    try {
      const simulation = await WorkerSimulation.create(JSON.stringify(document), {
        threads: threads(),
      });
      const outline = await simulation.outline();
      if (job !== this.#job) return void simulation.dispose();
      const old = this.#simulation;
      this.#simulation = simulation;
      this.#built = this.#applied = document;
      this.#pending.clear();
      this.#spikes = { count: 0, at: 0, rate: 0 };
      this.recordings.clear(outline);
      this.store.dispatch({ type: "built", outline, info: simulation.info });
      void old?.dispose().catch(() => undefined);
      if (this.store.state.running) this.#play();
    } catch (error) {
      if (job === this.#job)
        this.store.dispatch({ type: "failed", problem: problemOf(error, text) });
    }
  }

  // --- frames

  #play(): void {
    const simulation = this.#simulation;
    if (!simulation) return;
    const { speed, fast } = this.store.state;
    simulation.play({
      speed: fast ? Infinity : speed,
      // Also the frames that are still on their way when a pause is asked for.
      frame: (frame) => {
        if (simulation === this.#simulation) this.#take(frame);
      },
    });
  }

  #take(frame: Frame): void {
    this.recordings.append(frame);
    const { count, at } = this.#spikes;
    const elapsed = (performance.now() - at) / 1000;
    if (elapsed > 0.5) {
      const rate = at > 0 ? (frame.spikes - count) / elapsed : 0;
      this.#spikes = { count: frame.spikes, at: performance.now(), rate };
    }
    this.store.dispatch({
      type: "facts",
      facts: {
        t: frame.t,
        steps: frame.steps,
        rate: frame.speed,
        stepSeconds: frame.stepSeconds,
        spikes: frame.spikes,
        spikesPerSecond: this.#spikes.rate,
      },
    });
    if (frame.error) this.#stopped(frame.error);
  }

  #stopped({ code, where, message }: { code: string; where: string; message: string }): void {
    if (code === "disposed") return;
    this.store.dispatch({ type: "running", running: false });
    const again = Date.now() - this.#revived < patience;
    if (code === "crashed" && !again) return void this.#revive();
    const problem: Problem = { source: "run", message, where, excerpt: "", range: null };
    this.store.dispatch({ type: "problem", problem });
  }

  /** A dead worker takes its network along, never the document. */
  async #revive(): Promise<void> {
    this.#revived = Date.now();
    const document = this.#applied;
    void this.#simulation?.dispose();
    this.#simulation = null;
    if (document === undefined) return;
    this.store.dispatch({ type: "running", running: true });
    await this.#build(document);
    const text = "The engine stopped and was started again; the document is as it was";
    this.store.dispatch({ type: "notice", text });
  }

  async #guard(work: (simulation: WorkerSimulation) => Promise<void>): Promise<void> {
    const simulation = this.#simulation;
    if (!simulation) return;
    try {
      await work(simulation);
    } catch (error) {
      if (simulation !== this.#simulation) return;
      const {
        code = "crashed",
        where = "",
        message,
      } = error as { code?: string; where?: string; message: string };
      this.#stopped({ code, where, message });
    }
  }
}

/** Without shared memory the engine takes the build with one thread and says so in `info`. */
const threads = (): number => Math.min(mostThreads, navigator.hardwareConcurrency || 1);

function problemOf(error: unknown, text: string): Problem {
  if (!(error instanceof ModelError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { source: "engine", message, where: "", excerpt: "", range: null };
  }
  const { where, message, excerpt, span } = error;
  const range = locate(text, where, span ? span.end - span.begin : 0);
  return { source: "document", message, where, excerpt, range };
}
