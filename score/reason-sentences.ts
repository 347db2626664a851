import type { Language } from '../ingest/project.ts';

/** The same sentence in each language of the pages. */
export type Sentences = Readonly<Record<Language, string>>;

/**
 * The closed list of reasons of answers. `{name}` is filled from the reason's parameters. A stored answer holds the
 * code and the parameters; the sentence is made where it is read, in the reader's language.
 */
export const REASONS = {
  SAID: {
    en: 'The words were said.',
    ru: 'Нужные слова прозвучали.',
    uk: 'Потрібні слова прозвучали.',
    bg: 'Нужните думи бяха казани.',
    pl: 'Właściwe słowa padły.',
  },
  SAID_BY_UNKNOWN_SPEAKER: {
    en: 'The words were said; one channel holds both voices, so not certainly by them.',
    ru: 'Нужные слова прозвучали, но оба голоса записаны в одном канале: кто их сказал, точно не известно.',
    uk: 'Потрібні слова прозвучали, але обидва голоси записано в одному каналі: хто їх сказав, напевно не відомо.',
    bg: 'Нужните думи бяха казани, но двата гласа са в един канал: не е сигурно кой ги е казал.',
    pl: 'Właściwe słowa padły, ale oba głosy są w jednym kanale: nie ma pewności, kto je powiedział.',
  },
  NOT_SAID: {
    en: 'The words were not said where they belong.',
    ru: 'Там, где они нужны, эти слова не прозвучали.',
    uk: 'Там, де вони потрібні, ці слова не прозвучали.',
    bg: 'Думите не бяха казани там, където им е мястото.',
    pl: 'Słowa nie padły tam, gdzie powinny.',
  },
  SAID_OUTSIDE_WINDOW: {
    en: 'The words were said, but not where they belong.',
    ru: 'Слова прозвучали, но не там, где нужно.',
    uk: 'Слова прозвучали, але не там, де потрібно.',
    bg: 'Думите бяха казани, но не там, където им е мястото.',
    pl: 'Słowa padły, ale nie tam, gdzie powinny.',
  },
  FORBIDDEN_SAID: {
    en: 'Words were said that must never be said.',
    ru: 'Прозвучали слова, которых не должно быть никогда.',
    uk: 'Прозвучали слова, яких не має бути ніколи.',
    bg: 'Бяха казани думи, които никога не бива да се казват.',
    pl: 'Padły słowa, które nigdy nie powinny paść.',
  },
  FORBIDDEN_NOT_SAID: {
    en: 'None of the forbidden words were said.',
    ru: 'Запрещённых слов не было.',
    uk: 'Заборонених слів не було.',
    bg: 'Нямаше забранени думи.',
    pl: 'Nie padło żadne z zakazanych słów.',
  },
  WITHIN_LIMITS: {
    en: '{measure}: {value}, within the limits.',
    ru: '{measure}: {value}, в пределах нормы.',
    uk: '{measure}: {value}, у межах норми.',
    bg: '{measure}: {value}, в допустимите граници.',
    pl: '{measure}: {value}, w granicach normy.',
  },
  BELOW_LIMIT: {
    en: '{measure}: {value}, below {limit}.',
    ru: '{measure}: {value}, меньше нормы ({limit}).',
    uk: '{measure}: {value}, менше за норму ({limit}).',
    bg: '{measure}: {value}, под нормата ({limit}).',
    pl: '{measure}: {value}, poniżej normy ({limit}).',
  },
  ABOVE_LIMIT: {
    en: '{measure}: {value}, above {limit}.',
    ru: '{measure}: {value}, больше нормы ({limit}).',
    uk: '{measure}: {value}, більше за норму ({limit}).',
    bg: '{measure}: {value}, над нормата ({limit}).',
    pl: '{measure}: {value}, powyżej normy ({limit}).',
  },
  BY_PERSON: {
    en: 'Judged by a person.',
    ru: 'Оценил человек.',
    uk: 'Оцінила людина.',
    bg: 'Оценено от човек.',
    pl: 'Ocenił człowiek.',
  },
  LEFT_OPEN: {
    en: 'Left open by the person who judged.',
    ru: 'Оценивший оставил без ответа.',
    uk: 'Той, хто оцінював, залишив без відповіді.',
    bg: 'Оценяващият го е оставил без отговор.',
    pl: 'Oceniający pozostawił bez odpowiedzi.',
  },

  CUSTOMER_DID_NOT_SAY: {
    en: 'Does not apply: the customer said nothing that calls for it.',
    ru: 'Не применимо: клиент не сказал ничего, что этого требует.',
    uk: 'Не застосовується: клієнт не сказав нічого, що цього потребує.',
    bg: 'Не се прилага: клиентът не каза нищо, което да го изисква.',
    pl: 'Nie dotyczy: klient nie powiedział nic, co by tego wymagało.',
  },
  NOBODY_SAID: {
    en: 'Does not apply: nothing was said that calls for it.',
    ru: 'Не применимо: не прозвучало ничего, что этого требует.',
    uk: 'Не застосовується: не прозвучало нічого, що цього потребує.',
    bg: 'Не се прилага: не беше казано нищо, което да го изисква.',
    pl: 'Nie dotyczy: nie padło nic, co by tego wymagało.',
  },
  SAID_THAT_EXCLUDES: {
    en: 'Does not apply: what was said makes it another kind of conversation.',
    ru: 'Не применимо: судя по сказанному, это разговор другого рода.',
    uk: 'Не застосовується: судячи зі сказаного, це розмова іншого роду.',
    bg: 'Не се прилага: от казаното личи, че разговорът е от друг вид.',
    pl: 'Nie dotyczy: z tego, co powiedziano, wynika, że to rozmowa innego rodzaju.',
  },
  TRIGGER_NOT_MET: {
    en: 'Does not apply: "{criterion}", which it follows, did not happen.',
    ru: 'Не применимо: не было того, после чего это нужно («{criterion}»).',
    uk: 'Не застосовується: не було того, після чого це потрібно («{criterion}»).',
    bg: 'Не се прилага: липсва това, след което се изисква („{criterion}“).',
    pl: 'Nie dotyczy: nie wystąpiło to, po czym jest wymagane („{criterion}”).',
  },
  CHANNEL_NOT_JUDGED: {
    en: 'Does not apply to {channel}.',
    ru: 'Не применимо к этому каналу: {channel}.',
    uk: 'Не застосовується до цього каналу: {channel}.',
    bg: 'Не се прилага за този канал: {channel}.',
    pl: 'Nie dotyczy tego kanału: {channel}.',
  },
  DIRECTION_NOT_JUDGED: {
    en: 'Does not apply to {direction} calls.',
    ru: 'Не применимо к этому направлению: {direction}.',
    uk: 'Не застосовується до цього напряму: {direction}.',
    bg: 'Не се прилага за тази посока: {direction}.',
    pl: 'Nie dotyczy tego kierunku: {direction}.',
  },
  LANGUAGE_NOT_JUDGED: {
    en: 'Does not apply to conversations in "{language}".',
    ru: 'Не применимо к разговорам на этом языке: {language}.',
    uk: 'Не застосовується до розмов цією мовою: {language}.',
    bg: 'Не се прилага за разговори на този език: {language}.',
    pl: 'Nie dotyczy rozmów w tym języku: {language}.',
  },
  SPEAKERS_NOT_SEPARATED: {
    en: 'Needs a channel for each speaker; the recording has one for both.',
    ru: 'Нужен отдельный канал для каждого голоса; в записи один канал на двоих.',
    uk: 'Потрібен окремий канал для кожного голосу; у записі один канал на двох.',
    bg: 'Нужен е отделен канал за всеки глас; в записа каналът е един за двамата.',
    pl: 'Każdy głos musi mieć osobny kanał; nagranie ma jeden wspólny.',
  },

  SPEAKER_UNKNOWN: {
    en: 'One channel holds both voices: who said it, or who left it out, cannot be told.',
    ru: 'Оба голоса в одном канале: нельзя определить, кто это сказал или не сказал.',
    uk: 'Обидва голоси в одному каналі: не можна визначити, хто це сказав чи не сказав.',
    bg: 'Двата гласа са в един канал: не може да се определи кой го е казал или пропуснал.',
    pl: 'Oba głosy są w jednym kanale: nie da się ustalić, kto to powiedział lub pominął.',
  },
  RECORDING_BROKE_OFF: {
    en: 'The recording breaks off early: it may have been said after that.',
    ru: 'Запись обрывается раньше времени: это могли сказать позже.',
    uk: 'Запис обривається завчасно: це могли сказати пізніше.',
    bg: 'Записът прекъсва преждевременно: може да е било казано след това.',
    pl: 'Nagranie urywa się przed końcem: mogło to paść później.',
  },
  TRANSCRIPT_EMPTY: {
    en: 'No words were recognised.',
    ru: 'Ни одного слова не распознано.',
    uk: 'Жодного слова не розпізнано.',
    bg: 'Не беше разпозната нито една дума.',
    pl: 'Nie rozpoznano żadnych słów.',
  },
  RECOGNITION_TIMED_OUT: {
    en: 'A part of what had to be searched was not recognised in time.',
    ru: 'Часть того, где нужно было искать, не успели распознать.',
    uk: 'Частину того, де треба було шукати, не встигли розпізнати.',
    bg: 'Част от това, което трябваше да се претърси, не беше разпозната навреме.',
    pl: 'Części tego, co należało przeszukać, nie udało się rozpoznać na czas.',
  },
  TOO_FEW_WORDS_HEARD: {
    en: 'Too few words were recognised for {speechMs} of speech: {words}.',
    ru: 'За {speechMs} речи распознано слишком мало слов: {words}.',
    uk: 'За {speechMs} мовлення розпізнано замало слів: {words}.',
    bg: 'За {speechMs} реч бяха разпознати твърде малко думи: {words}.',
    pl: 'W ciągu {speechMs} mowy rozpoznano zbyt mało słów: {words}.',
  },
  LOW_CONFIDENCE: {
    en: 'The recogniser was not sure of what it heard: {confidence}.',
    ru: 'Распознавание не уверено в услышанном: {confidence}.',
    uk: 'Розпізнавання не певне почутого: {confidence}.',
    bg: 'Разпознаването не е сигурно в чутото: {confidence}.',
    pl: 'Rozpoznawanie nie jest pewne tego, co usłyszało: {confidence}.',
  },
  ONLY_SHORT_TURNS: {
    en: 'Only turns under a second were heard, which are recognised poorly.',
    ru: 'Слышны только реплики короче секунды, а они распознаются плохо.',
    uk: 'Чути лише репліки, коротші за секунду, а вони розпізнаються погано.',
    bg: 'Чуват се само реплики под секунда, а те се разпознават лошо.',
    pl: 'Słychać tylko wypowiedzi krótsze niż sekunda, a te są rozpoznawane słabo.',
  },
  REPEATED_TEXT: {
    en: 'The recogniser repeated itself where the words would be.',
    ru: 'Там, где должны быть слова, распознавание повторяет одно и то же.',
    uk: 'Там, де мають бути слова, розпізнавання повторює те саме.',
    bg: 'Там, където трябва да са думите, разпознаването се повтаря.',
    pl: 'W miejscu, gdzie powinny być słowa, rozpoznawanie powtarza to samo.',
  },
  LANGUAGE_NOT_COVERED: {
    en: 'The scorecard has no phrases for what was spoken: "{language}".',
    ru: 'В оценочном листе нет фраз на языке разговора: {language}.',
    uk: 'В оціночному листі немає фраз мовою розмови: {language}.',
    bg: 'В картата за оценка няма фрази на езика на разговора: {language}.',
    pl: 'Karta oceny nie ma fraz w języku rozmowy: {language}.',
  },
  VOCABULARY_MISSING: {
    en: 'The project names no "{name}" in its vocabulary.',
    ru: 'В словаре проекта не указано: {name}.',
    uk: 'У словнику проєкту не вказано: {name}.',
    bg: 'В речника на проекта не е посочено: {name}.',
    pl: 'W słowniku projektu brakuje: {name}.',
  },
  MEASURE_UNKNOWN: {
    en: '{measure} cannot be told from this conversation.',
    ru: '{measure}: по этому разговору определить нельзя.',
    uk: '{measure}: за цією розмовою визначити не можна.',
    bg: '{measure}: не може да се определи от този разговор.',
    pl: '{measure}: na podstawie tej rozmowy nie da się określić.',
  },
  TRIGGER_UNCLEAR: {
    en: 'It is not clear whether "{criterion}", which it follows, happened.',
    ru: 'Неясно, было ли то, после чего это нужно («{criterion}»).',
    uk: 'Неясно, чи було те, після чого це потрібно («{criterion}»).',
    bg: 'Не е ясно дали е имало това, след което се изисква („{criterion}“).',
    pl: 'Nie jest jasne, czy wystąpiło to, po czym jest wymagane („{criterion}”).',
  },
} as const satisfies Readonly<Record<string, Sentences>>;

/** What codes in parameters are called. */
export const PARAM_WORDS: Readonly<Record<string, Readonly<Record<string, Sentences>>>> = {
  channel: {
    voice: { en: 'phone calls', ru: 'телефон', uk: 'телефон', bg: 'телефон', pl: 'telefon' },
    chat: { en: 'chats', ru: 'чат', uk: 'чат', bg: 'чат', pl: 'czat' },
    email: { en: 'e-mails', ru: 'почта', uk: 'пошта', bg: 'имейл', pl: 'e-mail' },
    messenger: { en: 'messengers', ru: 'мессенджер', uk: 'месенджер', bg: 'месинджър', pl: 'komunikator' },
  },
  direction: {
    inbound: { en: 'inbound', ru: 'входящий', uk: 'вхідний', bg: 'входящ', pl: 'przychodzące' },
    outbound: { en: 'outbound', ru: 'исходящий', uk: 'вихідний', bg: 'изходящ', pl: 'wychodzące' },
    internal: { en: 'internal', ru: 'внутренний', uk: 'внутрішній', bg: 'вътрешен', pl: 'wewnętrzne' },
  },
};
