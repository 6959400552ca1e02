// A file of its own that is shipped as it is: shortened, it would lose the comments that keep
// bundlers away from what is imported by its address.

export const importFrom = (address: string): Promise<unknown> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ address);
