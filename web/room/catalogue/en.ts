import shared from '../../ui/catalogue/en';

const en = {
  ...shared,

  'room.page': 'Room – Eyeline',
  'room.title': 'Join the room',
  'room.lead': 'See yourself first. The others see you once you join.',
  'room.name': 'Your name',
  'room.alias': 'Room',
  'room.join': 'Join',
  'room.noCamera': 'Your camera could not be opened. You can join by voice and try it again inside.',
  'room.tryCamera': 'Try the camera again',
  'room.waitCamera': 'Your browser asks for camera and microphone. Nothing is sent yet.',
  'room.pinTitle': 'This room has a PIN',
  'room.pinLead': 'It stands in your invitation.',
  'room.pin': 'PIN',
  'room.pinWrong': 'This PIN does not open the room. Everything else is kept. Check the digits.',
  'room.over.left': 'You have left the room',
  'room.over.removed': 'The room has been closed',
  'room.over.refused': 'This link does not open the room any more',
  'room.over.unreachable': 'The room cannot be reached',
  'room.overNote.left': 'You can come back as long as the room is open.',
  'room.overNote.removed': 'Nothing more is sent. Ask for a new link if you need one.',
  'room.overNote.refused': 'Links hold for one visit. Ask for a new one, or try again with the PIN.',
  'room.overNote.unreachable': 'Your name is kept. Check the network and try again.',
  'room.again': 'Join again',
} as const;

export default en;
