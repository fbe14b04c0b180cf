// Flows by the vendor's JavaScript SDK, unmodified: from an author's hand to the agent they name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sdk from 'purecloud-platform-client-v2';
import WebSocket from 'ws';
import { Eyeline } from '../e2e/eyeline.mjs';
import { Guest } from './guest.mjs';

const WELCOME = `
inboundShortMessage:
  name: Welcome
  states:
    - state:
        name: Initial State
        actions:
          - sendResponse: {name: Greet, messageBody: {lit: "Welcome to {{bank}}"}}
`;

let eyeline;
before(async () => (eyeline = await Eyeline.start()));
after(() => eyeline.stop());

test('purecloud-platform-client-v2 creates, saves, publishes and attaches a flow', async () => {
  const client = sdk.ApiClient.instance;
  client.setGateway({ host: '127.0.0.1', protocol: 'http', port: eyeline.port });
  const program = eyeline.info.oauth_clients.find((one) => one.name === 'tests');
  await client.loginClientCredentialsGrant(program.id, program.secret);
  const architect = new sdk.ArchitectApi();

  const made = await architect.postFlows({ name: 'Welcome', type: 'INBOUNDSHORTMESSAGE' });
  assert.equal(made.lockedClient.id, program.id);
  await architect.postFlowVersions(made.id, { configuration: WELCOME, substitutions: { bonk: 'Harbour Bank' } });
  await assert.rejects(architect.postFlowsActionsPublish(made.id), (refused) => {
    assert.equal(refused.status, 400);
    const { message, messageParams } = refused.errors[0];
    assert.deepEqual([message, messageParams.line], ['nothing is given for the placeholder {{bank}}', '8']);
    return true;
  });
  await architect.postFlowVersions(made.id, { configuration: WELCOME, substitutions: { bank: 'Harbour Bank' } });
  await architect.postFlowsActionsCheckin(made.id);
  const operation = await architect.postFlowsActionsPublish(made.id, { version: '2.0' });
  assert.deepEqual([operation.complete, operation.actionStatus], [true, 'SUCCESS']);

  const { entities, total } = await architect.getFlows({ type: ['inboundshortmessage'], nameOrDescription: 'wel' });
  assert.deepEqual([total, entities[0].publishedVersion.id, entities[0].active], [1, '2.0', true]);
  const versions = await architect.getFlowVersions(made.id);
  assert.deepEqual(versions.entities.map((version) => version.type), ['PUBLISH', 'CHECKIN']);

  const deployments = new sdk.WebDeploymentsApi();
  const [{ id }] = eyeline.info.deployments;
  const deployment = await deployments.getWebdeploymentsDeployment(id);
  const attached = await deployments.putWebdeploymentsDeployment(id, { ...deployment, flow: { id: made.id } });
  assert.equal(attached.flow.name, 'Welcome');

  const guest = await Guest.open(WebSocket, eyeline);
  const greeted = new Promise((resolve) => {
    guest.socket.on('message', (data) => {
      const { body } = JSON.parse(data);
      if (body?.direction === 'Outbound') resolve(body.text);
    });
  });
  await guest.say('Hello');
  assert.equal(await greeted, 'Welcome to Harbour Bank');
  guest.close();
});
