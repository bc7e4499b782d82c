import { Injectable } from '@nestjs/common';
import { AnnouncedGrants, type AnnouncedGrant, type AnnouncedGrantsPage } from '../domain/announced-grants.js';

/** What was granted, for everybody. */
@Injectable()
export class ListAnnouncedGrants {
  constructor(private readonly grants: AnnouncedGrants) {}

  run(page: AnnouncedGrantsPage): Promise<AnnouncedGrant[]> {
    return this.grants.list(page);
  }
}
