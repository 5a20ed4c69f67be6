// Native helper of Fieldseal for macOS: a Keychain item that only Touch ID releases.
//
// NOT COMPILED AND NOT RUN by the project's own build, which has no macOS. Build on a Mac:
//   swiftc -O FieldsealNative.swift -o fieldseal-native -framework Security -framework LocalAuthentication
// then sign it with the app's identity and a `keychain-access-groups` entitlement: the data protection keychain
// refuses programs without one. docs/native-helper.md describes what it must answer.

import Foundation
import LocalAuthentication
import Security

let protocolVersion = 1
let service = "org.fieldseal.app.native-key"

struct Request: Decodable {
  let version: Int
  let command: String
  let name: String?
  let secret: String?
  let reason: String?
}

enum Refusal: String, Error {
  case cancelled
  case keyLost = "key-lost"
  case unavailable
  case failed
}

func answer(_ members: [String: Any]) -> Never {
  var line = members
  line["version"] = protocolVersion
  let data = try! JSONSerialization.data(withJSONObject: line, options: [.sortedKeys])
  FileHandle.standardOutput.write(data)
  FileHandle.standardOutput.write(Data("\n".utf8))
  exit(0)
}

func fromBase64Url(_ text: String) -> Data? {
  var plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
  while plain.count % 4 != 0 { plain += "=" }
  return Data(base64Encoded: plain)
}

func toBase64Url(_ data: Data) -> String {
  data.base64EncodedString()
    .replacingOccurrences(of: "+", with: "-")
    .replacingOccurrences(of: "/", with: "_")
    .replacingOccurrences(of: "=", with: "")
}

func refusal(of status: OSStatus) -> Refusal {
  switch status {
  case errSecUserCanceled: return .cancelled
  // An item of another set of fingerprints is gone, as is one that was removed.
  case errSecItemNotFound, errSecAuthFailed: return .keyLost
  case errSecMissingEntitlement, errSecNotAvailable: return .unavailable
  default: return .failed
  }
}

func base(_ name: String) -> [String: Any] {
  [
    kSecClass as String: kSecClassGenericPassword,
    kSecAttrService as String: service,
    kSecAttrAccount as String: name,
    kSecUseDataProtectionKeychain as String: true,
  ]
}

func biometryIsAvailable() -> Bool {
  LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
}

func store(_ name: String, _ secret: Data) throws {
  guard biometryIsAvailable() else { throw Refusal.unavailable }
  var failure: Unmanaged<CFError>?
  guard
    let control = SecAccessControlCreateWithFlags(
      nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .biometryCurrentSet, &failure)
  else { throw Refusal.unavailable }
  var item = base(name)
  item[kSecAttrAccessControl as String] = control
  item[kSecValueData as String] = secret
  let status = SecItemAdd(item as CFDictionary, nil)
  guard status == errSecSuccess else { throw refusal(of: status) }
}

func read(_ name: String, _ reason: String) throws -> Data {
  let context = LAContext()
  context.localizedReason = reason
  var query = base(name)
  query[kSecReturnData as String] = true
  query[kSecMatchLimit as String] = kSecMatchLimitOne
  query[kSecUseAuthenticationContext as String] = context
  var found: CFTypeRef?
  let status = SecItemCopyMatching(query as CFDictionary, &found)
  guard status == errSecSuccess, let data = found as? Data else { throw refusal(of: status) }
  return data
}

func remove(_ name: String) throws {
  let status = SecItemDelete(base(name) as CFDictionary)
  guard status == errSecSuccess || status == errSecItemNotFound else { throw refusal(of: status) }
}

func handle(_ request: Request) throws -> [String: Any] {
  guard request.version == protocolVersion else { throw Refusal.failed }
  switch (request.command, request.name) {
  case ("status", _):
    return ["available": biometryIsAvailable()]
  case ("store", let name?):
    guard let secret = request.secret.flatMap(fromBase64Url) else { throw Refusal.failed }
    try store(name, secret)
    return [:]
  case ("read", let name?):
    return ["secret": toBase64Url(try read(name, request.reason ?? ""))]
  case ("delete", let name?):
    try remove(name)
    return [:]
  default:
    throw Refusal.failed
  }
}

do {
  guard let line = readLine(strippingNewline: true) else { throw Refusal.failed }
  let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
  var members = try handle(request)
  members["ok"] = true
  answer(members)
} catch let refusal as Refusal {
  answer(["ok": false, "refusal": refusal.rawValue])
} catch {
  answer(["ok": false, "refusal": Refusal.failed.rawValue])
}
