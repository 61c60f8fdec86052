using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Auth.Benchmarks;

/// <summary>What an access token costs in signatures: making one, and checking one.</summary>
public class TokenBenchmarks : IDisposable
{
    private readonly ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JsonWebTokenHandler handler = new();
    private SecurityTokenDescriptor descriptor = new();
    private TokenValidationParameters requirements = new();
    private string token = "";

    [GlobalSetup]
    public void Prepare()
    {
        var key = new ECDsaSecurityKey(pair) { KeyId = "a" };
        descriptor = new() { Issuer = "auth", Audience = "auth", SigningCredentials = new(key, SecurityAlgorithms.EcdsaSha256), Claims = new Dictionary<string, object> { ["sub"] = "somebody" } };
        requirements = new() { IssuerSigningKey = key, ValidIssuer = "auth", ValidAudience = "auth", ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256] };
        token = handler.CreateToken(descriptor);
    }

    [Benchmark]
    public string Sign() => handler.CreateToken(descriptor);

    [Benchmark]
    public async Task<bool> Verify() => (await handler.ValidateTokenAsync(token, requirements)).IsValid;

    public void Dispose()
    {
        pair.Dispose();
        GC.SuppressFinalize(this);
    }
}
