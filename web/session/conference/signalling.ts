import { WIRE_EVENTS, type Envelope, type PinPrompt, type TokenGranted, type WireEvents } from './wire';

/** The node said no. */
export class Refused extends Error {
  constructor(readonly status: number, readonly reason: string) {
    super(`the conference refused: ${status} ${reason}`);
  }
}

/** The node did not answer. */
export class Unreachable extends Error {}

export interface JoinRequest {
  readonly display_name: string;
  /** A one-time ticket. */
  readonly token?: string | undefined;
  readonly seat?: string | undefined;
  readonly pin?: string | undefined;
  readonly call_tag?: string | undefined;
}

export type JoinAnswer =
  | { readonly at: 'granted'; readonly grant: TokenGranted }
  | { readonly at: 'pin'; readonly prompt: PinPrompt };

export type EventHandlers = { readonly [Name in keyof WireEvents]: (data: WireEvents[Name]) => void };

/** One participant's requests to a node. Knows the paths and the token, decides nothing. */
export class Signalling {
  private token = '';
  private participant = '';
  private call = '';
  private readonly conference: string;

  constructor(origin: string, alias: string) {
    this.conference = `${origin}/api/client/v2/conferences/${encodeURIComponent(alias)}`;
  }

  async requestToken({ pin, ...body }: JoinRequest): Promise<JoinAnswer> {
    const { code, status, result } = await this.send<TokenGranted | PinPrompt | string>(`${this.conference}/request_token`, { ...body, multistream: true }, pin ? { pin } : {});
    if (status === 'success' && typeof result === 'object' && 'pin' in result) return { at: 'pin', prompt: result };
    if (typeof result === 'string' || !('token' in result)) throw new Refused(code, String(result));
    this.token = result.token;
    this.participant = `${this.conference}/participants/${result.participant_uuid}`;
    return { at: 'granted', grant: result };
  }

  async refreshToken(): Promise<void> {
    const { token } = await this.ask<{ token: string }>(`${this.conference}/refresh_token`);
    this.token = token;
  }

  /** A stream of events until it breaks; the caller decides whether to open another. */
  events(handlers: EventHandlers, opened: () => void, broke: () => void): () => void {
    const source = new EventSource(`${this.conference}/events?token=${this.token}`);
    source.onopen = opened;
    source.onerror = () => { source.close(); broke(); };
    for (const name of WIRE_EVENTS) {
      source.addEventListener(name, (event) => {
        (handlers[name] as (data: unknown) => void)(JSON.parse((event as MessageEvent<string>).data));
      });
    }
    return () => source.close();
  }

  async offer(sdp: string): Promise<string> {
    const { call_uuid: call, sdp: answer } = await this.ask<{ call_uuid: string; sdp: string }>(`${this.participant}/calls`, {
      call_type: 'WEBRTC', media_type: 'video', fecc_supported: false, sdp,
    });
    this.call = `${this.participant}/calls/${call}`;
    return answer;
  }

  async update(sdp: string): Promise<string> {
    const result = await this.ask<{ sdp: string } | string>(`${this.call}/update`, { sdp, fecc_supported: false });
    return typeof result === 'string' ? result : result.sdp;
  }

  acknowledge(): Promise<unknown> { return this.ask(`${this.call}/ack`, {}); }
  answerOffer(sdp: string): Promise<unknown> { return this.ask(`${this.call}/ack`, { sdp }); }
  ignoreOffer(): Promise<unknown> { return this.ask(`${this.call}/ack`, { sdp: 'offer_ignored', offer_ignored: true }); }
  layers(layers: readonly { mid: string; rid: string | null }[]): Promise<unknown> { return this.ask(`${this.call}/layers`, { layers }); }

  candidate(candidate: RTCIceCandidate | null): Promise<unknown> {
    return this.ask(`${this.call}/new_candidate`, {
      candidate: candidate?.candidate ?? '',
      mid: candidate?.sdpMid ?? '0',
      ...(candidate?.usernameFragment ? { ufrag: candidate.usernameFragment } : {}),
    });
  }

  microphone(on: boolean): Promise<unknown> { return this.ask(`${this.participant}/${on ? 'client_unmute' : 'client_mute'}`); }
  camera(on: boolean): Promise<unknown> { return this.ask(`${this.participant}/${on ? 'video_unmuted' : 'video_muted'}`); }
  hold(held: boolean): Promise<unknown> { return this.ask(`${this.participant}/${held ? 'hold' : 'resume'}`); }
  floor(take: boolean): Promise<unknown> { return this.ask(`${this.participant}/${take ? 'take_floor' : 'release_floor'}`); }
  message(payload: string): Promise<unknown> { return this.ask(`${this.conference}/message`, { type: 'text/plain', payload }); }

  /** Says goodbye so that it also arrives when the page is being closed. */
  release(): void {
    if (!this.token) return;
    void fetch(`${this.conference}/release_token`, { method: 'POST', headers: { token: this.token }, keepalive: true }).catch(() => undefined);
    this.token = '';
  }

  private async ask<T>(url: string, body?: unknown): Promise<T> {
    const { code, status, result } = await this.send<T>(url, body, { token: this.token });
    if (status !== 'success') throw new Refused(code, String(result));
    return result;
  }

  private async send<T>(url: string, body: unknown, headers: Record<string, string>): Promise<Envelope<T> & { code: number }> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      });
      // Overloaded or going down: a node that says so may be asked again, like one that says nothing.
      if (answer.status === 429 || answer.status >= 500) throw new Unreachable(`the conference answers ${answer.status}`);
      return { code: answer.status, ...((await answer.json()) as Envelope<T>) };
    } catch (cause) {
      if (cause instanceof Unreachable) throw cause;
      throw new Unreachable('the conference does not answer', { cause });
    }
  }
}
