using System.Runtime.InteropServices;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Tests;

/// <summary>
/// Puts each block at the end of its pages, before a page that may not be touched: reading or writing past the end ends the test
/// run. Linux only.
/// </summary>
internal sealed unsafe partial class GuardPageAllocator : IBlockAllocator
{
    private const int Read = 1, Write = 2, Private = 2, Anonymous = 0x20;

    private static nuint Page => (nuint)Environment.SystemPageSize;

    public byte* Allocate(nuint bytes)
    {
        nuint usable = Pages(bytes);
        nint pages = Map(0, usable + Page, Read | Write, Private | Anonymous, file: -1, offset: 0);
        if (pages == -1 || Protect(pages + (nint)usable, Page, protection: 0) != 0)
        {
            throw new InsufficientMemoryException($"{bytes} bytes with a guard page could not be mapped: error {Marshal.GetLastPInvokeError()}.");
        }

        return (byte*)pages + (usable - bytes);
    }

    public void Free(byte* block, nuint bytes)
    {
        nuint usable = Pages(bytes);
        _ = Unmap((nint)(block - (usable - bytes)), usable + Page);
    }

    private static nuint Pages(nuint bytes) => (bytes + Page - 1) / Page * Page;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint address, nuint length);
}
