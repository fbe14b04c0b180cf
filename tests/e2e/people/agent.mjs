// What an agent does at the desk, by the names a screen reader reads.
import { watchMedia } from '../browser.mjs';

export class Agent {
  static async signIn(browser, eyeline, person, { say, locale = 'en', viewport = { width: 1440, height: 900 }, prepare } = {}) {
    const context = await browser.newContext({ viewport, locale });
    await watchMedia(context);
    await prepare?.(context);
    const page = await context.newPage();
    const agent = new Agent(page, say);
    page.on('pageerror', (error) => agent.errors.push(error.message));
    await page.goto(`${eyeline.url}/desk/`);
    await page.getByRole('textbox', { name: say('email') }).fill(person.email);
    await page.getByLabel(say('password'), { exact: true }).fill(person.password);
    await page.getByRole('button', { name: say('signIn') }).click();
    await agent.onQueue.waitFor();
    return agent;
  }

  constructor(page, say) {
    this.page = page;
    this.say = say;
    this.errors = [];
  }

  button(key) {
    return this.page.getByRole('button', { name: this.say(key) });
  }

  get onQueue() {
    return this.page.getByRole('switch', { name: this.say('onQueue') });
  }

  async goOnQueue() {
    if ((await this.onQueue.getAttribute('aria-checked')) !== 'true') await this.onQueue.click();
    await this.page.getByRole('switch', { name: this.say('onQueue'), checked: true }).waitFor();
  }

  async accept() {
    await this.button('accept').click();
  }

  async write(text) {
    await this.page.getByRole('textbox', { name: this.say('message') }).fill(text);
    await this.button('send').click();
  }

  /** The toast rings for this person, and is accepted. */
  async acceptNext() {
    await this.button('accept').waitFor({ timeout: 30_000 });
    await this.accept();
  }

  /** Wraps up with the first code, which ends what is left of the conversation. */
  async wrapUp() {
    await this.page.getByRole('radio').first().click();
    await this.button('done').click();
    await this.button('done').waitFor({ state: 'detached' });
  }

  close() {
    return this.page.context().close();
  }
}
