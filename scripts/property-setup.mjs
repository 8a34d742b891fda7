// Loaded before each file of properties by run-properties.mjs: gives all of them the seed, and counts what ran.
import process from 'node:process';
import fc from 'fast-check';
import { beforeEach } from 'vitest';

let task;
beforeEach(context => {
  task = context.task;
  task.meta.propertyRuns = 0;
});

const minutes = Number(process.env.PROPERTY_MINUTES ?? 0);
fc.configureGlobal({
  ...(minutes > 0 ? { interruptAfterTimeLimit: minutes * 60_000 } : {}),
  seed: Number(process.env.PROPERTY_SEED),
  reporter(details) {
    if (task !== undefined) task.meta.propertyRuns += details.numRuns;
    const message = fc.defaultReportMessage(details);
    if (message !== undefined) throw new Error(message);
  },
});
