import { publishedCall } from '../call-samples.js';
import { administrator, type Answer, type Asker, type RunningGrants } from '../running-grants.js';
import { roles, type Role } from './table.js';

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One person for each role, and the objects that the parts make, each once, through the API. */
export class World {
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly people = new Map<string, string>();

  private constructor(readonly grants: RunningGrants) {}

  static async of(grants: RunningGrants): Promise<World> {
    const world = new World(grants);
    const persons = roles.filter((role) => role !== 'public' && role !== 'administrator');
    // “another” stands behind what is somebody else's
    for (const name of [...persons, 'another'])
      world.people.set(
        name,
        await grants.person({ givenName: name, familyName: 'Example', email: `${name}@example.edu` }),
      );
    for (const role of ['officer', 'finance'] as const) {
      const personId = world.person(role);
      await grants.call(administrator, 'POST', '/grants-officers', { body: { personId, role } });
    }
    return world;
  }

  /** The person of a role, or `another`. */
  person(name: Role | 'another'): string {
    const id = this.people.get(name);
    if (!id) throw new Error(`${name} is no person`);
    return id;
  }

  asker(role: Role | 'another'): Asker {
    if (role === 'public') return 'public';
    return role === 'administrator' ? administrator : { personId: this.person(role) };
  }

  ask(role: Role | 'another', method: string, path: string, sent: Sent = {}): Promise<Answer> {
    return this.grants.call(this.asker(role), method, path, sent as never);
  }

  /** The same where it must go well: building the world. */
  async must(role: Role | 'another', method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const answer = await this.ask(role, method, path, sent);
    if (answer.status > 299) throw new Error(`${role} ${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  /** Makes something once, by its name. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as Promise<T>;
  }

  /** A call that takes applications; decided by the approver. */
  openCall(): Promise<{ id: string; code: string }> {
    return this.once('open call', () =>
      publishedCall(this.grants, this.person('officer'), { approverId: this.person('approver') }),
    );
  }
}
