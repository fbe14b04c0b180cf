import type { Translation } from '../../ui/catalogue/message';
import type { LoginTexts } from './en';

const ar: Translation<LoginTexts> = {
  title: 'تسجيل الدخول · Eyeline',
  heading: 'تسجيل الدخول',
  email: 'البريد الإلكتروني',
  password: 'كلمة المرور',
  signIn: 'دخول',
  note: 'تبدأ خارج الطابور. يُطلب إذن الكاميرا والميكروفون لاحقًا.',
  languages: 'اللغة',
  capsLock: 'الأحرف الكبيرة مفعّلة',
  wrong: 'البريد وكلمة المرور غير متطابقين. بريدك محفوظ: أعد كتابة كلمة المرور.',
  locked: 'محاولات كثيرة لهذا البريد، فهو مقفل لبعض الوقت. لم يتغير شيء آخر. أعد المحاولة الساعة {clock}.',
  lockedAWhile: 'محاولات كثيرة لهذا البريد، فهو مقفل لبعض الوقت. لم يتغير شيء آخر. أعد المحاولة بعد بضع دقائق.',
};

export default ar;
