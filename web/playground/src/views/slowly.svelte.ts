// A value for people to read: computed twice a second, not sixty times.
export function slowly<T>(compute: () => T, period = 500): { readonly value: T } {
  let value = $state.raw(compute());
  $effect(() => {
    const timer = setInterval(() => (value = compute()), period);
    return () => clearInterval(timer);
  });
  return {
    get value() {
      return value;
    },
  };
}
