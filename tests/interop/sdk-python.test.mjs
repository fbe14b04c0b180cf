// The vendor's Python SDK, unmodified.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Eyeline } from '../e2e/eyeline.mjs';
import { authorize } from './sign-in.mjs';

const python = path.join(import.meta.dirname, '.venv/bin/python');
let eyeline;
before(async () => (eyeline = await Eyeline.start()));
after(() => eyeline.stop());

test('PureCloudPlatformClientV2 signs in, reads users/me, creates a callback and receives its events', async () => {
  const ana = eyeline.person('Ana');
  const grant = await authorize(eyeline, ana);
  const setting = JSON.stringify({ base_url: eyeline.url, queue_id: eyeline.info.queues[0].id, ...grant });
  const { stdout } = await promisify(execFile)(python, ['sdk_python.py', setting], { cwd: import.meta.dirname, timeout: 60_000 });
  const seen = JSON.parse(stdout);
  assert.equal(seen.me, ana.email);
  assert.equal(seen.presence, 'OnQueue');
  assert.equal(seen.callback_conversation, seen.event_conversation);
  assert.equal(seen.event_state, 'alerting');
});
