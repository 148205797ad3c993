/** An end to every wait: a network that falls silent says nothing more. */
import { StoreUnavailableError } from "../store/port.ts";

/** The result of `work`. @throws StoreUnavailableError about `path` when it takes longer; what the work comes to is nobody's then */
export async function inTime<T>(
  work: Promise<T>,
  {
    milliseconds,
    path,
    expected,
    why = () => undefined,
  }: {
    readonly milliseconds: number;
    readonly path: string;
    readonly expected: string;
    /** What is known of the reason when the time is over. */
    readonly why?: () => unknown;
  },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailableError({ path, expected, cause: why() })), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
