import type { Bus } from './bus.js';
import { KafkaBus } from './kafka.bus.js';
import { PostgresBus } from './postgres.bus.js';

/**
 * The bus at an address: `kafka://host:port[,host:port…]` or `postgres://role:password@host:port/bus`.
 * Connects when first used. `name` is how it shows to the server.
 */
export function openBus(url: string, name: string): Bus {
  if (/^kafka:\/\/[^/]+\/?$/.test(url))
    return new KafkaBus(url.slice('kafka://'.length).replace(/\/$/, '').split(','), name);
  if (/^postgres(ql)?:\/\//.test(url)) return new PostgresBus(url, name);
  throw new Error('EVENT_BUS must be kafka://host:port[,host:port…] or postgres://role:password@host:port/bus');
}
