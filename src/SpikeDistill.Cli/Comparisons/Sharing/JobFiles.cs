using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// What the processes that work on a comparison tell each other, in files of its folder <c>jobs</c>: for each job a lock, who has it, why it
/// failed, and of a teacher what it was measured to know. What is damaged there is as if it were not there.
/// </summary>
/// <param name="comparison">The comparison's folder.</param>
internal sealed class JobFiles(string comparison)
{
    /// <summary>The folder in the comparison's.</summary>
    public const string FolderName = "jobs";

    /// <summary>Bytes of the largest one that is read.</summary>
    private const long Largest = 16 << 20;

    /// <summary>Letters of a job's name that its files keep.</summary>
    private const int LongestName = 120;

    private readonly string _folder = Path.Combine(comparison, FolderName);

    /// <exception cref="IOException">The folder cannot be made; <see cref="UnauthorizedAccessException"/> where it may not be.</exception>
    public void Begin() => Directory.CreateDirectory(_folder);

    public string LockOf(string job) => FileOf(job, "lock");

    public JobHolder? HolderOf(string job) => ReadFile<JobHolder>(FileOf(job, "holder.json"));

    public JobFailure? FailureOf(string job) => ReadFile<JobFailure>(FileOf(job, "failure.json"));

    public KeptTeacher? TeacherOf(string job) => ReadFile<KeptTeacher>(FileOf(job, "teacher.json"));

    public void Write(string job, JobHolder holder) => WriteFile(FileOf(job, "holder.json"), holder);

    public void Write(string job, JobFailure failure) => WriteFile(FileOf(job, "failure.json"), failure);

    public void Write(string job, KeptTeacher teacher) => WriteFile(FileOf(job, "teacher.json"), teacher);

    public void ForgetHolder(string job) => File.Delete(FileOf(job, "holder.json"));

    public void ForgetFailure(string job) => File.Delete(FileOf(job, "failure.json"));

    /// <summary>Does what only tells others something, and stops no work where it fails: the locks are what counts.</summary>
    public static void Quietly(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Others find it out for themselves.
        }
    }

    private static T? ReadFile<T>(string path) where T : class
    {
        try
        {
            FileInfo file = new(path);
            return file is { Exists: true, Length: > 0 and <= Largest }
                ? JsonSerializer.Deserialize<T>(File.ReadAllText(DiskFile.Require(path)), Json.Line)
                : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void WriteFile<T>(string path, T value) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(value, Json.Indented) + "\n");

    /// <summary>A file of a job, whose name may be a path: what a file cannot be called is told apart by a sum.</summary>
    private string FileOf(string job, string ending)
    {
        string plain = string.Concat(job.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
        if (plain.Length > LongestName || plain != job)
        {
            string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(job)))[..8];
            plain = $"{plain[..Math.Min(plain.Length, LongestName)]}-{sum}";
        }

        return Path.Combine(_folder, $"{plain}.{ending}");
    }
}
