// What a customer does on the bank's page, by the names a screen reader reads.
import { watchMedia } from '../browser.mjs';

export class Customer {
  static async visit(browser, eyeline, { say, locale = 'en', viewport = { width: 1440, height: 900 }, permissions, prepare } = {}) {
    const context = await browser.newContext({ viewport, locale, ...(permissions ? { permissions } : {}) });
    await watchMedia(context);
    await prepare?.(context);
    const page = await context.newPage();
    const customer = new Customer(page, say);
    page.on('pageerror', (error) => customer.errors.push(error.message));
    await page.goto(`${eyeline.url}/site/?lang=${locale}`);
    return customer;
  }

  constructor(page, say) {
    this.page = page;
    this.say = say;
    this.errors = [];
  }

  button(key) {
    return this.page.getByRole('button', { name: this.say(key) });
  }

  /** Reloads the page of a call with `who`; milliseconds until they are together again. */
  async reload(who) {
    const begun = performance.now();
    await this.page.reload();
    await this.page.getByLabel(this.say('videoOf', who)).waitFor();
    await this.page.waitForFunction(() => window.peers.some((peer) => peer.connectionState === 'connected'));
    return performance.now() - begun;
  }

  heading(name) {
    return this.page.getByRole('heading', { name });
  }

  async openChat() {
    await this.button('chatWithUs').click();
  }

  async startChat({ name = 'Layla Haddad', email = 'layla@example.com', phone = '+971505550142' } = {}) {
    await this.page.getByRole('textbox', { name: this.say('name') }).fill(name);
    await this.page.getByRole('textbox', { name: this.say('email') }).fill(email);
    await this.page.getByRole('textbox', { name: this.say('phone') }).fill(phone);
    await this.button('startChat').click();
  }

  async write(text) {
    await this.page.getByRole('textbox', { name: this.say('message') }).fill(text);
    await this.button('send').click();
  }

  /** From the page to a chat in which something was said. */
  async chat(text = 'I have a question about my home loan.') {
    await this.openChat();
    await this.startChat();
    await this.write(text);
  }

  /** From the chat to the wait, or the call when an agent accepts. */
  async startVideo() {
    await this.button('startVideo').first().click();
    await this.agreeAndJoin();
  }

  async agreeAndJoin() {
    await this.button('agreeAndContinue').click();
    await this.button('join').click();
  }

  close() {
    return this.page.context().close();
  }
}
