import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { AccessTokens, httpMigrations } from '@chiron/http';
import { Database, PostgresModule } from '@chiron/postgres';
import type { Config } from './config.js';
import { Audit } from './domain/audit.js';
import { Clients, Revocations } from './domain/clients.js';
import { Issuer } from './domain/issuer.js';
import { KeyRing } from './domain/key-ring.js';
import { People } from './domain/people.js';
import { AuthenticateClient } from './features/authenticate-client.js';
import { ChangeClient } from './features/change-client.js';
import { EnsureAdministrator } from './features/ensure-administrator.js';
import { ListAudit } from './features/list-audit.js';
import { ListClients } from './features/list-clients.js';
import { MintPersonToken } from './features/mint-person-token.js';
import { RegisterClient } from './features/register-client.js';
import { RevokeClient } from './features/revoke-client.js';
import { RotateKeys } from './features/rotate-keys.js';
import { RotateSecret } from './features/rotate-secret.js';
import { SignAccessToken } from './features/sign-access-token.js';
import { VerifyToken } from './features/verify-token.js';
import { AuditController } from './http/audit.controller.js';
import { ClientSecretsController } from './http/client-secrets.controller.js';
import { ClientsController } from './http/clients.controller.js';
import { KeysController } from './http/keys.controller.js';
import { PeopleUpstream } from './http/people-upstream.js';
import { PersonTokensController } from './http/person-tokens.controller.js';
import { TokenEndpoint } from './http/token-endpoint.js';
import { Upstreams } from './http/upstream.js';
import { AuditPg } from './store/audit.pg.js';
import { ClientsPg } from './store/clients.pg.js';
import { KeyRingPg } from './store/key-ring.pg.js';
import { Gateway1795330800000 } from './store/migrations/1795330800000-gateway.js';
import { ConfiguredSecret1795351200000 } from './store/migrations/1795351200000-configured-secret.js';
import { RevocationsPg } from './store/revocations.pg.js';
import { Seal } from './store/sealed.js';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PostgresModule.forRoot({
          url: config.databaseUrl,
          applicationName: 'gateway',
          entities: [],
          migrations: [...httpMigrations, Gateway1795330800000, ConfiguredSecret1795351200000],
          poolSize: 8,
        }),
      ],
      controllers: [
        ClientsController,
        ClientSecretsController,
        PersonTokensController,
        AuditController,
        KeysController,
      ],
      providers: [
        { provide: Clock, useValue: new Clock('UTC') },
        { provide: Issuer, useValue: new Issuer(config.publicUrl) },
        { provide: Upstreams, useFactory: () => new Upstreams(config.upstreams) },
        {
          provide: People,
          useFactory: (all: Upstreams) => new PeopleUpstream(all.of('membership')),
          inject: [Upstreams],
        },
        { provide: Audit, useClass: AuditPg },
        { provide: Clients, useClass: ClientsPg },
        { provide: Revocations, useClass: RevocationsPg },
        {
          provide: KeyRing,
          useFactory: (database: Database) => new KeyRingPg(database, new Seal(config.secretKey), config.keyLife),
          inject: [Database],
        },
        { provide: AccessTokens, useClass: VerifyToken },
        AuthenticateClient,
        ChangeClient,
        EnsureAdministrator,
        ListAudit,
        ListClients,
        MintPersonToken,
        RegisterClient,
        RevokeClient,
        RotateKeys,
        RotateSecret,
        SignAccessToken,
        TokenEndpoint,
      ],
    };
  }
}
