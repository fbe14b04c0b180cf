/** The web messaging guest protocol as far as a customer's page speaks it. */

export const HEALTH_CHECK = 'SGVhbHRoQ2hlY2tNZXNzYWdlSWQ=';

export const CODE = {
  sessionExpired: 4006,
  sessionNotFound: 4007,
  forbidden: 403,
} as const;

export interface QuickReply { readonly text: string; readonly payload: string }

export interface WireMessage {
  readonly id?: string;
  readonly type: 'Text' | 'Structured' | 'Event' | 'Receipt' | 'Message' | 'Unknown';
  readonly text?: string;
  readonly status?: 'Delivered' | 'Read';
  readonly direction?: 'Inbound' | 'Outbound';
  readonly channel?: {
    readonly from?: { readonly nickname?: string; readonly firstName?: string; readonly lastName?: string };
    readonly time?: string;
    readonly metadata?: { readonly customAttributes: Readonly<Record<string, string>> };
  };
  readonly content?: readonly {
    readonly contentType: string;
    readonly quickReply?: QuickReply;
    readonly buttonResponse?: { readonly text: string; readonly payload: string };
  }[];
  readonly events?: readonly {
    readonly eventType: string;
    readonly typing?: { readonly type: 'On' | 'Off'; readonly duration?: number };
    readonly presence?: { readonly type: 'Join' | 'Disconnect' | 'Clear' | 'SignIn' | 'SessionExpired' };
  }[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export type Frame = {
  readonly type: 'response' | 'message';
  readonly code: number;
  readonly tracingId?: string;
} & (
  | { readonly class: 'SessionResponse'; readonly body: { readonly connected: boolean; readonly newSession: boolean; readonly readOnly: boolean } }
  | { readonly class: 'StructuredMessage'; readonly body: WireMessage }
  | { readonly class: 'JwtResponse'; readonly body: { readonly jwt: string; readonly exp: number } }
  | { readonly class: 'TooManyRequestsErrorMessage'; readonly body: { readonly retryAfter: number } }
  | { readonly class: 'SessionExpiredEvent' | 'SessionClearedEvent'; readonly body: unknown }
  | { readonly class: 'ConnectionClosedEvent'; readonly body: { readonly reason?: string } }
  | { readonly class: 'string'; readonly body: string }
);
