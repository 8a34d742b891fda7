/**
 * The order of software versions, as Elasticsearch's `version` field has it: numbers of the core compare as
 * numbers (1.11.3 > 1.5.0), a pre-release is below its release, and pre-releases compare part by part, numbers
 * below words (semver.org, 11). A core may have any count of numbers; where one is the start of the other, the
 * shorter is the lesser. What is no version (`01.2` is none) comes after all versions, in the order of the text.
 */
import { compareTexts } from './text-order.ts';

export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) {
    if (left === right) return compareTexts(a, b);
    return left === undefined ? 1 : -1;
  }
  return (
    compareParts(left.core, right.core) ||
    Number(left.preRelease.length === 0) - Number(right.preRelease.length === 0) ||
    compareParts(left.preRelease, right.preRelease) ||
    compareTexts(left.build, right.build)
  );
}

interface Version {
  readonly core: readonly string[];
  readonly preRelease: readonly string[];
  readonly build: string;
}

const NUMBER = '(?:0|[1-9]\\d*)';
const PRE_RELEASE = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(
  `^(${NUMBER}(?:\\.${NUMBER})*)(?:-(${PRE_RELEASE}(?:\\.${PRE_RELEASE})*))?(?:\\+([0-9A-Za-z.-]+))?$`,
);

function parseVersion(text: string): Version | undefined {
  const parts = VERSION.exec(text);
  if (parts === null) return undefined;
  return {
    core: (parts[1] ?? '').split('.'),
    preRelease: parts[2]?.split('.') ?? [],
    build: parts[3] ?? '',
  };
}

function compareParts(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function comparePart(left: string, right: string): number {
  const leftIsNumber = /^\d+$/.test(left);
  if (leftIsNumber !== /^\d+$/.test(right)) return leftIsNumber ? -1 : 1;
  if (!leftIsNumber) return compareTexts(left, right);
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : Number(difference > 0n);
}
