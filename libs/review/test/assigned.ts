import type { Mounted } from './mounted.js';
import type { Panel } from './panel.js';

export const four = ['Rita', 'Mia', 'Ben', 'Tom'].map((name) => ({ name }));

/** So many applications of the panel's round, taken by its committee. */
export const applicationsOf = async (on: Mounted, panel: Panel, n: number, more: object = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push(await on.application(panel.round.id, more));
  await panel.take();
  return ids;
};

export const run = (panel: Panel, body: object, person = panel.officer) =>
  panel.call('POST', '/assignment-runs', person, body);

/** Who reviews it, as it is assigned now. */
export const assignedTo = async (panel: Panel, applicationId: string): Promise<string[]> =>
  (await panel.assigned()).filter((row) => row.applicationId === applicationId).map(({ personId }) => personId);

/** How many rows there are of each application. */
export const perApplication = (rows: { applicationId: string }[]): number[] => {
  const counts = new Map<string, number>();
  for (const { applicationId } of rows) counts.set(applicationId, (counts.get(applicationId) ?? 0) + 1);
  return [...counts.values()];
};
