using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace WebApi;

/// <summary>The service: its endpoints, and what it answers when something is wrong.</summary>
public static class App
{
    /// <summary>Loads the models and maps the endpoints.</summary>
    /// <exception cref="InvalidOperationException">The configuration names no model, or one that cannot be loaded.</exception>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var options = builder.Configuration.GetSection(ServiceOptions.Section).Get<ServiceOptions>() ?? new ServiceOptions();
        options.Validate();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = options.MaxUploadBytes);
        builder.Services.AddOpenApi();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new GeneratorService(options));
        builder.Services.AddSingleton(new ClassifierService(options));
        var app = builder.Build();
        // Instances that are registered as such are not disposed by the container.
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            app.Services.GetRequiredService<GeneratorService>().DisposeAsync().AsTask().GetAwaiter().GetResult();
            app.Services.GetRequiredService<ClassifierService>().DisposeAsync().AsTask().GetAwaiter().GetResult();
        });

        app.UseExceptionHandler(errors => errors.Run(Explain));
        app.UseStatusCodePages(); // what the framework refuses has a body, too
        app.MapOpenApi();
        app.MapScalarApiReference(scalar => scalar.DefaultFonts = false); // the page loads nothing from elsewhere

        app.MapGet("/model", (GeneratorService generator) => TypedResults.Ok(new ModelInfo(generator.Classes, generator.Shape.Width, generator.Shape.Height, generator.Shape.Channels)))
            .WithSummary("The classes that can be generated, and the size of the images.");
        app.MapGet("/images", Generate).WithSummary("A PNG of one image, or of a grid of images. The same class and seed always give the same images.").Produces<byte[]>(StatusCodes.Status200OK, "image/png");
        app.MapPost("/classify", Classify).WithSummary("The probability of each class for an uploaded image: the body is the file.").Accepts<byte[]>("application/octet-stream", "image/png", "image/jpeg", "image/webp");
        app.MapGet("/health", (GeneratorService generator, ClassifierService classifier) => TypedResults.Ok(new Health("ok", generator.Waiting + classifier.Waiting)))
            .WithSummary("Answers while the service runs, with the number of requests that wait.");
        return app;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Generate(
        GeneratorService generator, ServiceOptions options, CancellationToken cancellationToken, string? @class = null, int seed = 0, int count = 1)
    {
        if (count < 1 || count > options.MaxImages)
            return TypedResults.Problem($"count must be 1 to {options.MaxImages}, but is {count}.", statusCode: StatusCodes.Status400BadRequest);
        if (@class is not null && !generator.Classes.Contains(@class))
        {
            return TypedResults.Problem(
                generator.Classes.Count == 0 ? "The model has no named classes." : $"There is no class '{@class}'. The model knows {string.Join(", ", generator.Classes)}.",
                statusCode: StatusCodes.Status404NotFound);
        }

        return TypedResults.File(await generator.Png(@class, seed, count, cancellationToken), "image/png");
    }

    private static async Task<Results<Ok<Dictionary<string, float>>, ProblemHttpResult>> Classify(HttpRequest request, ClassifierService classifier, CancellationToken cancellationToken)
    {
        if (!classifier.IsConfigured)
            return TypedResults.Problem($"No classifier is configured ({ServiceOptions.Section}:{nameof(ServiceOptions.Classifier)}).", statusCode: StatusCodes.Status404NotFound);
        using var file = new MemoryStream();
        await request.Body.CopyToAsync(file, cancellationToken);
        return TypedResults.Ok(await classifier.Classify(file.ToArray(), cancellationToken));
    }

    /// <summary>Turns exceptions into answers that say what the client can do.</summary>
    private static Task Explain(HttpContext context)
    {
        var (status, detail) = context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            QueueFullException => (StatusCodes.Status503ServiceUnavailable, "Too many requests wait. Try again in a second."),
            BadUploadException e => (e.Status, e.Message),
            BadHttpRequestException e => (e.StatusCode, e.Message),
            OperationCanceledException => (StatusCodes.Status499ClientClosedRequest, "The request was cancelled."),
            _ => (StatusCodes.Status500InternalServerError, "The request failed; the log of the service says why."),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>What the model generates.</summary>
    /// <param name="Classes">The names of its classes; empty if it has none.</param>
    /// <param name="Width">Pixels.</param>
    /// <param name="Height">Pixels.</param>
    /// <param name="Channels">1 for gray, 3 for colour.</param>
    internal sealed record ModelInfo(IReadOnlyList<string> Classes, int Width, int Height, int Channels);

    internal sealed record Health(string Status, int Waiting);
}
