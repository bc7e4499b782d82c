// One question at a time from the process that started this one.
export function answering(handle) {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async (question) => {
    try {
      process.send((await handle(question)) ?? {});
    } catch (error) {
      process.send({ error: error.stack ?? String(error) });
    }
  });
}
