namespace Auth.Infrastructure;

/// <summary>A mistake in the settings. The message is one sentence for the operator: what is wrong and what to set. It stops the host.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
