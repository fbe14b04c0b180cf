// A guest of the web messaging protocol, by plain websocket.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

export class Guest {
  #waiting = new Map();

  /** Opens a new session on the demo's deployment. */
  static async open(WebSocket, eyeline) {
    const deploymentId = eyeline.info.deployments[0].id;
    const url = `${eyeline.url.replace('http', 'ws')}/v1?deploymentId=${deploymentId}`;
    const guest = new Guest(new WebSocket(url, { origin: eyeline.url }), randomUUID());
    await once(guest.socket, 'open');
    await guest.ask({ action: 'configureSession', deploymentId, startNew: false });
    return guest;
  }

  constructor(socket, token) {
    this.socket = socket;
    this.token = token;
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      this.#waiting.get(frame.tracingId)?.(frame);
    });
  }

  /** Sends a request and returns its answer. */
  ask(request) {
    const tracingId = randomUUID();
    const answered = new Promise((resolve) => this.#waiting.set(tracingId, resolve));
    this.socket.send(JSON.stringify({ token: this.token, tracingId, ...request }));
    return answered.finally(() => this.#waiting.delete(tracingId));
  }

  say(text) {
    return this.ask({ action: 'onMessage', message: { type: 'Text', text } });
  }

  async jwt() {
    return (await this.ask({ action: 'getJwt' })).body;
  }

  close() {
    this.socket.close();
  }
}
