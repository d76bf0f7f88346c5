namespace WebApi;

/// <summary>
/// A service that generates and classifies images. Start it with
/// <c>dotnet run --project samples/WebApi -- --Gan:Model=artifacts/demo/fashion-gan.zip</c>, then try every endpoint at
/// <c>http://localhost:5000/scalar</c>.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            await using var app = App.Create(args);
            await app.RunAsync();
            return 0;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
