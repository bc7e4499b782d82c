import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretHash } from '../domain/clients.js';

/** A new secret of 256 bits; 43 characters that need no escaping anywhere. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret. A plain SHA-256 is enough for 256 random bits: there is nothing to guess. */
export const hashSecret = (secret: string): SecretHash => createHash('sha256').update(secret, 'utf8').digest();

/** Whether it is the secret, in a time that tells nothing. */
export const isSecret = (secret: string, hash: SecretHash): boolean => timingSafeEqual(hashSecret(secret), hash);
