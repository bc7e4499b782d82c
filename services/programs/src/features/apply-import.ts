import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { judgeDataSet, judgeEnds, type Tripped } from '../domain/guards.js';
import { importCounts, type Import } from '../domain/import.js';
import { ImportSessions, ImportUndo, type ImportSession } from '../domain/import-session.js';
import type { ImportTurn } from '../domain/imports.js';
import { guardsOf } from '../domain/source.js';
import { Sources } from '../domain/sources.js';

/** One import's way from received to its end: planned where it must be, judged, applied or taken back. */
@Injectable()
export class ApplyImport {
  constructor(
    private readonly sessions: ImportSessions,
    private readonly undo: ImportUndo,
    private readonly sources: Sources,
    private readonly clock: Clock,
  ) {}

  /** Goes as far as it can; stops between two chunks where `stopping` says so, and goes on there the next time. */
  async run(turn: ImportTurn, stopping: () => boolean): Promise<void> {
    if (turn.one.state === 'undoing') return this.takeBack(turn);
    if (turn.one.state !== 'applying') {
      if (needsPlan(turn.one)) {
        if (!(await this.plan(turn, stopping))) return;
      }
      await turn.move({ state: 'applying', progress: 0, startedAt: turn.one.startedAt ?? this.clock.now() });
    }
    const session = await this.sessions.open(turn.one, true);
    if (!(await this.pass(session, stopping))) return;
    await turn.finish(
      { state: 'applied', ...countsOf(session), problem: null, finishedAt: this.clock.now() },
      'applied',
    );
  }

  /** Goes through everything without writing; true where the import may go on to change things. */
  private async plan(turn: ImportTurn, stopping: () => boolean): Promise<boolean> {
    await turn.move({ state: 'checking', progress: 0, startedAt: turn.one.startedAt ?? this.clock.now() });
    const session = await this.sessions.open(turn.one, false);
    const live = await session.liveBefore();
    if (!(await this.pass(session, stopping))) return false;
    const { ended, omitted, hash } = session.soFar();
    const guards = await this.judge(turn.one, session, live, ended, omitted);
    const planned = { ...countsOf(session), guards, plan: hash, plannedAt: this.clock.now() };
    if (turn.one.dryRun) {
      await turn.finish({ ...planned, state: 'planned', finishedAt: this.clock.now() }, null);
      return false;
    }
    if (guards.length > 0 && turn.one.releasedPlan !== hash) {
      await turn.move({ ...planned, state: 'awaiting-release', releasedPlan: null });
      return false;
    }
    await turn.move(planned);
    return true;
  }

  private async judge(
    one: Import,
    session: ImportSession,
    live: ReadonlyMap<string, number>,
    ended: ReadonlyMap<string, number>,
    omitted: number,
  ): Promise<Tripped[]> {
    const settings = guardsOf(await this.sources.ensure(one.source));
    const total = [...ended.values()].reduce((sum, count) => sum + count, 0);
    const offerings = new Map([...ended].map(([id, count]) => [id, { live: live.get(id) ?? 0, ended: count }]));
    const before = [...live.values()].reduce((sum, count) => sum + count, 0);
    return [
      ...judgeEnds({ live: before, ended: total, offerings }, settings, one.mode),
      ...judgeDataSet({
        mode: one.mode,
        rows: one.rows,
        expectedRows: one.expectedRows,
        files: one.dataset.files,
        // An id that can't be read matters where something would end for not being named.
        unreadableIds: omitted > 0 ? one.dataset.unreadableIds : 0,
        emptied: await session.emptiedKinds(),
      }),
    ];
  }

  /** One pass over all chunks; false where the process is stopping. */
  private async pass(session: ImportSession, stopping: () => boolean): Promise<boolean> {
    const chunks = await session.chunks();
    for (const [at, chunk] of chunks.entries()) {
      if (stopping()) return false;
      await session.work(chunk, chunks[at + 1]);
    }
    await session.endOmitted();
    return true;
  }

  private async takeBack(turn: ImportTurn): Promise<void> {
    const report = await this.undo.run(turn.one);
    await turn.finish({ state: 'undone', undo: report, finishedAt: this.clock.now() }, 'undone');
  }
}

/** Whether an import must be planned as a whole before it may change anything. */
function needsPlan(one: Import): boolean {
  const unexpected = one.expectedRows !== null && one.expectedRows !== one.rows;
  return one.dryRun || one.mode === 'canonical' || unexpected || one.dataset.deletions > 0;
}

function countsOf(session: ImportSession): Pick<Import, 'counts' | 'kinds'> {
  const { counts, omitted } = session.soFar();
  const { enrollment, ...kinds } = counts;
  return { counts: importCounts(enrollment ?? {}, omitted), kinds };
}
