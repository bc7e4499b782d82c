import { Injectable } from '@nestjs/common';
import { MailPreferences, type MailPreference } from '../domain/mail-preferences.js';

/** How a person wants to be written to; nobody says it for them. */
@Injectable()
export class SetMailPreference {
  constructor(private readonly preferences: MailPreferences) {}

  run(personId: string, wish: MailPreference, match: (revision: number) => void): Promise<number> {
    return this.preferences.set(personId, wish, match);
  }
}
