/**
 * The names that Windows itself gives to levels, opcodes and keywords (winmeta.xml of the Windows SDK). A
 * publisher's own names need its resources and come only with rendered events.
 */
const LEVELS: readonly string[] = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

const OPCODES: readonly string[] = [
  'Info',
  'Start',
  'Stop',
  'DCStart',
  'DCStop',
  'Extension',
  'Reply',
  'Resume',
  'Suspend',
  'Send',
];

const KEYWORDS: readonly { readonly bit: bigint; readonly name: string }[] = [
  { bit: 1n << 52n, name: 'Audit Failure' },
  { bit: 1n << 53n, name: 'Audit Success' },
  { bit: 1n << 55n, name: 'Classic' },
];

export function levelName(level: string | undefined): string | undefined {
  return byNumber(LEVELS, level);
}

export function opcodeName(opcode: string | undefined): string | undefined {
  return byNumber(OPCODES, opcode);
}

export function keywordNames(keywords: string | undefined): readonly string[] {
  if (keywords === undefined || !/^0x[0-9a-f]{1,16}$/i.test(keywords)) return [];
  const bits = BigInt(keywords);
  return KEYWORDS.filter(({ bit }) => (bits & bit) !== 0n).map(({ name }) => name);
}

function byNumber(names: readonly string[], number: string | undefined): string | undefined {
  return number !== undefined && /^\d+$/.test(number) ? names[Number(number)] : undefined;
}
