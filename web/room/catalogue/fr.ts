import shared from '../../ui/catalogue/fr';
import type { Translation } from '../../ui/catalogue/message';
import type en from './en';

const fr: Translation<typeof en> = {
  ...shared,

  'room.page': 'Salle – Eyeline',
  'room.title': 'Rejoindre la salle',
  'room.lead': 'Voyez-vous d’abord. Les autres vous voient dès que vous rejoignez.',
  'room.name': 'Votre nom',
  'room.alias': 'Salle',
  'room.join': 'Rejoindre',
  'room.noCamera': 'Votre caméra n’a pas pu s’ouvrir. Vous pouvez entrer par la voix et réessayer à l’intérieur.',
  'room.tryCamera': 'Réessayer la caméra',
  'room.waitCamera': 'Votre navigateur demande la caméra et le micro. Rien n’est encore envoyé.',
  'room.pinTitle': 'Cette salle a un code PIN',
  'room.pinLead': 'Il figure dans votre invitation.',
  'room.pin': 'Code PIN',
  'room.pinWrong': 'Ce code n’ouvre pas la salle. Le reste est conservé. Vérifiez les chiffres.',
  'room.over.left': 'Vous avez quitté la salle',
  'room.over.removed': 'La salle a été fermée',
  'room.over.refused': 'Ce lien n’ouvre plus la salle',
  'room.over.unreachable': 'La salle est injoignable',
  'room.overNote.left': 'Vous pouvez revenir tant que la salle est ouverte.',
  'room.overNote.removed': 'Plus rien n’est envoyé. Demandez un nouveau lien si besoin.',
  'room.overNote.refused': 'Un lien vaut pour une visite. Demandez-en un nouveau ou essayez avec le code PIN.',
  'room.overNote.unreachable': 'Votre nom est conservé. Vérifiez le réseau et réessayez.',
  'room.again': 'Revenir',
};

export default fr;
