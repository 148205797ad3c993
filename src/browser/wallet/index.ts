/**
 * The door for wallets in a browser: a secret and credentials, encrypted in IndexedDB, with a backup and a recovery sheet.
 *
 * @module
 */
export * from "../../core/errors.ts";
export { MIN_PASSPHRASE_LENGTH } from "./backup.ts";
export { readRecoveryCode, recoveryCode } from "./recovery-code.ts";
export { openWallet, type StoredCredential, type Wallet } from "./wallet.ts";
