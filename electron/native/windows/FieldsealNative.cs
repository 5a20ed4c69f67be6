// Native helper of Fieldseal for Windows: a Windows Hello key that signs one fixed challenge.
//
// NOT COMPILED AND NOT RUN by the project's own build, which has no Windows. Build on Windows with the project file
// beside it:
//   dotnet publish -c Release -r win-x64
// then sign the program with the app's certificate. docs/native-helper.md describes what it must answer.

using System;
using System.Runtime.InteropServices.WindowsRuntime;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Windows.Security.Credentials;
using Windows.Security.Cryptography;
using Windows.Storage.Streams;

internal sealed class Refusal : Exception
{
    public Refusal(string kind) => Kind = kind;

    public string Kind { get; }
}

internal static class FieldsealNative
{
    private const int ProtocolVersion = 1;

    private static async Task<int> Main()
    {
        JsonObject answer;
        try
        {
            answer = await Handle(JsonNode.Parse(Console.In.ReadLine() ?? "")!.AsObject());
            answer["ok"] = true;
        }
        catch (Refusal refusal)
        {
            answer = new JsonObject { ["ok"] = false, ["refusal"] = refusal.Kind };
        }
        catch (Exception)
        {
            answer = new JsonObject { ["ok"] = false, ["refusal"] = "failed" };
        }

        answer["version"] = ProtocolVersion;
        Console.Out.Write(answer.ToJsonString() + "\n");
        return 0;
    }

    private static async Task<JsonObject> Handle(JsonObject request)
    {
        if ((int?)request["version"] != ProtocolVersion)
        {
            throw new Refusal("failed");
        }

        var name = (string?)request["name"] ?? "";
        switch ((string?)request["command"])
        {
            case "status":
                return new JsonObject { ["available"] = await KeyCredentialManager.IsSupportedAsync() };
            case "create":
                // Never over an existing key: its signatures are somebody's share.
                var created = await KeyCredentialManager.RequestCreateAsync(
                    name, KeyCredentialCreationOption.FailIfExists);
                Check(created.Status);
                return new JsonObject();
            case "sign":
                var opened = await KeyCredentialManager.OpenAsync(name);
                Check(opened.Status);
                var challenge = CryptographicBuffer.CreateFromByteArray(
                    FromBase64Url((string?)request["challenge"] ?? ""));
                var signed = await opened.Credential.RequestSignAsync(challenge);
                Check(signed.Status);
                return new JsonObject { ["signature"] = ToBase64Url(signed.Result) };
            case "delete":
                await Delete(name);
                return new JsonObject();
            default:
                throw new Refusal("failed");
        }
    }

    private static async Task Delete(string name)
    {
        var opened = await KeyCredentialManager.OpenAsync(name);
        if (opened.Status == KeyCredentialStatus.NotFound)
        {
            return;
        }

        await KeyCredentialManager.DeleteAsync(name);
    }

    private static void Check(KeyCredentialStatus status)
    {
        switch (status)
        {
            case KeyCredentialStatus.Success:
                return;
            case KeyCredentialStatus.UserCanceled:
            case KeyCredentialStatus.UserPrefersPassword:
                throw new Refusal("cancelled");
            case KeyCredentialStatus.NotFound:
                throw new Refusal("key-lost");
            case KeyCredentialStatus.SecurityDeviceLocked:
                throw new Refusal("unavailable");
            default:
                throw new Refusal("failed");
        }
    }

    private static byte[] FromBase64Url(string text)
    {
        var plain = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }

    private static string ToBase64Url(IBuffer buffer) =>
        Convert.ToBase64String(buffer.ToArray()).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
