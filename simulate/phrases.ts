import type { Language } from '../ingest/project.ts';

/** What is said in an invented conversation, line by line: operators and customers take turns. */
export type Script = { readonly operator: readonly string[]; readonly customer: readonly string[] };

export const SCRIPTS: Readonly<Record<Language, Script>> = {
  en: {
    operator: [
      'Good afternoon, you are speaking to the order desk. How can I help you?',
      'Let me look that up for you. What is the number of the order?',
      'Thank you. The lamp is in stock and costs sixty-two euros.',
      'We deliver tomorrow between ten and six. Would that suit you?',
      'I have placed the order. Is there anything else I can do?',
      'Thank you for calling. Goodbye!',
    ],
    customer: [
      'Hello, I would like to know where my order is.',
      'It is four, one, seven, nine.',
      'Why is it more expensive than elsewhere?',
      'Tomorrow suits me well.',
      'No, that is all, thank you.',
      'Goodbye.',
    ],
  },
  ru: {
    operator: [
      'Добрый день, вы позвонили в отдел заказов. Чем могу помочь?',
      'Сейчас посмотрю. Подскажите, пожалуйста, номер заказа.',
      'Спасибо. Лампа есть в наличии, она стоит шестьдесят два евро.',
      'Доставим завтра с десяти до шести. Вам удобно?',
      'Заказ оформлен. Остались ли у вас вопросы?',
      'Спасибо за звонок. До свидания!',
    ],
    customer: [
      'Здравствуйте, хочу узнать, где мой заказ.',
      'Четыре, один, семь, девять.',
      'Почему у вас дороже, чем в другом магазине?',
      'Завтра мне удобно.',
      'Нет, всё понятно, спасибо.',
      'До свидания.',
    ],
  },
  uk: {
    operator: [
      'Добрий день, ви зателефонували до відділу замовлень. Чим можу допомогти?',
      'Зараз подивлюся. Підкажіть, будь ласка, номер замовлення.',
      'Дякую. Лампа є в наявності, вона коштує шістдесят два євро.',
      'Доставимо завтра з десятої до шостої. Вам зручно?',
      'Замовлення оформлено. Чи залишилися запитання?',
      'Дякую за дзвінок. До побачення!',
    ],
    customer: [
      'Вітаю, хочу дізнатися, де моє замовлення.',
      'Чотири, один, сім, дев’ять.',
      'Чому у вас дорожче, ніж деінде?',
      'Завтра мені зручно.',
      'Ні, усе зрозуміло, дякую.',
      'До побачення.',
    ],
  },
  bg: {
    operator: [
      'Добър ден, обадихте се в отдел поръчки. С какво мога да помогна?',
      'Сега ще проверя. Кажете ми, моля, номера на поръчката.',
      'Благодаря. Лампата е в наличност и струва шестдесет и две евро.',
      'Доставяме утре от десет до шест. Удобно ли ви е?',
      'Поръчката е приета. Имате ли други въпроси?',
      'Благодаря за обаждането. Довиждане!',
    ],
    customer: [
      'Здравейте, искам да знам къде е поръчката ми.',
      'Четири, едно, седем, девет.',
      'Защо при вас е по-скъпо?',
      'Утре ми е удобно.',
      'Не, всичко е ясно, благодаря.',
      'Довиждане.',
    ],
  },
  pl: {
    operator: [
      'Dzień dobry, dział zamówień. W czym mogę pomóc?',
      'Już sprawdzam. Proszę podać numer zamówienia.',
      'Dziękuję. Lampa jest dostępna i kosztuje sześćdziesiąt dwa euro.',
      'Dostarczymy jutro między dziesiątą a osiemnastą. Czy to odpowiada?',
      'Zamówienie przyjęte. Czy mogę jeszcze w czymś pomóc?',
      'Dziękuję za telefon. Do widzenia!',
    ],
    customer: [
      'Dzień dobry, chciałbym wiedzieć, gdzie jest moje zamówienie.',
      'Cztery, jeden, siedem, dziewięć.',
      'Dlaczego u państwa jest drożej?',
      'Jutro mi pasuje.',
      'Nie, to wszystko, dziękuję.',
      'Do widzenia.',
    ],
  },
};
