/** What the kernel exports. */

/** First byte of linear memory that no constant or scratch space of the kernel uses. */
export function heapBase(): usize {
  return __heap_base;
}

export {
  add as fq_add,
  copy as fq_copy,
  fromFile as fq_fromFile,
  fromMontgomery as fq_fromMontgomery,
  gather as fq_gather,
  gatherSigned as fq_gatherSigned,
  inverse as fq_inverse,
  isZero as fq_isZero,
  isZeroElement as fq_isZeroElement,
  mul as fq_mul,
  mulAdd as fq_mulAdd,
  mulConstant as fq_mulConstant,
  neg as fq_neg,
  readIntegers as fq_readIntegers,
  reduce as fq_reduce,
  scatter as fq_scatter,
  setOne as fq_setOne,
  setZero as fq_setZero,
  square as fq_square,
  sub as fq_sub,
  sumElements as fq_sumElements,
  toMontgomery as fq_toMontgomery,
  writeIntegers as fq_writeIntegers,
} from "./fq/field";
export {
  add as fr_add,
  copy as fr_copy,
  fromFile as fr_fromFile,
  fromMontgomery as fr_fromMontgomery,
  gather as fr_gather,
  gatherSigned as fr_gatherSigned,
  inverse as fr_inverse,
  isZero as fr_isZero,
  isZeroElement as fr_isZeroElement,
  mul as fr_mul,
  mulAdd as fr_mulAdd,
  mulConstant as fr_mulConstant,
  neg as fr_neg,
  readIntegers as fr_readIntegers,
  reduce as fr_reduce,
  scatter as fr_scatter,
  setOne as fr_setOne,
  setZero as fr_setZero,
  square as fr_square,
  sub as fr_sub,
  sumElements as fr_sumElements,
  toMontgomery as fr_toMontgomery,
  writeIntegers as fr_writeIntegers,
} from "./fr/field";
export {
  exportPoint as g1_exportPoint,
  exportToFile as g1_exportToFile,
  importPoints as g1_importPoints,
} from "./g1/files";
export {
  fixedMultiply as g1_fixedMultiply,
  fixedScratchBytes as g1_fixedScratchBytes,
  fixedTable as g1_fixedTable,
  fixedTableBytes as g1_fixedTableBytes,
} from "./g1/fixed";
export {
  msmFinish as g1_msmFinish,
  msmScratchBytes as g1_msmScratchBytes,
  msmStart as g1_msmStart,
  msmStep as g1_msmStep,
} from "./g1/msm";
export {
  additions as g1_additions,
  addPairs as g1_addPairs,
  pairScratchBytes as g1_pairScratchBytes,
} from "./g1/pairs";
export {
  exportPoint as g2_exportPoint,
  exportToFile as g2_exportToFile,
  importPoints as g2_importPoints,
} from "./g2/files";
export {
  fixedMultiply as g2_fixedMultiply,
  fixedScratchBytes as g2_fixedScratchBytes,
  fixedTable as g2_fixedTable,
  fixedTableBytes as g2_fixedTableBytes,
} from "./g2/fixed";
export {
  msmFinish as g2_msmFinish,
  msmScratchBytes as g2_msmScratchBytes,
  msmStart as g2_msmStart,
  msmStep as g2_msmStep,
} from "./g2/msm";
export {
  additions as g2_additions,
  addPairs as g2_addPairs,
  pairScratchBytes as g2_pairScratchBytes,
} from "./g2/pairs";
export {
  countBits,
  importIntegers,
  importMatrices,
  importValues,
  multiplyRows,
  multiplyVectors,
  quotientScalars,
} from "./quotient";
export { bitReverse, powers, transformDown, transformUp } from "./transform";
export { g1Unpack as g1_unpack, g2Unpack as g2_unpack } from "./unpack";
