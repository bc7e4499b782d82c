import { isAddress } from './letter.js';
import { addressOf, type SmtpOptions } from './smtp.js';

/** Whether and how letters leave this machine. */
export type MailRoute = { readonly kind: 'captured' } | { readonly kind: 'smtp'; readonly smtp: SmtpOptions };

/**
 * Reads `captured`, `smtp://[user:password@]host[:587]` (STARTTLS where the server offers it; `?tls=required` insists) or
 * `smtps://[user:password@]host[:465]` (TLS from the start).
 * @param from the sender's address; needed where letters leave
 * @throws Error one sentence saying what is wrong, without the password
 */
export function readMailRoute(url: string, from: string): MailRoute {
  if (url === 'captured') return { kind: 'captured' };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['smtp:', 'smtps:'].includes(parsed.protocol) || !parsed.hostname)
    throw new Error('it must be captured, smtp://host:port or smtps://host:port');
  if (!isAddress(addressOf(from))) throw new Error('the address that letters come from is missing or unusable');
  const secure = parsed.protocol === 'smtps:';
  const required = parsed.searchParams.get('tls') === 'required';
  const [user, pass] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)];
  return {
    kind: 'smtp',
    smtp: {
      from,
      connection: {
        host: parsed.hostname.replace(/^\[|\]$/g, ''),
        port: Number(parsed.port || (secure ? 465 : 587)),
        secure,
        requireTLS: required,
        connectionTimeout: 20_000,
        greetingTimeout: 20_000,
        // RFC 5321, 4.5.3.2.6: the answer to a letter's end may take ten minutes.
        socketTimeout: 600_000,
      },
      ...(user && { auth: { user, pass } }),
    },
  };
}
