// The container's health: whether the service in it says that it is ready.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`, {
  signal: AbortSignal.timeout(3_000),
}).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
