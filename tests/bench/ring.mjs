// From the customer's "Start video" to the ringing desk, while five hundred other conversations are live.
import { Eyeline } from '../e2e/eyeline.mjs';
import { figure, quantile } from './figure.mjs';
import { Agent, Guest } from './platform.mjs';

const OTHERS = 500;
const SAMPLES = Number(process.env.SAMPLES ?? 120);
/** An agent chats with as many at once; the rest of the line waits. */
const AT_ONCE = 4;
/** Chats begin in so many lanes. */
const LANES = 16;
/** The others go on writing: each so often. */
const PAUSE_MS = 10_000;

const eyeline = await Eyeline.start();
const line = new Map();
await Promise.all(Array.from({ length: LANES }, arrive));
const guests = [...line.values()];
let turn = 0;
const chatter = setInterval(() => {
  guests[turn % guests.length].say('Are you there?').catch(() => {});
  turn += 1;
}, PAUSE_MS / guests.length);

const sara = await Agent.signIn(eyeline, eyeline.person('Sara'));
await sara.goOnQueue();
const chats = [];
while (chats.length < AT_ONCE) chats.push(await nextChat());
const waits = [];
while (waits.length < SAMPLES) {
  const chat = chats.shift();
  const pressed = performance.now();
  const [call] = await Promise.all([
    sara.until('callbacks', 'alerting', chat.conversation),
    line.get(chat.conversation).startVideo(eyeline),
  ]);
  waits.push(call.at - pressed);
  await sara.accept('callbacks', call);
  await sara.finish('callbacks', call);
  await sara.finish('messages', chat);
  chats.push(await nextChat());
}
clearInterval(chatter);
sara.close();
for (const guest of guests) guest.close();
await eyeline.stop();
const named = (what) => `start video to ringing desk, ${what} of ${SAMPLES}, ${OTHERS} others live`;
figure('ring', named('median'), quantile(waits, 0.5), 'ms');
figure('ring', named('p99'), quantile(waits, 0.99), 'ms', { most: 150 });

/** Guests come until the line is long enough: those who will be served, and the others. */
async function arrive() {
  while (line.size < OTHERS + SAMPLES + AT_ONCE) {
    const guest = await Guest.chat(eyeline, `Guest ${line.size}`);
    line.set(guest.conversation, guest);
  }
}

/** The first in the line comes to an agent. */
async function nextChat() {
  const chat = await sara.until('messages', 'alerting');
  await sara.accept('messages', chat);
  return sara.until('messages', 'connected', chat.conversation);
}
