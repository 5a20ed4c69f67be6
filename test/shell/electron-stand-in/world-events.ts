/** DOM events over which the two worlds of a page talk in the stand-in; a string is all that crosses. */
export const EXPOSE = 'stand-in-expose';
export const READY = 'stand-in-ready';
export const CALL = 'stand-in-call';
export const RESULT = 'stand-in-result';
export const SETTLE = 'stand-in-settle';
export const CALLBACK = 'stand-in-callback';

export interface Exposure {
  readonly key: string;
  readonly names: readonly string[];
}
export interface CallMessage {
  readonly callId: number;
  /** Name of an exposed function, or the id of a function that a call answered. */
  readonly target:
    { readonly key: string; readonly name: string } | { readonly functionId: number };
  readonly args: readonly unknown[];
  /** Places in `args` where the page passed a function, with that function's id. */
  readonly functions: readonly { readonly index: number; readonly functionId: number }[];
}
export interface ResultMessage {
  readonly callId: number;
  readonly kind: 'value' | 'throw' | 'promise' | 'function';
  readonly value?: unknown;
}

interface Messages {
  readonly [EXPOSE]: Exposure;
  readonly [READY]: Readonly<Record<string, never>>;
  readonly [CALL]: CallMessage;
  readonly [RESULT]: ResultMessage;
  readonly [SETTLE]: ResultMessage;
  readonly [CALLBACK]: { readonly functionId: number; readonly args: readonly unknown[] };
}

/** Sends `message` to the other world, synchronously. */
export function tell<Type extends keyof Messages>(type: Type, message: Messages[Type]): void {
  document.dispatchEvent(new CustomEvent(type, { detail: JSON.stringify(message) }));
}

/** Hears what the other world tells. */
export function hear<Type extends keyof Messages>(
  type: Type,
  listener: (message: Messages[Type]) => void,
): void {
  document.addEventListener(type, (event) => {
    listener(JSON.parse((event as CustomEvent<string>).detail) as Messages[Type]);
  });
}
