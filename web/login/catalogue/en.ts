/** The sign-in page's texts; the page itself stands in English, for browsers without scripts. */
const en = {
  title: 'Sign in · Eyeline',
  heading: 'Sign in',
  email: 'Email',
  password: 'Password',
  signIn: 'Sign in',
  note: 'You start off queue. Camera and microphone are asked for later.',
  languages: 'Language',
  capsLock: 'Caps Lock is on',
  wrong: 'Email and password do not belong together. Your email is kept: type the password again.',
  locked: 'Too many tries for this email, so it is locked for a while. Nothing else is changed. Try again at {clock}.',
  lockedAWhile: 'Too many tries for this email, so it is locked for a while. Nothing else is changed. Try again in a few minutes.',
} as const;

export default en;
export type LoginTexts = typeof en;
