// Who waits, and why: what a supervisor sees of it, and the agent whose conversation it becomes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { atRest, launch, shoot } from './browser.mjs';
import { Eyeline } from './eyeline.mjs';
import { speaking } from './names.mjs';
import { Agent } from './people/agent.mjs';
import { Customer } from './people/customer.mjs';

const say = speaking('en');
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No serious or critical finding of axe on what is now on the screen. */
async function accessible(page, where) {
  await atRest(page);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  const grave = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  const told = grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(told, [], `axe on ${where}`);
}

describe('why here, why this wait', () => {
  let eyeline, browser;
  before(async () => {
    eyeline = await Eyeline.start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await eyeline?.stop();
  });

  const row = (page, name) => page.getByRole('row', { name });
  const answer = (page, words) => page.getByText(words).first();
  async function customer(name) {
    const one = await Customer.visit(browser, eyeline, { say });
    await one.openChat();
    await one.startChat({ name, email: 'somebody@example.com', phone: '+971505550142' });
    await one.write('I have a question about my home loan.');
    return one;
  }

  test('a supervisor sees who waits and why, and why an agent got them', async () => {
    const maya = await Agent.signIn(browser, eyeline, eyeline.person('Maya'), { say });
    const { page } = maya;
    await page.getByRole('link', { name: say('live') }).click();
    await page.getByRole('heading', { name: 'Nobody waits, and no conversation goes on' }).waitFor();
    await shoot(page, 'live-none');

    await customer('Layla Haddad');
    await row(page, 'Layla Haddad').getByRole('cell', { name: 'Waits' }).waitFor();
    await customer('Jon Berg');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    assert.equal(await row(page, 'Jon Berg').count(), 0, 'what is new waits to be let in');
    await shoot(page, 'live-new');
    await page.getByRole('button', { name: '1 new' }).click();
    assert.match(await page.getByRole('row').nth(1).innerText(), /Layla Haddad/, 'the longest wait is first');
    await accessible(page, 'the list');
    await shoot(page, 'live');

    await page.getByRole('link', { name: 'Layla Haddad' }).click();
    await answer(page, /^Layla Haddad has waited .*Nobody is on queue\.$/).waitFor();
    assert.equal(await row(page, 'Ana García').getByText('Off queue').count(), 1);
    assert.equal(await page.getByRole('term').filter({ hasText: 'Place in line' }).locator('xpath=../dd').innerText(), '1st');
    await accessible(page, 'why somebody waits');
    await shoot(page, 'why-waits');

    const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
    await ana.goOnQueue();
    await ana.button('accept').waitFor();
    await answer(page, /It rings at Ana García/).waitFor();
    await shoot(page, 'why-rings');
    await ana.accept();
    await answer(page, /^Layla Haddad waited .*Ana García got the conversation as the only agent free\.$/).waitFor();
    await ana.acceptNext();
    await row(page, 'Ana García').getByText('Chosen').waitFor();
    // Not everybody who was kept away is known by name later.
    await page.getByRole('cell', { name: 'Off queue' }).first().waitFor();
    await accessible(page, 'why somebody was answered');
    await shoot(page, 'why-answered');

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await maya.button('copyAsText').click();
    await page.getByRole('status').getByText('Copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Layla Haddad waited .*\n[^]*Ana García: Chosen/);

    await page.keyboard.press('Escape');
    await row(page, 'Layla Haddad').getByRole('cell', { name: 'In conversation' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Layla Haddad', 'one goes on from the row that was opened');
    await maya.button('pauseUpdates').click();
    await page.getByText(/^As it was at/).waitFor();
    assert.equal(await maya.button('pauseUpdates').getAttribute('aria-pressed'), 'true');
    await shoot(page, 'live-paused');

    await ana.page.getByRole('link', { name: say('whyThisWait') }).click();
    await answer(ana.page, /Ana García got the conversation as the only agent free\.$/).waitFor();
    assert.equal(await ana.page.getByRole('link', { name: say('live') }).count(), 0, 'an agent has no list of everybody');
    await shoot(ana.page, 'why-agent');
    await ana.page.goBack();
    await ana.page.getByRole('textbox', { name: say('message') }).waitFor();
    assert.deepEqual([...maya.errors, ...ana.errors], []);
  });

  test('in Arabic on a phone; and whoever may not see it is told so', async () => {
    await customer('Nadia Rahal');
    const maya = await Agent.signIn(browser, eyeline, eyeline.person('Maya'), { say, viewport: { width: 360, height: 640 } });
    await maya.page.goto(`${eyeline.url}/desk/?lang=ar#live`);
    const name = maya.page.getByRole('link', { name: 'Nadia Rahal' });
    await name.waitFor();
    await accessible(maya.page, 'the list in Arabic');
    await shoot(maya.page, 'ar-live');
    await name.click();
    await maya.page.getByRole('heading', { name: 'خطوة بخطوة' }).waitFor();
    await accessible(maya.page, 'the answer in Arabic');
    await shoot(maya.page, 'ar-why');
    assert.equal(await maya.page.evaluate(() => document.documentElement.scrollWidth), 360, 'nothing is wider than the phone');
    const conversation = new URL(maya.page.url()).hash.split('/').at(-1);

    const omar = await Agent.signIn(browser, eyeline, eyeline.person('Omar'), { say });
    await omar.page.goto(`${eyeline.url}/desk/#live`);
    await omar.page.getByRole('heading', { name: /for those who supervise/ }).waitFor();
    await shoot(omar.page, 'live-forbidden');
    await omar.page.goto(`${eyeline.url}/desk/#why/${conversation}`);
    await omar.page.getByRole('heading', { name: 'What routing decided is for those who supervise' }).waitFor();
    await omar.page.getByRole('button', { name: 'To your desk', exact: true }).click();
    await omar.onQueue.waitFor();
    await omar.page.getByRole('heading', { name: 'You are off queue' }).waitFor();
    assert.deepEqual([...maya.errors, ...omar.errors], []);
  });
});
