/** Stops what the set-up has started, in the opposite order. */
export default async function teardown() {
  for (const engine of globalThis.__chironEngines ?? [])
    await engine.stop().catch((error) => console.error(error.message));
}
