const known = new Set(Intl.supportedValuesOf('currency'));

/** Whether it is the code of a currency, ISO 4217. */
export const isCurrency = (code: string): boolean => known.has(code);

// What Intl shows of a currency is custom, not its minor unit: it shows no cents of the forint or the Colombian peso.
const digitsOf = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, Number(digits)] as const)),
);

/** How many digits stand behind the point of an amount in this currency, by ISO 4217. */
export const minorDigits = (currency: string): number => digitsOf.get(currency) ?? 2;

/**
 * An amount as people read it, in the currency's own unit: `USD 900.00`, `JPY 90,000`, `KWD 90.000`.
 * @param minor integer minor units
 */
export function money(minor: number, currency: string, language = 'en', display: 'code' | 'symbol' = 'code'): string {
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: display,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(minor / 10 ** digits).replace(/\s/gu, ' ');
}
