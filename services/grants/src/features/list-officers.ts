import { Injectable } from '@nestjs/common';
import { Officers, type Appointment } from '../domain/officers.js';

/** Appointments, the newest first; one more than asked for, where there are more. */
@Injectable()
export class ListOfficers {
  constructor(private readonly officers: Officers) {}

  run(page: { readonly limit: number; readonly after?: string; readonly present: boolean }): Promise<Appointment[]> {
    return this.officers.list(page);
  }
}
