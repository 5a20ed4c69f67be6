import type { DesktopConfig } from '../config.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { saveFile, type ChooseSavePath } from '../services/files.ts';
import type { Keychain } from '../services/keychain.ts';
import type { NativeKeyStore } from '../services/native-keys/native-key-store.ts';
import type { RelyingPartyService } from '../services/relying-party.ts';
import type { CallHandlers } from './router.ts';

export interface HandlerServices {
  readonly config: DesktopConfig;
  readonly appVersion: string;
  readonly keychain: Keychain;
  readonly deviceShare: () => Promise<Bytes>;
  readonly relyingParty: RelyingPartyService;
  readonly nativeKeys: NativeKeyStore;
  readonly chooseSavePath: ChooseSavePath;
  readonly diskSpace: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** Opens the print dialog of the window that asked; settles when it closes. */
  readonly print: (webContentsId: number) => Promise<void>;
}

/** Joins each call of the map to the service that does it. */
export function createHandlers(services: HandlerServices): CallHandlers {
  const { config, relyingParty, nativeKeys } = services;
  return {
    capabilities: async () => ({
      relyingParty: { rpId: config.rpId, origin: config.origin },
      gatedUnlock: await services.keychain.isAvailable(),
      nativeBound: await nativeKeys.isAvailable(),
      keystore: 'os-keychain',
      files: true,
      print: true,
      appVersion: services.appVersion,
      serverOrigin: config.serverOrigin,
    }),
    deviceShare: () => services.deviceShare(),
    forgetShares: async () => {
      await services.keychain.forgetAll();
      return undefined;
    },
    beginRegistration: ({ operatorId }) => relyingParty.beginRegistration(operatorId),
    finishRegistration: (request) => relyingParty.finishRegistration(request),
    beginAssertion: ({ operatorId }) => relyingParty.beginAssertion(operatorId),
    finishAssertion: (request) => relyingParty.finishAssertion(request),
    forgetCredential: async ({ operatorId, credentialId }) => {
      await relyingParty.forget(operatorId, credentialId);
      return undefined;
    },
    createNativeKey: ({ operatorId }) => nativeKeys.create(operatorId),
    releaseNativeKey: async ({ operatorId, keyId }) => ({
      share: await nativeKeys.release(operatorId, keyId),
    }),
    removeNativeKey: async ({ operatorId, keyId }) => {
      await nativeKeys.remove(operatorId, keyId);
      return undefined;
    },
    saveFile: (request) => saveFile(services.chooseSavePath, request),
    print: async (_request, sender) => {
      await services.print(sender.webContentsId);
      return undefined;
    },
    diskSpace: () => services.diskSpace(),
  };
}
