// What happens when something fails: what is said, what is kept, and the one way on.
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { cameraOpensDuringTheCall, launch, launchSeparately, mediaFlows, shoot } from './browser.mjs';
import { Eyeline } from './eyeline.mjs';
import { speaking } from './names.mjs';
import { Agent } from './people/agent.mjs';
import { Customer } from './people/customer.mjs';

const say = speaking('en');

describe('when something fails', () => {
  let browser, eyeline;
  before(async () => (browser = await launch()));
  after(() => browser?.close());
  beforeEach(async () => {
    // Nobody wants to wait for three minutes in a test; the customer's patience is a setting.
    eyeline = await Eyeline.start({ EYELINE__ENGAGEMENT__OFFERS_AFTER_S: '4' });
  });
  afterEach(() => eyeline?.stop());

  async function inCall(options = {}) {
    const ana = await Agent.signIn(options.agentBrowser ?? browser, eyeline, eyeline.person('Ana'), { say, ...options.agent });
    await ana.goOnQueue();
    const layla = await Customer.visit(options.customerBrowser ?? browser, eyeline, { say, ...options.customer });
    await layla.chat();
    await ana.acceptNext();
    await layla.startVideo();
    await ana.acceptNext();
    return { ana, layla };
  }

  test('a refused camera leads to a call by voice, with one tap to try the camera again', async () => {
    const strict = await launch({ allow: false });
    try {
      const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
      await ana.goOnQueue();
      const layla = await Customer.visit(strict, eyeline, { say, permissions: ['microphone'] });
      await layla.chat();
      await ana.acceptNext();
      await layla.button('startVideo').first().click();
      await layla.button('agreeAndContinue').click();
      await layla.button('continueWithVoice').waitFor();
      await shoot(layla.page, 'camera-denied');
      await layla.button('tryCamera').waitFor();
      await layla.button('continueWithVoice').click();
      await ana.acceptNext();
      await mediaFlows(ana.page, { video: false });
      await layla.page.context().grantPermissions(['camera', 'microphone']);
      await layla.button('camera').click();
      await mediaFlows(ana.page);
    } finally {
      await strict.close();
    }
  });

  test('a camera that opens while the call is being made is seen', async () => {
    const { layla } = await inCall({ agent: { prepare: cameraOpensDuringTheCall } });
    await mediaFlows(layla.page);
  });

  test('a customer who joins before their camera has opened makes a video call', async () => {
    const { ana } = await inCall({ customer: { prepare: cameraOpensDuringTheCall } });
    await mediaFlows(ana.page);
  });

  test("the agent's machine dies: the customer is told, and is first in the queue after 20 s", async () => {
    const { browser: doomed, end } = await launchSeparately();
    try {
      const sara = await Agent.signIn(browser, eyeline, eyeline.person('Sara'), { say });
      const { layla } = await inCall({ agentBrowser: doomed });
      await mediaFlows(layla.page);
      await sara.goOnQueue();
      end();
      await layla.page.getByText(/Ana García lost connection/).first().waitFor({ timeout: 15_000 });
      await shoot(layla.page, 'adviser-lost');
      await sara.button('accept').waitFor({ timeout: 45_000 });
      await sara.accept();
      await mediaFlows(layla.page);
      await mediaFlows(sara.page);
    } finally {
      end();
    }
  });

  test('the customer reloads and is back in the same place, without a ghost', async () => {
    const { ana, layla } = await inCall();
    await mediaFlows(layla.page);
    await layla.reload('Ana García');
    await mediaFlows(layla.page);
    await mediaFlows(ana.page);
    assert.equal(await ana.page.getByLabel(say('videoOf', 'Layla Haddad')).count(), 1);
  });

  test('nobody accepts: the customer is offered three ways, and each works', async () => {
    const layla = await Customer.visit(browser, eyeline, { say });
    await layla.chat();
    await layla.startVideo();
    await layla.heading(/Nobody is free yet/).waitFor({ timeout: 20_000 });
    await shoot(layla.page, 'offers');
    await layla.button('goOnWaiting').waitFor();
    await layla.button('callBack').waitFor();
    await layla.button('switchToVoice').click();
    const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
    await ana.goOnQueue();
    for (let offers = 0; offers < 2; offers += 1) {
      // The chat and the call wait both; whichever rings first is accepted, then the other.
      await ana.acceptNext();
    }
    await mediaFlows(ana.page, { video: false });
  });

  test('the place is kept for a call back, and the customer can come back to it', async () => {
    const layla = await Customer.visit(browser, eyeline, { say });
    await layla.chat();
    await layla.startVideo();
    await layla.button('callBack').click();
    await layla.heading(/call you back/i).waitFor();
    await shoot(layla.page, 'call-back');
    const live = await eyeline.get('/api/v2/conversations');
    assert.equal(live.entities.length, 1, 'one conversation holds the chat and the call');
  });

  test('a second desk of one agent takes over politely', async () => {
    const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
    const second = await ana.page.context().newPage();
    await second.goto(`${eyeline.url}/desk/`);
    await ana.page.getByText(/open in another tab/i).first().waitFor();
    await shoot(ana.page, 'second-desk');
    await second.getByRole('switch', { name: say('onQueue') }).waitFor();
  });
});
