/** The conference's client API as far as our pages speak it: Pexip's, with `seat`, `multistream` and `connection` of our own. */

export interface Envelope<T> { readonly status: 'success' | 'failed'; readonly result: T }

export type YesNo = 'YES' | 'NO';

export interface WireParticipant {
  readonly uuid: string;
  readonly display_name: string;
  readonly role: 'chair' | 'guest';
  readonly protocol?: string;
  readonly service_type?: string;
  readonly has_media?: boolean;
  readonly is_muted?: YesNo;
  readonly is_client_muted?: YesNo;
  readonly is_video_muted?: boolean;
  readonly is_presenting?: YesNo;
  readonly is_audio_only_call?: YesNo;
  readonly is_on_hold?: boolean;
  /** Ours: whether the node still hears from this participant. */
  readonly connection?: 'good' | 'lost';
}

export interface TokenGranted {
  readonly token: string;
  /** Seconds, as a string. */
  readonly expires: string;
  readonly participant_uuid: string;
  readonly role: 'HOST' | 'GUEST';
  readonly display_name: string;
  readonly current_service_type: string;
  readonly conference_name?: string;
  readonly call_type?: 'video' | 'video-only' | 'audio';
  /** Ours: the key by which a reloaded page takes its place again. */
  readonly seat?: string;
}

export interface PinPrompt { readonly pin: 'required' | 'none'; readonly guest_pin: 'required' | 'none' }

/** Ours: which line of our description carries whose media. */
export interface WireTrack {
  readonly mid: string;
  readonly participant_uuid: string;
  readonly kind: 'audio' | 'video';
  readonly content: 'main' | 'slides';
}

export interface WireMessage {
  readonly origin: string;
  readonly uuid: string;
  readonly type: string;
  readonly payload: string;
}

/** Server-sent events by name. */
export interface WireEvents {
  participant_sync_begin: null;
  participant_sync_end: null;
  participant_create: WireParticipant;
  participant_update: WireParticipant;
  participant_delete: { readonly uuid: string };
  multistream: { readonly tracks: readonly WireTrack[] };
  stage: readonly { readonly participant_uuid: string; readonly vad: number }[];
  message_received: WireMessage;
  presentation_start: { readonly presenter_uuid: string; readonly presenter_name: string };
  presentation_stop: null;
  new_offer: { readonly sdp: string };
  refresh_token: null;
  on_hold: { readonly setting: boolean };
  call_disconnected: { readonly call_uuid: string; readonly reason: string };
  disconnect: { readonly reason: string };
}

export const WIRE_EVENTS = [
  'participant_sync_begin', 'participant_sync_end', 'participant_create', 'participant_update', 'participant_delete',
  'multistream', 'stage', 'message_received', 'presentation_start', 'presentation_stop', 'new_offer', 'refresh_token',
  'on_hold', 'call_disconnected', 'disconnect',
] as const satisfies readonly (keyof WireEvents)[];
