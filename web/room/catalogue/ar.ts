import shared from '../../ui/catalogue/ar';
import type { Translation } from '../../ui/catalogue/message';
import type en from './en';

const ar: Translation<typeof en> = {
  ...shared,

  'room.page': 'الغرفة – Eyeline',
  'room.title': 'الانضمام إلى الغرفة',
  'room.lead': 'تظهر صورتك لك أولًا، ويراها الآخرون بعد الانضمام.',
  'room.name': 'الاسم',
  'room.alias': 'الغرفة',
  'room.join': 'انضمام',
  'room.noCamera': 'تعذّر فتح الكاميرا. يمكن الانضمام بالصوت وتجربتها مرة أخرى في الداخل.',
  'room.tryCamera': 'تجربة الكاميرا مرة أخرى',
  'room.waitCamera': 'يسأل المتصفح عن الكاميرا والميكروفون. لا يُرسل شيء بعد.',
  'room.pinTitle': 'لهذه الغرفة رمز دخول',
  'room.pinLead': 'الرمز مذكور في الدعوة.',
  'room.pin': 'رمز الدخول',
  'room.pinWrong': 'هذا الرمز لا يفتح الغرفة. كل ما عداه محفوظ. الرجاء مراجعة الأرقام.',
  'room.over.left': 'تمت مغادرة الغرفة',
  'room.over.removed': 'أُغلقت الغرفة',
  'room.over.refused': 'لم يعد هذا الرابط يفتح الغرفة',
  'room.over.unreachable': 'تعذّر الوصول إلى الغرفة',
  'room.overNote.left': 'يمكن العودة ما دامت الغرفة مفتوحة.',
  'room.overNote.removed': 'لا يُرسل شيء بعد الآن. يمكن طلب رابط جديد عند الحاجة.',
  'room.overNote.refused': 'الرابط صالح لزيارة واحدة. يمكن طلب رابط جديد أو المحاولة برمز الدخول.',
  'room.overNote.unreachable': 'اسمك محفوظ. الرجاء التحقق من الشبكة والمحاولة مرة أخرى.',
  'room.again': 'العودة',
};

export default ar;
