import type { CustomTransportStrategy } from '@nestjs/microservices';

/**
 * The bus of an application, as Nest's transport. `serve` connects the one that the application provides under this
 * class (`{ provide: Transport, useExisting: … }`), after the application is up.
 */
export abstract class Transport implements CustomTransportStrategy {
  abstract listen(callback: (...optional: unknown[]) => unknown): unknown;
  abstract close(): unknown;
}
