// Runs one workload in a worker and answers what `myelin run --json` would print, or { error }.
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });

globalThis.bench = (job) =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => resolve({ error: event.message || "the worker did not start" });
    worker.postMessage(job);
  });
