/** The demo's first page. */
const en = {
  'title': 'Demo',
  'heading': 'Meet your customers face to face',
  'lead': 'This is {organization}, a bank that does not exist, with a contact centre that does: it runs on this computer alone.',
  'step.site': 'Open the site in one window: there you are the customer.',
  'step.desk': 'Open a desk in another, and go on queue.',
  'step.call': 'Chat, offer video, and see each other.',
  'site.open': 'Open the site',
  'people': 'Sign in as',
  'people.agents': 'Agents',
  'people.others': 'Those who lead',
  'role.agent': 'Agent',
  'role.supervisor': 'Supervisor',
  'role.administrator': 'Administrator',
  'open.desk': 'Open desk',
  'open.deskOf': 'Open desk as {name}',
  'open.admin': 'Open administration',
  'open.adminOf': 'Open administration as {name}',
  'languages': 'Speaks {languages}',
  'skills': 'Skills: {skills}',
  'passwords': 'Passwords',
  'passwords.more': 'For the sign-in page and for other clients. One click above does without.',
  'passwords.email': 'Email',
  'passwords.password': 'Password',
  'passwords.name': 'Name',
  'language': 'Language',
  'signIn': 'Sign-in page',
} as const;

export default en;
export type HomeTexts = typeof en;
