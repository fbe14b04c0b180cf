// From the agent's "Accept" to the first decoded frame of the customer at the desk, and from a reload of the customer's
// page to the call again, in real browsers.
import { launch } from '../e2e/browser.mjs';
import { Eyeline } from '../e2e/eyeline.mjs';
import { speaking } from '../e2e/names.mjs';
import { Agent } from '../e2e/people/agent.mjs';
import { Customer } from '../e2e/people/customer.mjs';
import { figure, quantile } from './figure.mjs';

const CALLS = Number(process.env.CALLS ?? 30);
/** The first call warms up the browser's encoder and decoder. */
const WARM_UP = 1;
const say = speaking('en');

/** Milliseconds from a press of `accept` to the first frame that a <video> named `name` shows. */
async function firstFrame(accept, name) {
  const button = await accept.elementHandle();
  return button.evaluate((button, name) => {
    const pressed = performance.now();
    button.click();
    return new Promise((resolve) => {
      const look = () => {
        const video = document.querySelector(`video[aria-label="${name}"]`);
        if (video === null) return requestAnimationFrame(look);
        video.requestVideoFrameCallback(() => resolve(performance.now() - pressed));
      };
      look();
    });
  }, name);
}

const eyeline = await Eyeline.start();
const browser = await launch();
const waits = [];
const reloads = [];
const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
await ana.goOnQueue();
for (let call = 0; call < WARM_UP + CALLS; call += 1) {
  const customer = await Customer.visit(browser, eyeline, { say });
  await customer.chat();
  await ana.acceptNext();
  await customer.startVideo();
  const wait = await firstFrame(ana.button('accept'), 'Video of Layla Haddad');
  const reload = await customer.reload('Ana García');
  if (call >= WARM_UP) {
    waits.push(wait);
    reloads.push(reload);
  }
  await customer.button('endCall').click();
  await ana.wrapUp();
  await customer.close();
}
await browser.close();
await eyeline.stop();
figure('meeting', `accept to first remote frame, median of ${CALLS}`, quantile(waits, 0.5), 'ms', { most: 600 });
figure('meeting', `accept to first remote frame, p99 of ${CALLS}`, quantile(waits, 0.99), 'ms', { most: 1500 });
figure('meeting', `reload to the call again, median of ${CALLS}`, quantile(reloads, 0.5), 'ms');
figure('meeting', `reload to the call again, p99 of ${CALLS}`, quantile(reloads, 0.99), 'ms', { most: 4000 });
