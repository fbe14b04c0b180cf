// From chat to a face-to-face call, as a customer and an agent live it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { atRest, launch, mediaFlows, shoot } from './browser.mjs';
import { Eyeline } from './eyeline.mjs';
import { speaking } from './names.mjs';
import { Agent } from './people/agent.mjs';
import { Customer } from './people/customer.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No serious or critical finding of axe on what is now on the screen. */
async function accessible(page, where) {
  await atRest(page);
  // A page's own policy forbids inline script; the protocol's evaluation is not the page's.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  const grave = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  const told = grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(told, [], `axe on ${where}`);
}

for (const { language, viewport, name, agent } of [
  { language: 'en', viewport: { width: 1440, height: 900 }, name: 'in English on a desktop', agent: 'Ana García' },
  { language: 'ar', viewport: { width: 360, height: 640 }, name: 'in Arabic on a phone', agent: 'Sara Mansour' },
]) {
  describe(`from chat to video ${name}`, () => {
    let eyeline, browser;
    before(async () => {
      eyeline = await Eyeline.start();
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await eyeline?.stop();
    });

    test('a customer chats, starts video, meets the agent, and both part in peace', async () => {
      const seen = (page, step) => shoot(page, `${language}-${viewport.width}-${step}`);
      const desk = await Agent.signIn(browser, eyeline, eyeline.person(agent), { say: speaking('en') });
      await desk.goOnQueue();
      await seen(desk.page, 'desk-idle');

      const say = speaking(language);
      const customer = await Customer.visit(browser, eyeline, { say, locale: language, viewport });
      await customer.openChat();
      await customer.button('startChat').waitFor();
      await seen(customer.page, 'form');
      await accessible(customer.page, 'the form');
      await customer.startChat();
      await customer.write('I have a question about my home loan.');

      await desk.button('accept').waitFor();
      await seen(desk.page, 'desk-alert-chat');
      await accessible(desk.page, 'the alert');
      await desk.accept();
      await desk.page.getByText('I have a question about my home loan.').first().waitFor();
      await desk.write('Good morning. Shall we look at it together?');
      await customer.page.getByText('Shall we look at it together?').first().waitFor();
      await seen(customer.page, 'chat');
      await accessible(customer.page, 'the chat');

      await desk.button('offerVideo').click();
      await customer.button('startVideo').first().click();
      await customer.button('agreeAndContinue').waitFor();
      await seen(customer.page, 'consent');
      await accessible(customer.page, 'the consent');
      await customer.button('agreeAndContinue').click();
      await customer.button('join').waitFor();
      await seen(customer.page, 'device-check');
      await accessible(customer.page, 'the device check');
      await customer.button('join').click();

      await desk.button('accept').waitFor();
      await customer.button('switchToVoice').waitFor();
      await seen(customer.page, 'waiting');
      await accessible(customer.page, 'the wait');
      await seen(desk.page, 'desk-alert-video');
      await desk.accept();
      await desk.page.getByLabel('Video of Layla Haddad').waitFor();
      await customer.page.getByLabel(say('videoOf', agent)).waitFor();
      await mediaFlows(desk.page);
      await mediaFlows(customer.page);
      await seen(customer.page, 'call');
      await seen(desk.page, 'desk-call');
      await accessible(customer.page, 'the call');
      await accessible(desk.page, "the desk's call");

      await customer.button('microphone').click();
      assert.equal(await customer.button('microphone').getAttribute('aria-pressed'), 'false');
      await customer.button('microphone').click();

      await desk.button('hold').click();
      await customer.page.getByText(say('onHold')).first().waitFor();
      await seen(customer.page, 'on-hold');
      await seen(desk.page, 'desk-on-hold');
      await desk.button('hold').click();
      await mediaFlows(customer.page);
      await mediaFlows(desk.page);

      await customer.button('endCall').click();
      await customer.heading(/Layla/).waitFor();
      await seen(customer.page, 'end');
      await accessible(customer.page, 'the end');
      await desk.page.getByRole('radio').first().click();
      await desk.page.getByRole('textbox', { name: desk.say('notes') }).fill('Explained the early repayment fee.');
      await seen(desk.page, 'desk-wrap-up');
      await accessible(desk.page, 'the wrap-up');
      await desk.button('done').click();
      await desk.button('done').waitFor({ state: 'detached' });
      assert.deepEqual([...desk.errors, ...customer.errors], []);
    });
  });
}
