/** A small programme for the screens harness: invented names, areas and texts. */
import type { ProgrammeView } from '../../renderer/vault/vault-api.ts';

const INDEXES: Readonly<Record<string, Field['indexes']>> = {
  familyName: ['phonetic', 'fuzzy'],
  givenName: ['phonetic', 'fuzzy'],
  birthDate: ['fuzzy'],
  sex: ['exact'],
  nationalId: ['exact'],
  phone: ['exact', 'partial', 'fuzzy'],
};

export const SAMPLE_PROGRAMME: ProgrammeView = {
  id: 'north-river-2026',
  name: { en: 'North River cash support', ar: 'دعم نهر الشمال النقدي' },
  areas: [
    { id: 'r1', parentId: null, level: 0, name: { en: 'North River', ar: 'نهر الشمال' } },
    { id: 'd1', parentId: 'r1', level: 1, name: { en: 'Hill district', ar: 'مقاطعة التل' } },
    { id: 'd2', parentId: 'r1', level: 1, name: { en: 'Lake district', ar: 'مقاطعة البحيرة' } },
    { id: 'v1', parentId: 'd1', level: 2, name: { en: 'Old Mill', ar: 'الطاحونة القديمة' } },
    { id: 'v2', parentId: 'd1', level: 2, name: { en: 'Three Wells', ar: 'الآبار الثلاثة' } },
    { id: 'v3', parentId: 'd2', level: 2, name: { en: 'Reed Bank', ar: 'ضفة القصب' } },
  ],
  roles: [
    {
      id: 'custom-helpdesk',
      name: { en: 'Help desk', ar: 'مكتب المساعدة' },
      actions: ['device.read', 'programme.read'],
    },
  ],
  enrolmentAreaIds: ['v1', 'v2', 'v3'],
  notice: {
    id: 'notice-1',
    version: 2,
    controller: { name: 'Ministry of Social Protection', contact: '+211 900 000 001' },
    recipients: ['Ministry of Social Protection', 'Paying bank'],
    title: { en: 'How we use what you tell us', ar: 'كيف نستخدم ما تخبرنا به' },
    body: {
      en: 'We write down who you are and where you live so that you can receive cash support. What you tell us is encrypted on this laptop, and only the people who check registrations in your area can read it.\n\nYou may refuse. You may withdraw your consent later by calling the number below.',
      ar: 'نسجل من أنت وأين تعيش حتى تتمكن من الحصول على الدعم النقدي. ما تخبرنا به مشفّر على هذا الحاسوب، ولا يقرأه إلا من يراجعون التسجيلات في منطقتك.\n\nيحق لك أن ترفض. ويمكنك سحب موافقتك لاحقًا بالاتصال بالرقم أدناه.',
    },
    purposes: [
      {
        id: 'registration',
        dpvUri: 'https://w3id.org/dpv#IdentityVerification',
        name: { en: 'Registration', ar: 'التسجيل' },
        description: {
          en: 'To keep your name, birth date, national ID and village, and check that nobody is registered twice.',
          ar: 'لحفظ اسمك وتاريخ ميلادك ورقمك الوطني وقريتك، والتأكد من عدم تسجيل أحد مرتين.',
        },
        required: true,
      },
      {
        id: 'contact',
        dpvUri: 'https://w3id.org/dpv#CommunicationManagement',
        name: { en: 'Phone contact', ar: 'الاتصال الهاتفي' },
        description: {
          en: 'To call you about payments.',
          ar: 'للاتصال بك بشأن الدفعات.',
        },
        required: false,
      },
      {
        id: 'identity-photo',
        dpvUri: 'https://w3id.org/dpv#IdentityAuthentication',
        name: { en: 'Photo', ar: 'الصورة' },
        description: {
          en: 'To recognise you when you are paid.',
          ar: 'للتعرف عليك عند الدفع.',
        },
        required: false,
      },
    ],
    validityDays: 730,
  },
  form: {
    id: 'person',
    version: 1,
    title: { en: 'About the person', ar: 'عن الشخص' },
    fields: [
      field('familyName', 'name', 'Family name', 'اسم العائلة', { maxLength: 80 }),
      field('givenName', 'name', 'Given name', 'الاسم الأول', { maxLength: 80 }),
      field('birthDate', 'birth-date', 'Date of birth', 'تاريخ الميلاد', {}),
      field('sex', 'choice', 'Sex', 'الجنس', {
        options: [
          { code: 'f', label: { en: 'Female', ar: 'أنثى' } },
          { code: 'm', label: { en: 'Male', ar: 'ذكر' } },
          { code: 'x', label: { en: 'Other', ar: 'آخر' } },
        ],
      }),
      field('nationalId', 'identifier', 'National ID', 'الرقم الوطني', {
        pattern: '[A-Z]{2}\\d{7}',
        example: 'NR1234567',
      }),
      field('phone', 'phone', 'Phone', 'الهاتف', { example: '+211 912 345 678' }, 'contact'),
      field('area', 'area', 'Village', 'القرية', {}),
      field('photo', 'photo', 'Photo', 'الصورة', { maxBytes: 200_000 }, 'identity-photo'),
    ],
  },
  policy: {
    allowedTiers: ['bound', 'gated'],
    idleLockSeconds: 600,
    idleWarningSeconds: 60,
    leaseDays: 30,
    batchMaxItems: 100,
    passphraseMinLength: 12,
  },
  words: ['marble', 'orbit', 'lantern', 'season', 'velvet', 'chapter'],
};

type Field = ProgrammeView['form']['fields'][number];

function field(
  id: string,
  type: Field['type'],
  en: string,
  ar: string,
  rest: object,
  purposeId = 'registration',
): Field {
  const required = purposeId === 'registration';
  return {
    id,
    type,
    label: { en, ar },
    required,
    purposeId,
    indexes: INDEXES[id] ?? [],
    ...rest,
  } as unknown as Field;
}
