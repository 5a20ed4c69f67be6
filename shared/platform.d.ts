/**
 * The few globals that all three places (renderer, desktop shell, server) offer alike, typed so that
 * `shared/` compiles without the DOM's or Node's own types and can therefore not lean on either.
 */
interface CryptoKey {
  readonly type: 'public' | 'private' | 'secret';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: string[];
}
type BufferSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer;
interface JsonWebKey {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly d?: string;
}
interface SubtleCrypto {
  encrypt(algorithm: object, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  decrypt(algorithm: object, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  sign(algorithm: object | string, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  verify(
    algorithm: object | string,
    key: CryptoKey,
    signature: BufferSource,
    data: BufferSource,
  ): Promise<boolean>;
  digest(algorithm: string, data: BufferSource): Promise<ArrayBuffer>;
  deriveBits(algorithm: object, key: CryptoKey, length: number): Promise<ArrayBuffer>;
  importKey(
    format: string,
    keyData: BufferSource | JsonWebKey,
    algorithm: object | string,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
}
interface Crypto {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}
declare const crypto: Crypto;
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
