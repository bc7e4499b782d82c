/** Whom membership knows. */
export abstract class People {
  /**
   * Whether membership has this person. Refused `service-unavailable` where membership does not answer.
   * @param token an access token with the scope people:read
   */
  abstract has(id: string, token: string): Promise<boolean>;
}
