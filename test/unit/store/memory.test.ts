import { createMemoryStore } from "../../../src/store/memory.ts";
import { describeStore } from "./contract.ts";

describeStore("the memory store", { open: async () => createMemoryStore() });
