/**
 * What a claim costs at least: the prices the protocol fixes, nothing for our own code.
 * Sources: EIP-1108 (BN254 precompiles), EIP-2028 (calldata), EIP-2929 and EIP-2200 (storage), yellow paper (transaction).
 */
export const PRICE = {
  transaction: 21_000,
  calldataZeroByte: 4,
  calldataByte: 16,
  ecAdd: 150,
  ecMul: 6_000,
  pairing: 45_000,
  perPair: 34_000,
  /** A slot untouched in this transaction, from zero to non-zero: 20,000 + 2,100. */
  coldStorageWrite: 22_100,
} as const;

/** Gas of a transaction's input bytes. */
export function calldataGas(input: `0x${string}`): number {
  let gas = 0;
  for (let i = 2; i < input.length; i += 2)
    gas += input.slice(i, i + 2) === "00" ? PRICE.calldataZeroByte : PRICE.calldataByte;
  return gas;
}

export interface Floor {
  readonly transaction: number;
  readonly calldata: number;
  readonly pairing: number;
  readonly linearCombination: number;
  readonly storageWrite: number;
  readonly total: number;
}

/** One claim with `varying` public signals that are not folded beforehand. */
export function singleFloor(varying: number, input: `0x${string}`): Floor {
  return floor({
    transaction: PRICE.transaction,
    calldata: calldataGas(input),
    pairing: PRICE.pairing + 4 * PRICE.perPair,
    linearCombination: varying * (PRICE.ecMul + PRICE.ecAdd),
    storageWrite: PRICE.coldStorageWrite,
  });
}

/**
 * One claim of a batch of `size`: size + 3 pairs; for each claim two multiplications (coefficient · A, coefficient · C), and
 * an addition of the C's for each but the first; the `varying` signals, the constant point and alpha once for the batch.
 */
export function batchFloorPerClaim(size: number, varying: number, input: `0x${string}`): Floor {
  const share = (gas: number) => Math.ceil(gas / size);
  return floor({
    transaction: share(PRICE.transaction),
    calldata: share(calldataGas(input)),
    pairing: share(PRICE.pairing + (size + 3) * PRICE.perPair),
    linearCombination: share(
      size * 2 * PRICE.ecMul + (size - 1) * PRICE.ecAdd + (varying + 2) * PRICE.ecMul + varying * PRICE.ecAdd,
    ),
    storageWrite: PRICE.coldStorageWrite,
  });
}

function floor(parts: Omit<Floor, "total">): Floor {
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
