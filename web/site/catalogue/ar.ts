import type { Translation } from '../../ui/catalogue/message';
import type en from './en';

const ar: Translation<typeof en> = {
  bank: 'بنك المرفأ',
  nav: 'القائمة الرئيسية',
  accounts: 'الحسابات',
  mortgages: 'الرهن العقاري',
  savings: 'الادخار',
  help: 'المساعدة',
  title: 'سعر ثابت لمنزلك تُبنى عليه الخطط',
  lead: 'تثبيت السعر لسنتين أو خمس أو عشر سنوات. القرار في محادثة واحدة مع مستشار اطّلع على ملفك.',
  more: 'أسعار اليوم',
  two: 'سنتان',
  five: 'خمس سنوات',
  ten: 'عشر سنوات',
  greeting: 'سؤال عن الرهن العقاري؟ المستشار يجيب كتابةً أو وجهًا لوجه.',
};

export default ar;
