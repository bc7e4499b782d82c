/** Where the module stands, for `Location` headers. */
export class ReviewMount {
  constructor(
    /** With a leading slash. */
    readonly path: string,
  ) {}
}
