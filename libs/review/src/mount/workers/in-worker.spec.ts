import { assign } from '../../assignment/assign.js';
import { inWorker } from './in-worker.js';

const request = {
  applications: [{ id: 'a' }, { id: 'b' }],
  reviewers: [
    { id: 'p', capacity: 2 },
    { id: 'q', capacity: 2 },
  ],
  affinity: [
    [1, null],
    [0.5, 0.25],
  ],
  reviews: 1,
};

describe('a long computation in a thread of its own', () => {
  it('gives the very answer it gives here', async () => {
    expect(await inWorker('assign', request)).toEqual(assign(request));
  });

  it('fails with what the computation throws', async () => {
    await expect(inWorker('assign', { ...request, mode: 'share', person: 'nobody' })).rejects.toThrow('share');
  });

  it('waits its turn where many are asked for, and none is lost', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => inWorker('assign', request)));
    expect(answers).toEqual(answers.map(() => assign(request)));
  });
});
