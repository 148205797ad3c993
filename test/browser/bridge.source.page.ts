/** A source wallet's page: the browser tells it which page asks, and the test answers with libraries of others. */
declare global {
  /** The test's: what the wallet gives to the page, or a `code`. */
  function answerAsSource(request: object, origin: string): Promise<object>;
}

addEventListener("message", async ({ data, origin, source }) => {
  (source as Window).postMessage(await answerAsSource(data, origin), origin);
});
parent.postMessage("ready", "*");

export {};
