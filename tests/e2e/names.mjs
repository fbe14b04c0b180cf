// The accessible names that screens promise, by language. English is the reference; a change here is a change for
// everybody who works by keyboard, voice or screen reader.
const en = {
  chatWithUs: /^Chat with us/,
  name: 'Name',
  email: 'Email',
  phone: 'Phone',
  startChat: 'Start chat',
  message: 'Message',
  send: 'Send',
  startVideo: 'Start video',
  agreeAndContinue: 'Agree and continue',
  join: 'Join',
  switchToVoice: /^Switch to voice/,
  callBack: /^Keep my place and call me back/,
  microphone: 'Microphone',
  camera: 'Camera',
  shareScreen: 'Share screen',
  chat: 'Chat',
  endCall: 'End call',
  signIn: 'Sign in',
  password: 'Password',
  onQueue: 'On queue',
  accept: 'Accept',
  decline: 'Decline',
  offerVideo: 'Offer video',
  hold: 'Hold',
  onHold: 'On hold',
  continueWithVoice: 'Continue with voice',
  tryCamera: 'Try the camera again',
  goOnWaiting: /^Go on waiting/,
  notes: 'Notes',
  done: 'Done',
  live: 'Live',
  pauseUpdates: 'Pause updates',
  whyThisWait: 'Why this wait',
  copyAsText: 'Copy as text',
  videoOf: (name) => `Video of ${name}`,
};

const ar = {
  chatWithUs: /^محادثة معنا/,
  name: 'الاسم',
  email: 'البريد الإلكتروني',
  phone: 'الهاتف',
  startChat: 'بدء المحادثة',
  message: 'الرسالة',
  send: 'إرسال',
  startVideo: 'بدء الفيديو',
  agreeAndContinue: 'موافقة ومتابعة',
  join: 'انضمام',
  switchToVoice: /^التحويل إلى مكالمة صوتية/,
  callBack: /^حفظ دوري ومعاودة الاتصال بي/,
  microphone: 'الميكروفون',
  camera: 'الكاميرا',
  shareScreen: 'مشاركة الشاشة',
  chat: 'المحادثة',
  endCall: 'إنهاء المكالمة',
  onHold: 'المكالمة معلّقة',
  live: 'مباشر',
  pauseUpdates: 'إيقاف التحديث مؤقتًا',
  copyAsText: 'نسخ كنص',
  videoOf: (name) => new RegExp(`^فيديو .?${name}.?$`),
};

const languages = { en, ar };

/** `say('send')` is the name of that control in the language. */
export function speaking(language) {
  const names = languages[language];
  return (key, ...values) => {
    const name = names[key];
    if (name === undefined) throw new Error(`no ${language} name for ${key}`);
    return typeof name === 'function' ? name(...values) : typeof name === 'string' ? exactly(name) : name;
  };
}

/** Playwright matches a string anywhere in a name; a name is the whole of it. */
function exactly(name) {
  return new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
