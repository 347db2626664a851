import { keyOf } from './words.ts';

/**
 * Words that turn a sentence round. They match only themselves, and no phrase may step over one: "not a problem" is
 * not "not my problem", and "we do deliver" is not "we do not deliver".
 */
const NEGATIONS = keys(`
  no not never none nothing nobody neither nor without cannot don't doesn't didn't isn't aren't wasn't weren't can't
  couldn't won't wouldn't shouldn't haven't hasn't hadn't mustn't needn't ain't
  не нет нету ни нельзя никогда никак никто никакой никакого никакая никакую никаких без
  ні немає нема ніколи ніхто ніяк ніяка жодного жодної жодну
  няма нито никога никой недей недейте
  nie nigdy nikt bez brak żaden żadna żadnego żadnej żadną żadnych
`);

/**
 * Of these, the ones that deny the thing named right after them. The plain не/nie before a verb stays out: "не желаете
 * оформить заказ?" offers the order.
 */
const DENIALS = keys(`
  no not never without cannot don't doesn't didn't isn't aren't can't couldn't won't haven't hasn't
  нет нету без никакой никакого никакая никакую никаких немає нема жодного жодної жодну няма bez brak żaden żadna
  żadnego żadnej żadną żadnych
`);

/** Numbers as they are spoken: sixty is not sixteen, however alike they look. */
const NUMERALS = keys(`
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million first second third
  fourth fifth sixth
  ноль один одна одно два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать
  четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят
  семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот
  нуль одна дві чотири п'ять шість сім вісім дев'ять десять двадцять тридцять п'ятдесят шістдесят сімдесят вісімдесят
  едно две четири пет шест седем осем девет десет двайсет двадесет трийсет тридесет петдесет шейсет шестдесет
  jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście
  szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia trzydzieści pięćdziesiąt sześćdziesiąt
`);

/** Words a letter away from one that counts, and so common that they are themselves: "think about it" thanks nobody. */
const THEMSELVES = keys('think');

/** Sounds of hesitation: they are heard or not by chance, so a phrase reads over them as if they were not there. */
const HESITATIONS = keys('um uh uhm er erm hmm hm mm mhm э ээ эээ эм мм ммм хм eee yyy');

export function isNegation(key: string): boolean {
  return NEGATIONS.has(key);
}

export function isDenial(key: string): boolean {
  return DENIALS.has(key);
}

export function isItself(key: string): boolean {
  return THEMSELVES.has(key);
}

export function isNumber(key: string): boolean {
  return /\p{N}/u.test(key) || NUMERALS.has(key);
}

export function isHesitation(key: string): boolean {
  return HESITATIONS.has(key);
}

function keys(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/).map(keyOf));
}
