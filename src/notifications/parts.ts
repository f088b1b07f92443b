/** The parts that can be given a class of the app's own. A part that is, has none of ours, and so no looks of ours. */
export type ClassNames<Part extends string> = Readonly<Partial<Record<Part, string>>>;

/** The class of a part: the app's, or else ours. */
export function classOf<Part extends string>(given: ClassNames<Part> | undefined, part: Part, ours: string): string {
  return given?.[part] ?? ours;
}
