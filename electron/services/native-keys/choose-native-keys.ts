import fs from 'node:fs';
import path from 'node:path';
import { createHelperClient } from './helper-client.ts';
import { createMacosKeychain } from './macos-keychain.ts';
import { NO_NATIVE_KEYS, type NativeKeyStore } from './native-key-store.ts';
import { createWindowsHello } from './windows-hello.ts';

/**
 * The native keys of this computer: by its helper program in `resources`, where the build put one there. Without it
 * the tier is simply not offered.
 */
export function chooseNativeKeys(platform: NodeJS.Platform, resources: string): NativeKeyStore {
  const name = platform === 'win32' ? 'fieldseal-native.exe' : 'fieldseal-native';
  const file = path.join(resources, 'native', name);
  if (!fs.existsSync(file)) return NO_NATIVE_KEYS;
  if (platform === 'darwin') return createMacosKeychain(createHelperClient({ file }));
  if (platform === 'win32') return createWindowsHello(createHelperClient({ file }));
  return NO_NATIVE_KEYS;
}
