import type { FormDefinition } from '../../shared/forms/form-definition.ts';

const NAME_LENGTH = 80;
const PHOTO_BYTES = 400_000;

/** The registration form. People without papers, a telephone or a known birth date can be registered. */
export const DEMO_FORM: FormDefinition = {
  id: 'registration',
  version: 1,
  title: { en: 'Registration', ar: 'التسجيل' },
  fields: [
    {
      id: 'familyName',
      type: 'name',
      label: { en: 'Family name', ar: 'اسم العائلة' },
      hint: { en: 'As the person says it; any script', ar: 'كما يقوله الشخص، وبأي كتابة' },
      required: true,
      purposeId: 'registration',
      indexes: ['phonetic', 'fuzzy'],
      maxLength: NAME_LENGTH,
    },
    {
      id: 'givenName',
      type: 'name',
      label: { en: 'Given name', ar: 'الاسم الأول' },
      hint: {
        en: 'All given names, in their usual order',
        ar: 'جميع الأسماء الأولى بترتيبها المعتاد',
      },
      required: true,
      purposeId: 'registration',
      indexes: ['phonetic', 'fuzzy'],
      maxLength: NAME_LENGTH,
    },
    {
      id: 'birthDate',
      type: 'birth-date',
      label: { en: 'Date of birth', ar: 'تاريخ الميلاد' },
      hint: {
        en: 'Day, month or only the year: what the person knows',
        ar: 'اليوم أو الشهر أو السنة فقط: بحسب ما يعرفه الشخص',
      },
      required: false,
      purposeId: 'registration',
      indexes: ['fuzzy'],
    },
    {
      id: 'sex',
      type: 'choice',
      label: { en: 'Sex', ar: 'الجنس' },
      required: true,
      purposeId: 'registration',
      indexes: [],
      options: [
        { code: 'female', label: { en: 'Female', ar: 'أنثى' } },
        { code: 'male', label: { en: 'Male', ar: 'ذكر' } },
        { code: 'not-stated', label: { en: 'Prefers not to say', ar: 'يفضّل عدم الإجابة' } },
      ],
    },
    {
      id: 'nationalId',
      type: 'identifier',
      label: { en: 'National ID number', ar: 'رقم الهوية الوطنية' },
      hint: {
        en: 'From the card; leave empty if there is none',
        ar: 'من البطاقة؛ يُترك فارغًا إن لم توجد',
      },
      required: false,
      purposeId: 'registration',
      indexes: ['exact'],
      pattern: String.raw`[A-Z]{2}-\d{6,10}|\d{7,12}`,
      example: 'EH-204815',
    },
    {
      id: 'phone',
      type: 'phone',
      label: { en: 'Telephone number', ar: 'رقم الهاتف' },
      hint: {
        en: 'Where the person can be reached; may belong to a relative who agrees',
        ar: 'رقم يمكن الوصول إلى الشخص عليه؛ وقد يعود لقريب موافق',
      },
      required: false,
      purposeId: 'contact',
      indexes: ['exact', 'partial', 'fuzzy'],
      example: '+999 20 481 5162',
    },
    {
      id: 'area',
      type: 'area',
      label: { en: 'Village', ar: 'القرية' },
      hint: { en: 'Where the person lives now', ar: 'حيث يسكن الشخص الآن' },
      required: true,
      purposeId: 'registration',
      indexes: [],
    },
    {
      id: 'photo',
      type: 'photo',
      label: { en: 'Photograph', ar: 'الصورة' },
      hint: { en: 'Face only, in good light', ar: 'الوجه فقط، في إضاءة جيدة' },
      required: false,
      purposeId: 'identity-photo',
      indexes: [],
      maxBytes: PHOTO_BYTES,
    },
  ],
};
