// kill -9 at every step of the journey: after a restart everything is where it was, and everybody comes back alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, mediaFlows, shoot, until } from './browser.mjs';
import { Eyeline } from './eyeline.mjs';
import { speaking } from './names.mjs';
import { Agent } from './people/agent.mjs';
import { Customer } from './people/customer.mjs';

const say = speaking('en');
let browser, eyeline;
before(async () => {
  browser = await launch();
  eyeline = await Eyeline.start();
});
after(async () => {
  await browser?.close();
  await eyeline?.stop();
});

test('the process is killed at each step of one journey, and the journey goes on', async (t) => {
  const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
  await ana.goOnQueue();
  const layla = await Customer.visit(browser, eyeline, { say });
  let conversation;

  /** Kills the process, starts it again, and looks whether `kept` holds. */
  const survives = (step, kept) =>
    t.test(step, async () => {
      await eyeline.kill();
      await eyeline.run();
      await kept();
      const live = await eyeline.get('/api/v2/conversations');
      const ids = live.entities.map((one) => one.id);
      conversation ??= ids[0];
      assert.ok(ids.every((id) => id === conversation), 'no other conversation has begun');
    });

  await layla.chat('Are you there?');
  await ana.button('accept').waitFor();
  await survives('while the chat rings', async () => {
    await ana.button('accept').waitFor();
    await layla.page.getByText('Are you there?').first().waitFor();
  });

  // The process dies with the answer still under way; the desk goes on asking.
  await ana.accept();
  await survives('at the moment of accepting', () => ana.button('offerVideo').waitFor());

  await ana.button('offerVideo').waitFor();
  await survives('after the chat was accepted', () => ana.button('offerVideo').waitFor());

  await ana.write('Here I am.');
  await layla.page.getByText('Here I am.').first().waitFor();
  await layla.write('Good.');
  await ana.page.getByText('Good.').first().waitFor();
  await survives('in the middle of the chat', async () => {
    for (const person of [ana, layla]) {
      for (const text of ['Are you there?', 'Here I am.', 'Good.']) await person.page.getByText(text).first().waitFor();
    }
  });

  await ana.button('offerVideo').click();
  await layla.button('startVideo').first().waitFor();
  await survives('after video was offered', () => layla.button('startVideo').first().waitFor());

  await layla.button('startVideo').first().click();
  await layla.button('agreeAndContinue').click();
  await layla.button('join').waitFor();
  await survives('at the device check', () => layla.button('join').waitFor());

  await layla.button('join').click();
  await ana.button('accept').waitFor();
  await survives('while the call rings', async () => {
    await ana.button('accept').waitFor();
    await layla.button('switchToVoice').waitFor();
  });

  await ana.acceptNext();
  await survives('at the moment of meeting', async () => {
    await ana.page.getByLabel(say('videoOf', 'Layla Haddad')).waitFor({ timeout: 20_000 });
    await layla.page.getByLabel(say('videoOf', 'Ana García')).waitFor({ timeout: 20_000 });
  });

  await mediaFlows(layla.page);
  await mediaFlows(ana.page);
  await survives('in the middle of the call', async () => {
    await shoot(layla.page, 'after-kill-in-call');
    await mediaFlows(layla.page);
    await mediaFlows(ana.page);
  });

  await layla.button('endCall').click();
  await ana.page.getByRole('radio').first().waitFor();
  await survives('in after-call work', () => ana.page.getByRole('radio').first().waitFor());

  await ana.wrapUp();
  await survives('after the wrap-up', () =>
    until(
      'the wrap-up code of both sessions',
      () => eyeline.get(`/api/v2/conversations/${conversation}`),
      ({ participants }) => participants.filter((one) => one.wrapup?.code).length === 2,
    ),
  );
  assert.deepEqual([...ana.errors, ...layla.errors], []);
});
