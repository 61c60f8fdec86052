namespace Auth.Infrastructure.Startup;

/// <summary>The category of lines that hold a secret for whoever has the console, and are sent nowhere else.</summary>
public sealed class ConsoleOnly
{
    private ConsoleOnly()
    {
    }
}
