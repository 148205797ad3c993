/** A list of trusted entities in the form of ETSI TS 119 602, from a file: whose certificates are anchors, and until when. */
import { X509Certificate } from "node:crypto";
import { type Certificate, checkCertificateChain, readAnchors, readChain } from "../../core/openid/certificate.ts";
import { isObject, type JsonObject, openJws, verifyJws } from "./jws.ts";
import { BridgeExpiredError, BridgeMalformedError } from "./refusals.ts";

/** Options of {@link readTrustedList}. */
export interface TrustedListOptions {
  /** The list as its operator publishes it: a compact JWS with the operator's chain in `x5c`. */
  readonly list: string;
  /** PEM of certificates to which the operator's chain must lead. */
  readonly operators: readonly string[];
  /** The kind of service whose certificates are taken, as the list names it. */
  readonly serviceType: string;
  readonly nowSeconds: number;
}

/** What a list gives: certificates, and when the list has to be read again. */
export interface TrustedList {
  readonly anchors: readonly Certificate[];
  readonly nextUpdateSeconds: number;
}

/** Ends of names of a service's status that say that it is trusted; a list of one status only leaves it out. */
const GOOD_STATUS = /\/(?:granted|notified|recognised)$/i;

/**
 * Reads a list: its signature, that its next update is still to come, and the certificates of services of one kind that are
 * in good standing. The file is the administrator's; nothing is fetched.
 *
 * @throws BridgeMalformedError, BridgeSignatureError, CertificateError, CertificateNotTrustedError, CertificateExpiredError
 * @throws BridgeExpiredError for a list whose next update is over
 */
export async function readTrustedList({
  list,
  operators,
  serviceType,
  nowSeconds,
}: TrustedListOptions): Promise<TrustedList> {
  const path = "trust.list";
  const opened = openJws(list.trim(), { path, types: ["trustlist+jwt", "jose", "jwt"] });
  const chain = await readChain(opened.header.x5c, `${path}.x5c`);
  await checkCertificateChain(chain, {
    ...{ anchors: await readAnchors(operators, "trust.operators"), nowSeconds, path: `${path}.x5c` },
  });
  await verifyJws(opened, new X509Certificate(chain[0].der).publicKey, path);
  const lote = isObject(opened.payload.LoTE) ? opened.payload.LoTE : opened.payload;
  const information = part(lote, "ListAndSchemeInformation");
  const next = Date.parse(String(information.NextUpdate)) / 1_000;
  if (!(nowSeconds < next)) throw new BridgeExpiredError({ path: `${path}.NextUpdate`, expected: "a time to come" });
  const found: string[] = [];
  for (const entity of items(lote.TrustedEntitiesList))
    for (const service of items(entity.TrustedEntityServices)) {
      const { ServiceTypeIdentifier, ServiceStatus, ServiceDigitalIdentity } = part(service, "ServiceInformation");
      const isGood = ServiceStatus === undefined || GOOD_STATUS.test(String(ServiceStatus));
      if (ServiceTypeIdentifier !== serviceType || !isGood || !isObject(ServiceDigitalIdentity)) continue;
      for (const { val } of items(ServiceDigitalIdentity.X509Certificates)) found.push(String(val));
    }
  return { anchors: await readAnchors(found, `${path}.X509Certificates`), nextUpdateSeconds: next };
}

function part(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  if (!isObject(found)) throw new BridgeMalformedError({ path: `trust.list.${name}`, expected: "an object" });
  return found;
}

const items = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
