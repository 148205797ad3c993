/** Starts a clock of this process's processor time; it returns milliseconds. Unlike the wall clock it does not run while other processes do. */
export function startProcessorClock(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
}
