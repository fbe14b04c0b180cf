// The widget on somebody else's page: another origin, and a policy that forbids everything inline.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, mediaFlows, shoot, watchMedia } from './browser.mjs';
import { Eyeline } from './eyeline.mjs';
import { speaking } from './names.mjs';
import { Agent } from './people/agent.mjs';
import { Customer } from './people/customer.mjs';

const say = speaking('en');
let browser, eyeline, host;

/** The bank's own server: a page with the one script tag, and a script of its own. */
async function serve() {
  const origin = eyeline.url;
  const policy = [
    "default-src 'self'",
    `script-src 'self' ${origin}`,
    "style-src 'self'",
    `connect-src 'self' ${origin} ${origin.replace('http', 'ws')}`,
    'media-src blob:',
    'img-src data: blob:',
  ].join('; ');
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A bank</title>
    <script src="${origin}/widget/loader.js" data-deployment="${eyeline.info.deployments[0].id}"></script>
    <script src="/host.js"></script></head><body><h1>A bank</h1></body></html>`;
  const script = `
    window.heard = [];
    for (const name of ['GenesysMessenger.opened', 'GenesysMessenger.conversationStarted', 'VideoEngagerCall.started', 'VideoEngagerCall.ended'])
      Eyeline.on(name, () => heard.push(name));
    Eyeline.setCustomAttributes({ name: 'Layla Haddad', email: 'layla@example.com', phone: '+971505550142', reason: 'home loan' });
    Eyeline.startGenesysChat();`;
  const server = createServer((request, response) => {
    const isScript = request.url === '/host.js';
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      'content-security-policy': policy,
    });
    response.end(isScript ? script : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

before(async () => {
  browser = await launch();
  eyeline = await Eyeline.start();
  host = await serve();
});
after(async () => {
  await browser?.close();
  host?.closeAllConnections();
  host?.close();
  await eyeline?.stop();
});

test('calls made before the bundle has loaded are heard, and nothing breaks the strict policy', async () => {
  const ana = await Agent.signIn(browser, eyeline, eyeline.person('Ana'), { say });
  await ana.goOnQueue();
  const context = await browser.newContext({ viewport: { width: 768, height: 1024 } });
  await watchMedia(context);
  const page = await context.newPage();
  const refused = [];
  page.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  const layla = new Customer(page, say);

  const field = page.getByRole('textbox', { name: say('name') });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Layla Haddad', 'known attributes fill the form in');
  await layla.button('startChat').click();
  await layla.write('Hello');
  await ana.acceptNext();
  assert.ok(await ana.page.getByText('home loan').first().isVisible(), 'the agent sees the reason');

  await page.evaluate(() => window.Eyeline.startVideoChatSession());
  await layla.agreeAndJoin();
  await ana.acceptNext();
  await mediaFlows(page);
  await mediaFlows(ana.page);
  await shoot(page, 'other-origin-call');
  await layla.button('endCall').click();
  await layla.heading(/Layla/).waitFor();
  assert.deepEqual(await page.evaluate(() => window.heard), [
    'GenesysMessenger.opened',
    'GenesysMessenger.conversationStarted',
    'VideoEngagerCall.started',
    'VideoEngagerCall.ended',
  ]);
  assert.deepEqual(refused, []);
});
