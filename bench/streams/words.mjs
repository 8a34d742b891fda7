// Names of what does not exist: vendors, programs, people, sites. Each follows from its number alone.

const HEADS = [
  'Nor',
  'Vel',
  'Kar',
  'Tam',
  'Sol',
  'Bri',
  'Del',
  'Fen',
  'Gal',
  'Hol',
  'Jun',
  'Lor',
  'Mar',
  'Ost',
  'Pel',
  'Rin',
];
const MIDDLES = [
  'da',
  've',
  'mi',
  'to',
  'ra',
  'len',
  'ko',
  'su',
  'ba',
  'ne',
  'ri',
  'wo',
  'gu',
  'pa',
  'ce',
  'shi',
];
const TAILS = [
  'lix',
  'ton',
  'ware',
  'soft',
  'met',
  'dyne',
  'ric',
  'tec',
  'sys',
  'vue',
  'port',
  'line',
  'mark',
  'desk',
  'flow',
  'base',
];

/** 4,096 different ones, then with a number behind. */
export function nameOf(number) {
  // Any odd factor walks through all of them; this one keeps neighbours unlike.
  const spread = Math.imul(number, 2477) & 4095;
  const name = HEADS[spread & 15] + MIDDLES[(spread >> 4) & 15] + TAILS[(spread >> 8) & 15];
  return number < 4096 ? name : name + (number >> 12);
}

export const siteOf = number => `${nameOf(number).toLowerCase()}.example`;
