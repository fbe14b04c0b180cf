// The real binary, started and stopped as a person would.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BINARY = process.env.EYELINE ?? path.resolve(import.meta.dirname, '../../target/debug/eyeline');

/** A running demo. `folder` keeps its data between starts. */
export class Eyeline {
  #folder;
  #environment;
  #process;
  #log = '';

  constructor(folder, port, environment) {
    this.#folder = folder;
    this.#environment = environment;
    this.port = port;
  }

  /** Starts a demo with data of its own on a free port. */
  static async start(environment = {}) {
    const folder = await mkdtemp(path.join(tmpdir(), 'eyeline-e2e-'));
    const eyeline = new Eyeline(folder, await freePort(), environment);
    await eyeline.run();
    return eyeline;
  }

  /** Starts the process, or starts it again after `kill`. */
  async run() {
    const info = path.join(this.#folder, 'info.json');
    await rm(info, { force: true });
    const args = ['demo', '--listen', `127.0.0.1:${this.port}`, '--data', this.#folder, '--info', info];
    const env = { ...process.env, RUST_LOG: process.env.RUST_LOG ?? 'info', NO_COLOR: '1', ...this.#environment };
    const begun = performance.now();
    const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.#log += text));
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the demo ended with code ${code} before it was ready:\n${this.#log}`);
    });
    ended.catch(() => {});
    await Promise.race([this.#ready(child), ended]);
    this.readyAfterMs = performance.now() - begun;
    this.info = JSON.parse(await readFile(info, 'utf8'));
    this.url = this.info.base_url;
  }

  async #ready(child) {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      if (child.exitCode !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** kill -9: no farewell. */
  async kill() {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** Stops it as an operator does; an error if it does not stop cleanly. */
  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const [code] = await gone;
      if (code !== 0) throw new Error(`the demo stopped with code ${code}:\n${this.#log.slice(-4000)}`);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  get pid() {
    return this.#process.pid;
  }

  get log() {
    return this.#log;
  }

  /** Asks the API as the tests' own client. */
  async get(path) {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${await this.token()}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** A token of the tests' own client (client credentials). */
  async token() {
    const { id, secret } = this.info.oauth_clients.find((client) => client.name === 'tests');
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await fetch(`${this.url}/oauth/token`, { method: 'POST', headers: { authorization }, body });
    return (await answer.json()).access_token;
  }

  person(name) {
    return this.info.users.find((user) => user.name.startsWith(name));
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
