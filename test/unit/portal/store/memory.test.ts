import { createMemoryStore } from "../../../../src/portal/store/memory.ts";
import { describeStore } from "./contract.ts";

describeStore("the memory store", { open: async () => createMemoryStore() });
