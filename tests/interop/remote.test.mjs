// Engagement in one process is a client of the contact center in another: only the configuration says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Eyeline } from '../e2e/eyeline.mjs';
import { until } from '../e2e/browser.mjs';
import { Guest } from './guest.mjs';
import { authorize } from './sign-in.mjs';

let center, front;
before(async () => {
  center = await Eyeline.start();
  const client = center.info.oauth_clients.find((client) => client.name === 'engagement');
  front = await Eyeline.start({
    EYELINE__CONTACT_CENTER__MODE: 'genesys-cloud',
    EYELINE__CONTACT_CENTER__BASE_URL: center.url,
    EYELINE__CONTACT_CENTER__CLIENT_ID: client.id,
    EYELINE__CONTACT_CENTER__CLIENT_SECRET: client.secret,
  });
});
after(async () => {
  await front?.stop();
  await center?.stop();
});

/** An agent by plain HTTP: on queue, and able to take what rings. */
class Desk {
  static async signIn(eyeline, user) {
    const { clientId, code, verifier, redirect } = await authorize(eyeline, user);
    const body = new URLSearchParams({
      grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier, redirect_uri: redirect,
    });
    const { access_token: token } = await (await fetch(`${eyeline.url}/oauth/token`, { method: 'POST', body })).json();
    return new Desk(eyeline, user, token);
  }

  constructor(eyeline, user, token) {
    Object.assign(this, { eyeline, user, token });
  }

  async ask(method, path, body, eyeline = this.eyeline) {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const answer = await fetch(eyeline.url + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text && JSON.parse(text);
  }

  async goOnQueue() {
    const { entities } = await this.ask('GET', '/api/v2/presence/definitions');
    const { id } = entities.find((one) => one.systemPresence === 'OnQueue');
    await this.ask('PATCH', `/api/v2/users/${this.user.id}/presences/purecloud`, { presenceDefinition: { id } });
  }

  /** Waits until `medium` rings in some conversation, and answers. */
  async answer(medium) {
    const found = await until(
      `${medium} to ring`,
      () => this.ask('GET', '/api/v2/conversations'),
      ({ entities }) => this.ringing(entities, medium) !== undefined,
    );
    const { conversation, participant } = this.ringing(found.entities, medium);
    await this.ask('PATCH', `/api/v2/conversations/${medium}/${conversation}/participants/${participant}`, { state: 'connected' });
    return conversation;
  }

  ringing(conversations, medium) {
    for (const { id, participants } of conversations) {
      const mine = participants.find((one) => one.userId === this.user.id && one[medium]?.some((session) => session.state === 'alerting'));
      if (mine) return { conversation: id, participant: mine.id };
    }
    return undefined;
  }
}

test('a chat in one process becomes a meeting in a room of another', async () => {
  const ana = await Desk.signIn(center, center.person('Ana'));
  await ana.goOnQueue();
  const guest = await Guest.open(WebSocket, center);
  await guest.say('Hello');
  const conversation = await ana.answer('messages');

  const { jwt } = await guest.jwt();
  const created = await fetch(`${front.url}/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
    body: JSON.stringify({ desired_time: 'now', conversation_id: conversation, firstname: 'Layla', lastname: 'Haddad', media: 'video' }),
  });
  assert.ok(created.ok, `POST /create: ${created.status}`);
  const { genesys, videoengager } = await created.json();
  assert.equal(genesys.conversation.id, conversation);

  assert.equal(await ana.answer('callbacks'), conversation, 'the callback rings in the same conversation');
  const { room } = await ana.ask('GET', `/api/eyeline/v1/conversations/${conversation}/room`, undefined, front);
  const escalation = await until(
    'the customer to be led into the room',
    async () => (await fetch(`${front.url}/api/eyeline/v1/escalations/${videoengager.code}`)).json(),
    ({ stage }) => stage === 'meeting',
  );
  assert.equal(escalation.meeting.room.alias, room.alias, 'both are led into one room');
  for (const [ticket, role] of [[room.ticket, 'HOST'], [escalation.meeting.room.ticket, 'GUEST']]) {
    const joined = await fetch(`${front.url}/api/client/v2/conferences/${room.alias}/request_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ display_name: 'somebody', token: ticket }),
    });
    assert.equal((await joined.json()).result.role, role);
  }
  guest.close();
});
