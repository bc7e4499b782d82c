import { ApiProperty } from '@nestjs/swagger';
import { auditActions } from '../domain/audit.js';
import { clientScopes } from '../domain/client.js';

const text = (description?: string) => ApiProperty({ type: 'string', ...(description && { description }) });
const moment = () => ApiProperty({ type: 'string', format: 'date-time' });
const count = (description?: string) => ApiProperty({ type: 'integer', ...(description && { description }) });
const next = () =>
  ApiProperty({ type: 'string', nullable: true, description: 'the cursor of the next page; null on the last' });

/** A client, as it is answered. */
export class ClientShape {
  @text() id: string;
  @text() name: string;
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...clientScopes] } }) scopes: string[];
  @ApiProperty({ type: [String], description: 'names of the sources it may post to; `*` stands for all' })
  sources: string[];
  @count() revision: number;
  @moment() createdAt: string;
  @moment() changedAt: string;
  @moment() secretChangedAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) revokedAt: string | null;
}

export class ClientWithSecret extends ClientShape {
  @text('256 bits; told this once') clientSecret: string;
}

export class ClientsPage {
  @ApiProperty({ type: [ClientShape] }) items: ClientShape[];
  @next() next: string | null;
}

export class AuditShape {
  @ApiProperty({ type: 'string', format: 'uuid' }) id: string;
  @moment() at: string;
  @ApiProperty({ enum: auditActions }) action: string;
  @text('the client that did it') clientId: string;
  @text('whom its token stood for: the client itself, or a person') subject: string;
  @text('the client, person or key it was done to') target: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) details: object;
}

export class AuditPage {
  @ApiProperty({ type: [AuditShape] }) items: AuditShape[];
  @next() next: string | null;
}

/** RFC 6749, 5.1 */
export class TokenAnswer {
  @text() access_token: string;
  @ApiProperty({ enum: ['Bearer'] }) token_type: string;
  @count('seconds') expires_in: number;
  @text('separated by spaces') scope: string;
}

export class SigningKeys {
  @text('the new key') kid: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'as /jwks has them',
  })
  published: object[];
}
