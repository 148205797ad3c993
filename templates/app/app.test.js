/** `npm test`: the app starts, its pages and calls answer. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./server.js";

let app;
before(async () => {
  app = await start(0);
});
after(() => app.close());

test("every page is there, and an unknown address is not", async () => {
  for (const path of ["/", "/portal", "/wallet", "/office"]) {
    const response = await fetch(app.origin + path);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<main>/);
  }
  assert.equal((await fetch(`${app.origin}/nothing`)).status, 404);
});

test("a claim waits for its wallet, and only its own browser hears of it", async () => {
  const claim = await (await fetch(`${app.origin}/api/claims`, { method: "POST" })).json();
  const address = `${app.origin}/api/claims/${claim.id}`;
  const headers = { authorization: `Bearer ${claim.token}` };
  assert.deepEqual(await (await fetch(address, { headers })).json(), { state: "waiting" });
  assert.equal((await fetch(address)).status, 404);
});

test("what is no date of birth gets no offer, and an odd address no failure", async () => {
  for (const body of ["null", "{", '{"birthDate":"1950-02-31"}', '{"birthDate":5}']) {
    const { status } = await fetch(`${app.origin}/api/offers`, { method: "POST", body });
    assert.ok(status === 400 || status === 422, `${body}: ${status}`);
  }
  assert.equal((await fetch(`${app.origin}//`)).status, 404);
});

test("something that is no proof is refused with a code", async () => {
  const claim = await (await fetch(`${app.origin}/api/claims`, { method: "POST" })).json();
  const response = await fetch(`${app.origin}/api/requests/${claim.id}/answer`, { method: "POST", body: "{}" });
  assert.equal(response.status, 422);
  assert.equal((await response.json()).code, "PRESENTATION_MALFORMED");
});
