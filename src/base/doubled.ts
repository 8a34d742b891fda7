/** The numbers in an array of twice the length. */
export function doubled(numbers: Int32Array): Int32Array;
export function doubled(numbers: Float64Array): Float64Array;
export function doubled(numbers: Int32Array | Float64Array): Int32Array | Float64Array {
  const larger =
    numbers instanceof Int32Array ? new Int32Array(numbers.length * 2) : new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
