using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary>Locks on files that several processes share.</summary>
public sealed class FileLockTests
{
    [Fact]
    public void A_lock_whose_file_cannot_be_written_is_not_kept()
    {
        const string Full = "/dev/full";
        Assert.SkipUnless(File.Exists(Full), "A full device needs /dev/full.");

        for (int time = 0; time < 2; time++)
        {
            Assert.Throws<IOException>(() => FileLock.Patiently(() => FileLock.Take(Full), TimeSpan.FromSeconds(2)));
        }
    }
}
