using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SpikeDistill.Images;
using SpikeDistill.Reports;
using SpikeDistill.Reports.Drawing;
using SpikeDistill.Reports.Pages;
using SpikeDistill.Runs;
using SpikeDistill.Watch.Access;
using SpikeDistill.Watch.Runs;
using SpikeDistill.Watch.Trying;

namespace SpikeDistill.Watch.Answers;

/// <summary>The page and what its script asks for. No request names a file: the parts of the page and the runs that were found are all there is.</summary>
internal sealed class Site(Gate gate, WatchedFolder runs, Trial trial)
{
    private const string RunKey = "run", VersionKey = "since";

    // The page brings all that it needs; nothing else is loaded, sent to, or allowed to frame it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    private readonly IReadOnlyDictionary<string, PagePart> _parts = PagePart.All;

    public async Task Answer(HttpContext context)
    {
        AddHeaders(context.Response);
        if (gate.Refusal(context.Request) is { } refusal)
        {
            await Say(context, refusal.Status, refusal.Why).ConfigureAwait(false);
            return;
        }

        if (gate.MovesToken(context))
        {
            context.Response.Redirect("/");
            return;
        }

        try
        {
            await (Route(context.Request) switch
            {
                "GET /api/runs" => Json(context, List()),
                "GET /api/report" => Json(context, Report(context.Request)),
                "POST /api/stop" => Json(context, Stop(context.Request)),
                "POST /api/try" => Try(context),
                _ => Part(context),
            }).ConfigureAwait(false);
        }
        catch (Refusal wrong)
        {
            await Say(context, wrong.Status, wrong.Message).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RunException or PictureException)
        {
            await Say(context, StatusCodes.Status422UnprocessableEntity, failure.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked is gone.
        }
        catch (BadHttpRequestException failure)
        {
            await Say(context, failure.StatusCode, failure.Message).ConfigureAwait(false);
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // What is wrong inside is nobody's who asks.
            await Say(context, StatusCodes.Status500InternalServerError, "SpikeDistill itself failed over this request.").ConfigureAwait(false);
        }
    }

    private static string Route(HttpRequest request) => $"{request.Method} {request.Path}";

    private static void AddHeaders(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers[HeaderNames.CacheControl] = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private JsonObject List()
    {
        ListedRuns listed = runs.List();
        return new JsonObject
        {
            ["folder"] = runs.Root,
            ["runs"] = JsonSerializer.SerializeToNode(listed.Runs, Training.Json.Line),
            ["left_out"] = JsonSerializer.SerializeToNode(listed.LeftOut, Training.Json.Line),
        };
    }

    /// <summary>The figures of runs, and where they stand; where the figures are those that the page has, only where they stand.</summary>
    private JsonObject Report(HttpRequest request)
    {
        string[] ids = Asked(request);
        WatchedRun[] shown = [.. ids.Select(runs.Run)];
        string version = runs.Version(shown);
        JsonObject answer = new() { ["version"] = version, ["runs"] = JsonSerializer.SerializeToNode(shown, Training.Json.Line) };
        if (request.Query[VersionKey] == version)
        {
            return answer;
        }

        Report report = runs.Report(ids);
        answer["figures"] = FigureJson.Of(report.Figures);
        answer["omissions"] = JsonSerializer.SerializeToNode(report.Omissions, Training.Json.Line);
        answer["recipes"] = new JsonArray([.. report.Recipes.Select(recipe => new JsonObject { ["name"] = recipe.Name, ["text"] = recipe.Text })]);
        return answer;
    }

    private JsonObject Stop(HttpRequest request)
    {
        string id = One(request);
        OwnFiles.Require(runs.FolderOf(id));
        RunFolder.RequestStop(runs.FolderOf(id));
        return new JsonObject { ["run"] = JsonSerializer.SerializeToNode(runs.Run(id), Training.Json.Line) };
    }

    private async Task Try(HttpContext context)
    {
        string id = One(context.Request);
        byte[] content = await Body(context.Request).ConfigureAwait(false);
        TrialResult result = await Task.Run(() => trial.Show(id, content, context.RequestAborted)).ConfigureAwait(false);
        await Json(
            context,
            new JsonObject
            {
                ["seen"] = Png.Address(result.Student.Seen),
                ["answer"] = result.Student.Answer,
                ["teacher"] = result.Teacher?.Answer,
                ["figures"] = FigureJson.Of(TrialFigures.Of(result)),
            }).ConfigureAwait(false);
    }

    private static async Task<byte[]> Body(HttpRequest request)
    {
        using MemoryStream content = new();
        await request.Body.CopyToAsync(content, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return content.ToArray();
    }

    private async Task Part(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !_parts.TryGetValue(context.Request.Path.Value ?? "", out PagePart? part))
        {
            throw new Refusal(StatusCodes.Status404NotFound, "There is no such page.");
        }

        context.Response.ContentType = part.Type;
        await context.Response.Body.WriteAsync(part.Content, context.RequestAborted).ConfigureAwait(false);
    }

    private string One(HttpRequest request)
        => Asked(request) is [{ } id] ? id : throw new Refusal(StatusCodes.Status400BadRequest, "One run is asked for at a time.");

    /// <summary>The runs that a request names, which must be among those that were found.</summary>
    private string[] Asked(HttpRequest request)
    {
        string[] ids = [.. request.Query[RunKey].OfType<string>().Distinct(StringComparer.Ordinal)];
        if (ids.Length is 0 or > WatchedFolder.MostCompared)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, $"From 1 to {WatchedFolder.MostCompared} runs can be shown together.");
        }

        IReadOnlySet<string> found = runs.Ids();
        return ids.All(found.Contains) ? ids : throw new Refusal(StatusCodes.Status404NotFound, "There is no such run in the folder.");
    }

    private static Task Json(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static Task Say(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
