// The vendor's JavaScript SDK, unmodified.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sdk from 'purecloud-platform-client-v2';
import WebSocket from 'ws';
import { Eyeline } from '../e2e/eyeline.mjs';
import { authorize } from './sign-in.mjs';

let eyeline;
before(async () => (eyeline = await Eyeline.start()));
after(() => eyeline.stop());

/** The first event on `topic` for which `pick` finds something. */
function firstEvent(socket, topic, pick) {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const event = JSON.parse(data);
      const found = event.topicName === topic ? pick(event.eventBody) : undefined;
      if (found) resolve(found);
    });
  });
}

test('purecloud-platform-client-v2 signs in, reads users/me, creates a callback and receives its events', async () => {
  const client = sdk.ApiClient.instance;
  client.setGateway({ host: '127.0.0.1', protocol: 'http', port: eyeline.port });
  const sara = eyeline.person('Sara');
  const grant = await authorize(eyeline, sara);
  await client.authorizePKCEGrant(grant.clientId, grant.verifier, grant.code, grant.redirect);

  const me = await new sdk.UsersApi().getUsersMe({ expand: ['presence', 'routingStatus'] });
  assert.equal(me.email, sara.email);

  const notifications = new sdk.NotificationsApi();
  const channel = await notifications.postNotificationsChannels();
  const topic = `v2.users.${me.id}.conversations`;
  await notifications.postNotificationsChannelSubscriptions(channel.id, [{ id: topic }]);
  const socket = new WebSocket(channel.connectUri);
  const alert = firstEvent(socket, topic, (conversation) => {
    const mine = conversation.participants.find((one) => (one.userId ?? one.user?.id) === me.id);
    return mine?.callbacks?.[0] && { conversation: conversation.id, state: mine.callbacks[0].state };
  });

  const presence = new sdk.PresenceApi();
  const { entities } = await presence.getPresenceDefinitions0();
  const onQueue = entities.find((one) => ['OnQueue', 'On Queue'].includes(one.systemPresence));
  await presence.patchUserPresence(me.id, 'PURECLOUD', { presenceDefinition: { id: onQueue.id } });
  const created = await new sdk.ConversationsApi().postConversationsCallbacks({
    queueId: eyeline.info.queues[0].id,
    callbackUserName: 'Layla Haddad',
    callbackNumbers: ['+971505550142'],
  });
  assert.deepEqual(await alert, { conversation: created.conversation.id, state: 'alerting' });
  socket.close();
});
