export interface ChangeOptions {
  readonly registry: string;
  readonly actor: string;
  readonly now?: number;
  readonly confirmClock?: boolean;
}
