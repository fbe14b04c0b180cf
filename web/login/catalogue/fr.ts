import type { Translation } from '../../ui/catalogue/message';
import type { LoginTexts } from './en';

const fr: Translation<LoginTexts> = {
  title: 'Connexion · Eyeline',
  heading: 'Connexion',
  email: 'E-mail',
  password: 'Mot de passe',
  signIn: 'Se connecter',
  note: 'Vous commencez hors file. La caméra et le micro sont demandés plus tard.',
  languages: 'Langue',
  capsLock: 'Verrouillage des majuscules actif',
  wrong: 'L’e-mail et le mot de passe ne vont pas ensemble. Votre e-mail est gardé : retapez le mot de passe.',
  locked: 'Trop d’essais pour cet e-mail : il est bloqué un moment. Rien d’autre n’a changé. Réessayez à {clock}.',
  lockedAWhile: 'Trop d’essais pour cet e-mail : il est bloqué un moment. Rien d’autre n’a changé. Réessayez dans quelques minutes.',
};

export default fr;
