/** The escalation as engagement tells it to the customer's page. Only the current stage's object is there (and `meeting` while interrupted). */
export interface Escalation {
  readonly id: string;
  readonly conversation_id: string;
  readonly stage: 'waiting' | 'meeting' | 'interrupted' | 'ended';
  readonly media: 'video' | 'voice';
  readonly call_back: boolean;
  readonly queue?: { readonly name: string };
  readonly waiting?: {
    readonly position?: number | null;
    readonly estimated_wait_s?: number | null;
    readonly since: string;
    readonly note?: 'next_adviser' | 'adviser_lost' | 'restarted' | null;
    readonly offers_due: boolean;
  };
  readonly meeting?: {
    readonly adviser: { readonly name: string };
    readonly room?: { readonly alias: string; readonly ticket: string; readonly node?: string } | null;
    readonly started_at?: string | null;
  };
  readonly interrupted?: { readonly adviser: { readonly name: string }; readonly until: string };
  readonly ended?: {
    readonly reason: 'adviser_left' | 'customer_left' | 'called_back' | 'failed';
    readonly duration_s: number;
    readonly reference: string;
  };
}

export interface CreateRequest {
  readonly desired_time: 'now';
  readonly conversation_id: string;
  readonly tenantId?: string;
  readonly firstname: string;
  readonly lastname: string;
  readonly customer_email: string;
  readonly _customer_number: string;
  readonly media: 'video' | 'voice';
  readonly locale: string;
  readonly veSubject: string;
  readonly customAttributes: Readonly<Record<string, string>>;
}

export interface CreateResponse { readonly videoengager: { readonly scheduleId: string; readonly code: string } }
