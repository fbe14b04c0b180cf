/** Who writes to us, as far as they have said. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export const NOBODY: Customer = { name: '', email: '', phone: '' };

export type Fault = 'missing' | 'malformed' | 'short';
export type Faults = { readonly [Field in keyof Customer]?: Fault };

/** What must be mended before a chat can start. The telephone is checked only for being dialable; numbers differ too much for more. */
export function faults({ name, email, phone }: Customer): Faults {
  const digits = phone.replace(/\D/g, '').length;
  return {
    ...(name.trim() === '' ? { name: 'missing' as const } : {}),
    ...(email.trim() === '' ? { email: 'missing' as const } : /^\S+@\S+\.\S+$/.test(email.trim()) ? {} : { email: 'malformed' as const }),
    ...(phone.trim() === '' || digits >= 7 ? {} : { phone: 'short' as const }),
  };
}

/** The first word is the given name: what the APIs behind us want to know separately. */
export function nameParts(name: string): { first: string; last: string } {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return { first, last: rest.join(' ') };
}
