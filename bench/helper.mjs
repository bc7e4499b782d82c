// Starts a script of the benchmark in a process of its own and talks with it by messages.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** `ask(question)` resolves with the next answer; `end()` ends the process. */
export function helper(script, given) {
  const child = fork(join(here, 'processes', script), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ask = (question) =>
    new Promise((resolve, reject) => {
      const lost = () => reject(new Error(`${script} ended unexpectedly`));
      child.once('exit', lost);
      child.once('message', (answer) => {
        child.off('exit', lost);
        if (answer.error) reject(new Error(answer.error));
        else resolve(answer);
      });
      child.send(question);
    });
  return {
    ask,
    started: ask({ start: given }),
    async end() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
