// Debian's Chromium with a fake camera, and what can be seen of its media.
import { chromium } from 'playwright-core';
import path from 'node:path';
import { mkdir } from 'node:fs/promises';

const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** One browser; every person gets a context of their own in it. Without `allow`, the camera is refused. */
export function launch({ allow = true } = {}) {
  const answer = allow ? ['--use-fake-ui-for-media-stream'] : [];
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [...ARGS, ...answer],
  });
}

/** A browser that can be ended without a farewell, as when a machine loses power. */
export async function launchSeparately() {
  const server = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [...ARGS, '--use-fake-ui-for-media-stream'],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  return { browser, end: () => server.process().kill('SIGKILL') };
}

/** Keeps hold of every RTCPeerConnection that a page makes, so that a test can read its statistics. */
export function watchMedia(context) {
  return context.addInitScript(() => {
    const Native = window.RTCPeerConnection;
    window.peers = [];
    window.RTCPeerConnection = class extends Native {
      constructor(...args) {
        super(...args);
        window.peers.push(this);
      }
    };
  });
}

/** A camera that opens in the very moment in which the page hands over its microphone: neither may undo the other. */
export function cameraOpensDuringTheCall(context) {
  return context.addInitScript(() => {
    const gate = () => {
      let open;
      return { passed: new Promise((resolve) => (open = resolve)), open: () => open() };
    };
    const [called, opened] = [gate(), gate()];
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      if (constraints.video) await called.passed;
      const stream = await getUserMedia.call(this, constraints);
      if (constraints.video) setTimeout(opened.open);
      return stream;
    };
    const { replaceTrack } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.replaceTrack = async function (track) {
      if (track?.kind === 'audio') {
        called.open();
        await opened.passed;
      }
      return replaceTrack.call(this, track);
    };
  });
}

/** What the page receives now, summed over its live connections. */
export function received(page) {
  return page.evaluate(async () => {
    const sum = { framesDecoded: 0, audioEnergy: 0, width: 0, streams: 0 };
    for (const peer of window.peers.filter((peer) => peer.connectionState === 'connected')) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'video') {
          sum.framesDecoded += report.framesDecoded ?? 0;
          sum.width = Math.max(sum.width, report.frameWidth ?? 0);
          if (report.framesDecoded > 0) sum.streams += 1;
        } else {
          sum.audioEnergy += report.totalAudioEnergy ?? 0;
        }
      }
    }
    return sum;
  });
}

/** Waits until `check` of what `read` returns holds; the last reading stands in the error. */
export async function until(what, read, check, { timeout = 30_000 } = {}) {
  const end = Date.now() + timeout;
  let last;
  while (Date.now() < end) {
    last = await read().catch((error) => error);
    if (!(last instanceof Error) && check(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${timeout} ms for ${what}; last seen: ${last instanceof Error ? last : JSON.stringify(last)}`);
}

/** Media flows: pictures are decoded and sound arrives, and both go on. */
export async function mediaFlows(page, { video = true, audio = true } = {}) {
  const first = await received(page);
  return until(
    'media to flow',
    () => received(page),
    (now) =>
      (!video || (now.framesDecoded > first.framesDecoded + 5 && now.streams > 0)) &&
      (!audio || now.audioEnergy > first.audioEnergy),
  );
}

/** What moves on the screen has come to rest; what moves for ever does not count. */
export function atRest(page) {
  return page.evaluate(() => {
    const ends = (animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime);
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? [])];
    const moving = roots.flatMap((root) => root.getAnimations()).filter(ends);
    return Promise.allSettled(moving.map((animation) => animation.finished));
  });
}

/** A picture for a person to look at, when SHOTS names a folder. */
export async function shoot(page, name) {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await atRest(page);
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
