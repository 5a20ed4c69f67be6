import type { ConsentNotice } from '../../shared/domain/consent-notice.ts';

const BODY_EN = `We are registering people whose lives were disturbed by the drought and the floods, so that cash support can reach them. Please listen to this before you decide. Take your time, and ask anything you like.

What we ask. Your name, your date of birth or your age, whether you are a man or a woman, where you live, and the number of your identity card if you have one. You can register without papers. If you agree, we also note a telephone number and take a photograph.

Why. To decide, by the same rules for everybody, who receives support; to make sure that nobody is registered twice; and to reach you when there is news.

Who sees it. What you tell us is locked on this computer before it leaves this place. Only the programme's reviewers for your area can open it. It is not given to the police, the army, the tax office or any political party, and it is not sold.

How long. Your consent counts for two years. After that we ask you again or erase what we hold.

You are free to choose. You may say no to the telephone number and to the photograph and still be registered in the same way. Without the first purpose we cannot register you, and then nothing of what you said is kept. Saying no to us does not close other help to you, such as food, water or health care.

You may change your mind. You may at any time ask to see what we hold, to have it corrected, or to withdraw your consent, at the office below or with any registration team. It costs nothing, and nobody may treat you worse for it. Registering is free: if anyone asks you for money or a favour, please tell us.`;

const BODY_AR = `نسجّل الأشخاص الذين تضررت حياتهم من الجفاف والفيضانات، حتى يصل إليهم الدعم النقدي. نرجو أن تستمعوا إلى هذا البيان قبل أن تقرروا. خذوا الوقت الذي تحتاجونه، واسألوا عن كل ما تريدون.

ماذا نسألكم. اسمكم، وتاريخ ميلادكم أو عمركم، وهل أنتم رجل أم امرأة، ومكان سكنكم، ورقم بطاقة الهوية إن وُجدت. يمكنكم التسجيل من دون أوراق. وإذا وافقتم، نسجّل أيضًا رقم هاتف ونلتقط صورة.

لماذا. لنقرر، وفق القواعد نفسها للجميع، من يتلقى الدعم؛ ولنتأكد من أن أحدًا لم يُسجَّل مرتين؛ ولنتواصل معكم عندما تكون هناك أخبار.

من يطّلع عليها. تُقفل المعلومات التي تعطوننا إياها على هذا الحاسوب قبل أن تغادر هذا المكان. ولا يستطيع فتحها إلا مراجعو البرنامج المسؤولون عن منطقتكم. ولا تُعطى للشرطة ولا للجيش ولا لدائرة الضرائب ولا لأي حزب سياسي، ولا تُباع.

إلى متى. تسري موافقتكم سنتين. بعد ذلك نسألكم من جديد أو نمحو ما لدينا.

أنتم أحرار في الاختيار. يمكنكم رفض رقم الهاتف ورفض الصورة، ويجري تسجيلكم بالطريقة نفسها. من دون الغرض الأول لا نستطيع تسجيلكم، وعندها لا نحتفظ بأي شيء مما قلتموه. ورفضكم لا يحرمكم من أي مساعدة أخرى، كالغذاء أو الماء أو الرعاية الصحية.

يمكنكم تغيير رأيكم. يحق لكم في أي وقت أن تطلبوا الاطلاع على ما لدينا عنكم أو تصحيحه أو سحب موافقتكم، في المكتب المذكور أدناه أو لدى أي فريق تسجيل. لا يكلفكم ذلك شيئًا، ولا يجوز لأحد أن يعاملكم معاملة أسوأ بسببه. التسجيل مجاني: إذا طلب منكم أحد مالًا أو خدمة مقابله، فأخبرونا من فضلكم.`;

/** The notice people hear before anything is asked: plain words, in English and Arabic. */
export const DEMO_NOTICE: ConsentNotice = {
  id: 'cash-support-notice',
  version: 1,
  controller: {
    name: 'Directorate of Social Support, Eastern Highlands',
    contact: 'Old Market Square 1, Tarifa · open Sunday to Thursday, 8 to 14 h',
  },
  recipients: ['Reviewers of the Shock-responsive cash support programme'],
  title: {
    en: 'Before we register you',
    ar: 'قبل أن نسجّلكم',
  },
  body: { en: BODY_EN, ar: BODY_AR },
  purposes: [
    {
      id: 'registration',
      dpvUri: 'https://w3id.org/dpv#ServiceProvision',
      name: { en: 'Registration for cash support', ar: 'التسجيل للدعم النقدي' },
      description: {
        en: 'Keeping your name, birth date, sex, place and identity number, to decide on support and to avoid registering you twice.',
        ar: 'حفظ اسمكم وتاريخ ميلادكم وجنسكم ومكان سكنكم ورقم هويتكم، لاتخاذ القرار بشأن الدعم ولتجنب تسجيلكم مرتين.',
      },
      required: true,
    },
    {
      id: 'contact',
      dpvUri: 'https://w3id.org/dpv#CommunicationManagement',
      name: { en: 'Calling you', ar: 'الاتصال بكم' },
      description: {
        en: 'Keeping a telephone number, to tell you about your registration and about payments.',
        ar: 'حفظ رقم هاتف، لإخباركم عن تسجيلكم وعن المدفوعات.',
      },
      required: false,
    },
    {
      id: 'identity-photo',
      dpvUri: 'https://w3id.org/dpv#IdentityVerification',
      name: { en: 'Photograph', ar: 'الصورة' },
      description: {
        en: 'Keeping a photograph of your face, so that nobody else can receive your support.',
        ar: 'حفظ صورة لوجهكم، حتى لا يتسلم أحد غيركم الدعم الخاص بكم.',
      },
      required: false,
    },
  ],
  validityDays: 730,
};
