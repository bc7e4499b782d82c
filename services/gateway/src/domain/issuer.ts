/** Who issues every token: the address under which the platform is reached (CHIRON_PUBLIC_URL). */
export class Issuer {
  constructor(readonly url: string) {}
}
