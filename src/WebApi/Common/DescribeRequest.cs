using System.Net;
using System.Net.Sockets;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Auth.WebApi.Common;

/// <summary>Tells the use cases where a request comes from: address, device, language and whom its token names.</summary>
internal sealed class DescribeRequest(RequestDelegate next)
{
    private const int NetworkPrefixBytes = 8;

    public async Task InvokeAsync(HttpContext http, RequestContext context)
    {
        context.Channel = Surface.IsPage(http) ? Channel.Page : Channel.Api;
        context.Address = Unmapped(http.Connection.RemoteIpAddress)?.ToString() ?? "";
        context.Network = Network(http);
        context.UserAgent = http.Request.Headers.UserAgent.ToString();
        context.Language = Surface.Language(http);
        context.TraceId = Problem.TraceId(http);
        context.DeviceToken = context.Channel == Channel.Page ? SessionCookies.DeviceToken(http) : null;
        context.Identity = Identity(http);
        context.IdentityError = context.Identity is null ? await IdentityErrorAsync(http) : null;
        if (context.Channel == Channel.Page)
            KeepLanguage(http, context.Language);
        await next(http);
    }

    /// <summary>What counts as one network: an IPv4 address or an IPv6 /64, of which one household or one attacker has all.</summary>
    public static string Network(HttpContext http)
    {
        var address = Unmapped(http.Connection.RemoteIpAddress);
        if (address?.AddressFamily != AddressFamily.InterNetworkV6)
            return address?.ToString() ?? "";
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkPrefixBytes, bytes.Length - NetworkPrefixBytes);
        return $"{new IPAddress(bytes)}/64";
    }

    private static void KeepLanguage(HttpContext http, string language)
    {
        http.Response.Headers.ContentLanguage = language;
        if (Surface.Chosen(http) is not null)
            Cookies.Set(http, Surface.LanguageCookie, language, TimeSpan.FromDays(365));
    }

    private static IPAddress? Unmapped(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static Identity? Identity(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true
        && UserId.TryParse(http.User.FindFirst(JwtRegisteredClaimNames.Sub)?.Value, null, out var userId)
        && SessionId.TryParse(http.User.FindFirst(JwtRegisteredClaimNames.Sid)?.Value, null, out var sessionId)
        && BearerAuthentication.KeyId(http) is { } keyId
            ? new Identity(userId, sessionId, keyId)
            : null;

    /// <summary>Why there is no identity, where a token was sent. Asked again, since the middleware keeps the result of a success only.</summary>
    private static async Task<Error?> IdentityErrorAsync(HttpContext http)
    {
        var result = await http.AuthenticateAsync();
        return result.Succeeded ? SessionErrors.TokenInvalid : BearerAuthentication.Refusal(result.Failure);
    }
}
