/** What `eyeline demo` says about itself: `GET /demo/info.json`, the same as its --info file. */

export interface DemoUser {
  id: string;
  name: string;
  email: string;
  password: string;
  roles: string[];
  languages?: string[];
  skills?: string[];
}

export interface DemoInfo {
  organization: { id: string; name: string };
  users: DemoUser[];
  pages: { site: string; desk: string; admin: string };
}

export async function demoInfo(): Promise<DemoInfo> {
  const answer = await fetch('/demo/info.json');
  if (!answer.ok) throw new Error(`the demo does not describe itself: ${answer.status}`);
  return (await answer.json()) as DemoInfo;
}

export type Role = 'agent' | 'supervisor' | 'administrator';

/** What somebody does here, by the most powerful of their roles. */
export function roleOf({ roles }: DemoUser): Role {
  if (roles.some((role) => /admin/i.test(role))) return 'administrator';
  return roles.some((role) => /supervisor/i.test(role)) ? 'supervisor' : 'agent';
}
