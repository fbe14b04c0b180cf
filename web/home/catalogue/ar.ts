import type { Translation } from '../../ui/catalogue/message';
import type { HomeTexts } from './en';

const ar: Translation<HomeTexts> = {
  'title': 'العرض التجريبي',
  'heading': 'لقاء العملاء وجهًا لوجه',
  'lead': 'هذا {organization}، مصرف غير موجود بمركز اتصال حقيقي يعمل على هذا الحاسوب وحده.',
  'step.site': 'افتح الموقع في نافذة: أنت فيه العميل.',
  'step.desk': 'افتح مكتبًا في نافذة أخرى، وادخل الطابور.',
  'step.call': 'دردش، واعرض الفيديو، وليرَ كلٌّ منكما الآخر.',
  'site.open': 'فتح الموقع',
  'people': 'الدخول باسم',
  'people.agents': 'الموظفون',
  'people.others': 'المشرفون',
  'role.agent': 'موظف',
  'role.supervisor': 'مشرف',
  'role.administrator': 'مدير النظام',
  'open.desk': 'فتح المكتب',
  'open.deskOf': 'فتح المكتب باسم {name}',
  'open.admin': 'فتح الإدارة',
  'open.adminOf': 'فتح الإدارة باسم {name}',
  'languages': 'اللغات: {languages}',
  'skills': 'المهارات: {skills}',
  'passwords': 'كلمات المرور',
  'passwords.more': 'لصفحة تسجيل الدخول وللبرامج الأخرى. نقرة واحدة أعلاه تغني عنها.',
  'passwords.email': 'البريد الإلكتروني',
  'passwords.password': 'كلمة المرور',
  'passwords.name': 'الاسم',
  'language': 'اللغة',
  'signIn': 'صفحة تسجيل الدخول',
};

export default ar;
