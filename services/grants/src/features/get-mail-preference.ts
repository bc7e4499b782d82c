import { Injectable } from '@nestjs/common';
import { MailPreferences, type MailPreference } from '../domain/mail-preferences.js';

/** How a person is written to. */
@Injectable()
export class GetMailPreference {
  constructor(private readonly preferences: MailPreferences) {}

  run(personId: string): Promise<MailPreference & { readonly revision: number }> {
    return this.preferences.of(personId);
  }
}
