import type { Translation } from '../../ui/catalogue/message';
import type en from './en';

const fr: Translation<typeof en> = {
  bank: 'Harbour Bank',
  nav: 'Principal',
  accounts: 'Comptes',
  mortgages: 'Crédits immobiliers',
  savings: 'Épargne',
  help: 'Aide',
  title: 'Un taux sur lequel bâtir vos projets',
  lead: 'Fixez votre taux pour deux, cinq ou dix ans. Décidez en une conversation, avec quelqu’un qui a lu votre dossier.',
  more: 'Voir les taux du jour',
  two: 'deux ans',
  five: 'cinq ans',
  ten: 'dix ans',
  greeting: 'Une question sur un crédit ? Un conseiller vous répond, par écrit ou en face à face.',
};

export default fr;
