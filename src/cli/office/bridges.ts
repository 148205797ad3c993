/** Bridges in an office's settings, and the files beside them: trusted certificates, pinned keys, lists, what signs requests. */
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JWK } from "jose";
import * as v from "valibot";
import { decode, InvalidInputError } from "../../core/json.ts";
import { SIGNED_PREFIXES } from "../../core/openid/client-id.ts";
import type { RequestIdentity } from "../../core/openid/sign-request.ts";
import { type OfficeBridge, openJwtVcSource, openMdocSource, openSdJwtSource } from "../../office/bridge/bridge.ts";
import { bridgeMappingShape } from "../../office/bridge/mapping.ts";
import { openLoginSource } from "../../office/bridge/openid.ts";
import type { SourceTrust } from "../../office/bridge/trust.ts";
import type { OfficeBridges } from "../../office/server/settings.ts";
import { readPrivateFile } from "../../office/signing/files.ts";
import { readJson } from "../files.ts";

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));
const trustShape = v.strictObject({
  /** A folder of PEM files. */
  certificates: v.exactOptional(word),
  keys: v.exactOptional(v.array(v.strictObject({ issuer: word, jwks: word }))),
  dids: v.exactOptional(v.array(word)),
  lists: v.exactOptional(v.array(v.strictObject({ list: word, operators: word, serviceType: word }))),
});
const bridgeEntries = { id: word, credential: word, mapping: bridgeMappingShape };
const bridgeShape = v.variant("kind", [
  v.strictObject({ ...bridgeEntries, kind: v.literal("sd-jwt-vc"), trust: trustShape, types: v.array(word) }),
  v.strictObject({ ...bridgeEntries, kind: v.literal("mdoc"), trust: trustShape, docType: word }),
  v.strictObject({ ...bridgeEntries, kind: v.literal("jwt-vc"), trust: trustShape, type: word }),
  v.strictObject({
    ...bridgeEntries,
    kind: v.literal("openid"),
    ...{ issuer: word, clientId: word, clientSecretFile: word, acrValues: v.array(word) },
    ...{ scope: v.exactOptional(word), algorithm: v.exactOptional(word) },
    claims: v.exactOptional(v.record(v.string(), v.unknown())),
  }),
]);

/** The part `bridges` of an office's settings. Paths are relative to its folder. */
export const bridgesShape = v.strictObject({
  returnUrl: word,
  /** The key is a private JWK; certificates are PEM, the leaf first. */
  identity: v.exactOptional(
    v.variant("prefix", [
      v.strictObject({ prefix: v.literal(SIGNED_PREFIXES[0]), key: word, certificates: word }),
      v.strictObject({ prefix: v.literal(SIGNED_PREFIXES[1]), key: word, certificates: word }),
      v.strictObject({ prefix: v.literal(SIGNED_PREFIXES[2]), key: word, keyId: word }),
    ]),
  ),
  list: v.pipe(v.array(bridgeShape), v.minLength(1)),
});
export type BridgesSettings = v.InferOutput<typeof bridgesShape>;
type BridgeSettings = BridgesSettings["list"][number];

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const pemsIn = (text: string): readonly string[] => [...text.matchAll(PEM)].map(([pem]) => pem);

/** Every certificate of the folder's PEM files. @throws InvalidInputError for a folder without one */
async function readPems(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:pem|crt|cer)$/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(resolve(folder, name), "utf8")));
  const pems = texts.flatMap(pemsIn);
  if (pems.length === 0) throw new InvalidInputError({ path: folder, expected: "certificates in PEM files" });
  return pems;
}

async function readTrust(folder: string, trust: v.InferOutput<typeof trustShape>): Promise<SourceTrust> {
  const { certificates, keys = [], dids = [], lists = [] } = trust;
  return {
    ...(certificates === undefined ? {} : { certificates: await readPems(resolve(folder, certificates)) }),
    ...(keys.length === 0
      ? {}
      : {
          keys: await Promise.all(
            keys.map(async ({ issuer, jwks }) => ({
              issuer,
              jwks: await readJson(resolve(folder, jwks), (value) => decode(jwksShape, value)),
            })),
          ),
        }),
    ...(dids.length === 0 ? {} : { dids }),
    ...(lists.length === 0
      ? {}
      : {
          lists: await Promise.all(
            lists.map(async ({ list, operators, serviceType }) => ({
              list: await readFile(resolve(folder, list), "utf8"),
              operators: await readPems(resolve(folder, operators)),
              serviceType,
            })),
          ),
        }),
  };
}
const jwksShape = v.object({ keys: v.array(v.record(v.string(), v.unknown())) });

async function openBridge(folder: string, settings: BridgeSettings, now: () => number): Promise<OfficeBridge> {
  const { id, credential, mapping } = settings;
  const bridge = { id, credential, mapping };
  if (settings.kind === "openid") {
    const { kind: _, id: _id, credential: _credential, mapping: _mapping, clientSecretFile, ...rest } = settings;
    const clientSecret = (await readPrivateFile(resolve(folder, clientSecretFile))).trim();
    return { ...bridge, source: await openLoginSource({ ...rest, clientSecret }) };
  }
  const common = { trust: await readTrust(folder, settings.trust), now };
  if (settings.kind === "mdoc")
    return { ...bridge, source: await openMdocSource({ ...common, docType: settings.docType }) };
  if (settings.kind === "jwt-vc")
    return { ...bridge, source: await openJwtVcSource({ ...common, type: settings.type }) };
  return { ...bridge, source: await openSdJwtSource({ ...common, types: settings.types }) };
}

/** @throws what sources throw at their opening; KeyFileError for a key that others may read */
export async function openBridges(
  folder: string,
  settings: BridgesSettings | undefined,
): Promise<OfficeBridges | undefined> {
  if (settings === undefined) return undefined;
  const now = (): number => Math.floor(Date.now() / 1_000);
  const list: OfficeBridge[] = [];
  for (const each of settings.list) list.push(await openBridge(folder, each, now));
  const { returnUrl, identity } = settings;
  if (identity === undefined) return { list, returnUrl };
  const key = JSON.parse(await readPrivateFile(resolve(folder, identity.key))) as JWK;
  const signs: RequestIdentity =
    "keyId" in identity
      ? { ...identity, key }
      : { ...identity, key, certificates: pemsIn(await readFile(resolve(folder, identity.certificates), "utf8")) };
  return { list, returnUrl, identity: signs };
}
