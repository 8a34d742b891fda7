/** An object of any class that does some things otherwise. */
export function overridden<Original extends object>(original: Original, own: Partial<Original>): Original {
  return new Proxy(original, {
    get(target, key) {
      const value: unknown = Reflect.get(Object.hasOwn(own, key) ? own : target, key);
      // Private members are those of the object itself.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
