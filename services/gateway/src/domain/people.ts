/** Whom membership knows. */
export abstract class People {
  /**
   * The person of this id: itself, whom it was merged into, or undefined where membership has none. Refused `service-unavailable` where membership does not answer.
   * @param token an access token with the scope people:read
   */
  abstract whoIs(id: string, token: string): Promise<string | undefined>;
}
