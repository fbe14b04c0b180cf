import type { Translation } from '../../ui/catalogue/message';
import type { HomeTexts } from './en';

const fr: Translation<HomeTexts> = {
  'title': 'Démo',
  'heading': 'Rencontrez vos clients face à face',
  'lead': 'Voici {organization}, une banque qui n’existe pas, avec un centre de contact bien réel : il tourne sur ce seul ordinateur.',
  'step.site': 'Ouvrez le site dans une fenêtre : là, vous êtes le client.',
  'step.desk': 'Ouvrez un bureau dans une autre, et mettez-vous en file.',
  'step.call': 'Discutez, proposez la vidéo, et voyez-vous.',
  'site.open': 'Ouvrir le site',
  'people': 'Entrer comme',
  'people.agents': 'Agents',
  'people.others': 'Encadrement',
  'role.agent': 'Agent',
  'role.supervisor': 'Superviseur',
  'role.administrator': 'Administrateur',
  'open.desk': 'Ouvrir le bureau',
  'open.deskOf': 'Ouvrir le bureau de {name}',
  'open.admin': 'Ouvrir l’administration',
  'open.adminOf': 'Ouvrir l’administration comme {name}',
  'languages': 'Parle {languages}',
  'skills': 'Compétences : {skills}',
  'passwords': 'Mots de passe',
  'passwords.more': 'Pour la page de connexion et les autres clients. Un clic ci-dessus s’en passe.',
  'passwords.email': 'E-mail',
  'passwords.password': 'Mot de passe',
  'passwords.name': 'Nom',
  'language': 'Langue',
  'signIn': 'Page de connexion',
};

export default fr;
