import { z } from 'zod';

/**
 * One line of `application/x-ndjson`. Dates are read by the source's settings; both are the first and the last day.
 * Unknown members are ignored; passwords and demographics are dropped while parsing.
 */
export const enrollmentLine = z.object({
  sourcedId: z.string(),
  status: z.string().optional(),
  offering: z.object({ sourcedId: z.string(), title: z.string().optional() }),
  person: z.object({
    sourcedId: z.string(),
    givenName: z.string().optional(),
    familyName: z.string().optional(),
    email: z.string().optional(),
    orcid: z.string().optional(),
  }),
  role: z.string(),
  beginDate: z.string().nullish(),
  endDate: z.string().nullish(),
  dateLastModified: z.string().nullish(),
});
export type EnrollmentLine = z.infer<typeof enrollmentLine>;
