// From start to ready, and what the idle process holds.
import { readFile } from 'node:fs/promises';
import { Eyeline } from '../e2e/eyeline.mjs';
import { figure, quantile } from './figure.mjs';

const STARTS = 7;
const IDLE_MS = 5_000;

const waits = [];
let held = 0;
for (let start = 0; start < STARTS; start += 1) {
  const eyeline = await Eyeline.start();
  waits.push(eyeline.readyAfterMs);
  if (start === STARTS - 1) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const status = await readFile(`/proc/${eyeline.pid}/status`, 'utf8');
    held = Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
  }
  await eyeline.stop();
}
figure('process', 'start to ready, new data, median', quantile(waits, 0.5), 'ms', { most: 500 });
figure('process', 'resident memory, idle', held, 'MB', { most: 80 });
