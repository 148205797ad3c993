/** Topics of readings: what is subscribed to, and which device a message's topic stands for (MQTT 3.1.1 §4.7). */
import { InvalidInputError } from "../../../core/json.ts";

/** A topic filter that knows which topics it covers. */
export interface ReadingTopic {
  /** As the broker gets it. */
  readonly filter: string;
  /** Whether a message on this topic was asked for, and may hold a reading of this device. */
  readonly isFor: (topic: string, device: string) => boolean;
}

/** A level of the filter that is the name of the device. */
const DEVICE_LEVEL = "{device}";
const MAX_FILTER = 1_000;

/**
 * Reads a topic filter with `+` and `#`. The level `{device}` takes any text, and a message there is taken only from the
 * device of that name: so a broker's access list says who may send as whom.
 *
 * @throws InvalidInputError for a text that is no filter
 * @example
 * parseReadingTopic("meters/{device}/readings").filter; // "meters/+/readings"
 */
export function parseReadingTopic(text: string): ReadingTopic {
  const levels = typeof text === "string" ? text.split("/") : [];
  const isLevel = (level: string, i: number): boolean =>
    level === "+" || level === DEVICE_LEVEL || (level === "#" && i === levels.length - 1) || !/[+#{}\0]/.test(level);
  if (levels.length === 0 || text === "" || text.length > MAX_FILTER || !levels.every(isLevel))
    throw new InvalidInputError({ path: "topic", expected: "a topic filter such as meters/{device}/readings" });
  const filter = levels.map((level) => (level === DEVICE_LEVEL ? "+" : level)).join("/");
  // A shared subscription's messages come under the rest of its name (MQTT 5.0 §4.8.2).
  const wanted = levels[0] === "$share" ? levels.slice(2) : levels;
  return {
    filter,
    isFor(topic, device) {
      const given = topic.split("/");
      const isOpen = wanted.at(-1) === "#";
      const fixed = isOpen ? wanted.slice(0, -1) : wanted;
      if (isOpen ? given.length < fixed.length : given.length !== fixed.length) return false;
      return fixed.every((level, i) => level === "+" || given[i] === (level === DEVICE_LEVEL ? device : level));
    },
  };
}
