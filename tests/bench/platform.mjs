// Plain clients of the public protocols: a guest of the messenger, and an agent at the platform's API.
import { WebSocket } from 'ws';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { authorize } from '../interop/sign-in.mjs';

/** How long an event may take to come. */
const PATIENCE_MS = 30_000;

/** A customer's browser, as far as the messenger's protocol sees it. */
export class Guest {
  #socket;
  #token = randomUUID();
  #waiting = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (text) => {
      const frame = JSON.parse(text);
      this.#waiting.get(frame.tracingId)?.(frame);
      this.#waiting.delete(frame.tracingId);
    });
  }

  /** A guest who has said their first word, which begins a conversation. */
  static async chat(eyeline, name) {
    const deploymentId = eyeline.info.deployments[0].id;
    const socket = new WebSocket(`${eyeline.url.replace('http', 'ws')}/v1?deploymentId=${deploymentId}`);
    await once(socket, 'open');
    const guest = new Guest(socket);
    await guest.#ask({ action: 'configureSession', deploymentId });
    const customAttributes = { name, email: 'guest@example.com', phone: '+971505550142' };
    await guest.say('I have a question about my home loan.', { metadata: { customAttributes } });
    const { body } = await guest.#ask({ action: 'getJwt' });
    guest.jwt = body.jwt;
    guest.conversation = JSON.parse(Buffer.from(body.jwt.split('.')[1], 'base64url')).data.conversationId;
    return guest;
  }

  say(text, channel = {}) {
    return this.#ask({ action: 'onMessage', message: { type: 'Text', text, channel } });
  }

  async #ask(request) {
    const tracingId = randomUUID();
    const answered = new Promise((resolve) => this.#waiting.set(tracingId, resolve));
    this.#socket.send(JSON.stringify({ ...request, token: this.#token, tracingId }));
    const frame = await answered;
    if (frame.code !== 200) throw new Error(`the guest was refused: ${JSON.stringify(frame)}`);
    return frame;
  }

  /** What a tap on "Start video" sends, once the customer has agreed. */
  async startVideo(eyeline) {
    const body = { desired_time: 'now', conversation_id: this.conversation, media: 'video', firstname: 'Layla' };
    const answer = await fetch(`${eyeline.url}/create`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.jwt}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`/create: ${answer.status} ${await answer.text()}`);
  }

  close() {
    this.#socket.terminate();
  }
}

/** An agent's desk, as far as the platform's API sees it. */
export class Agent {
  #token;
  #socket;
  #heard = [];
  #ring = () => {};

  /** Signs `person` in, and listens to what concerns them. */
  static async signIn(eyeline, person) {
    const agent = new Agent();
    agent.eyeline = eyeline;
    agent.id = person.id;
    agent.#token = await token(eyeline, person);
    const channel = await agent.call('POST', '/api/v2/notifications/channels');
    const topics = [{ id: `v2.users.${person.id}.conversations` }];
    await agent.call('PUT', `/api/v2/notifications/channels/${channel.id}/subscriptions`, topics);
    agent.#socket = new WebSocket(channel.connectUri);
    agent.#socket.on('message', (text) => agent.#hear(JSON.parse(text), performance.now()));
    await once(agent.#socket, 'open');
    return agent;
  }

  async call(method, path, body) {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const options = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const answer = await fetch(this.eyeline.url + path, options);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async goOnQueue() {
    const definitions = await this.call('GET', '/api/v2/presence/definitions');
    const { id } = definitions.entities.find((one) => one.systemPresence === 'OnQueue');
    await this.call('PATCH', `/api/v2/users/${this.id}/presences/purecloud`, { presenceDefinition: { id } });
  }

  /**
   * The next event in which a session of ours on `medium` is in `state`, of `conversation` or of any: the
   * conversation, our participant, the session, and when we heard of it. Events before it are passed over.
   */
  async until(medium, state, conversation) {
    for (;;) {
      const { event, at } = await this.#next(`${medium} to be ${state}`);
      const { id, participants = [] } = event.eventBody;
      if (conversation !== undefined && id !== conversation) continue;
      for (const participant of participants) {
        const session = participant.userId === this.id && participant[medium]?.find((one) => one.state === state);
        if (session) return { conversation: id, participant: participant.id, session, at };
      }
    }
  }

  async #next(what) {
    const late = AbortSignal.timeout(PATIENCE_MS);
    while (this.#heard.length === 0) {
      if (late.aborted) throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
      await Promise.race([new Promise((resolve) => (this.#ring = resolve)), once(late, 'abort')]);
    }
    return this.#heard.shift();
  }

  #hear(event, at) {
    if (event.eventBody?.participants === undefined) return;
    this.#heard.push({ event, at });
    this.#ring();
  }

  accept(medium, { conversation, participant }) {
    return this.#change(medium, conversation, participant, { state: 'connected' });
  }

  /** Ends our session and says what it was about. */
  async finish(medium, { conversation, participant, session }) {
    await this.#change(medium, conversation, participant, { state: 'disconnected' });
    const path = `/api/v2/conversations/${medium}/${conversation}/participants/${participant}`;
    const code = this.eyeline.info.wrap_up_codes[0].id;
    await this.call('POST', `${path}/communications/${session.id}/wrapup`, { code });
  }

  #change(medium, conversation, participant, body) {
    return this.call('PATCH', `/api/v2/conversations/${medium}/${conversation}/participants/${participant}`, body);
  }

  close() {
    this.#socket.terminate();
  }
}

async function token(eyeline, person) {
  const { clientId, code, verifier, redirect } = await authorize(eyeline, person);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirect,
    code,
    code_verifier: verifier,
  });
  const answer = await fetch(`${eyeline.url}/oauth/token`, { method: 'POST', body });
  return (await answer.json()).access_token;
}
