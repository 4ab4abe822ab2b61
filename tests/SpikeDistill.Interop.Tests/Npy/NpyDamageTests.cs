using System.Buffers.Binary;
using System.Text;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Interop.Tests.Npy;

public sealed class NpyDamageTests
{
    private static readonly byte[] Eight = new byte[8];

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "8 bytes of data follow; expected 12")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "8 bytes of data follow; expected 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "8 bytes of data follow; expected 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "more than any file holds")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904, 4), }", "more than any file holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296, 4294967296), }", "more than any file holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }", "in 'shape'; expected whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "'-2,), }' in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,), }", "'.0,), }' in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "expected a tuple, such as (3,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1 2), }", "'2), }' in 'shape'; expected a comma")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [2,], }", "expected '('")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "its end in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "as 'fortran_order'; expected True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "has no 'shape'")]
    [InlineData("{}", "has no 'descr'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "names 'descr' twice")]
    [InlineData("{'descr': '<f4', 'order': False, 'shape': (2,), }", "names 'order'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", "goes on after its dictionary with 'x'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "'|O'; expected one of")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", "does not say its byte order")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (2,), }", "does not say its byte order")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,), }", "has '__import__('")]
    [InlineData("", "has its end; expected '{'")]
    [InlineData("{'descr", "has ''descr'; expected a key in quotes")]
    public void Each_kind_of_damage_is_named(string header, string message)
    {
        NpyException failure = Assert.Throws<NpyException>(() => Open(HandMade(header, Eight)));
        Assert.StartsWith("'hand.npy': ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal("hand.npy", failure.FileName);
    }

    [Theory]
    [InlineData("{\"shape\":(2L,),\"fortran_order\":False,\"descr\":\"<f4\"}")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2)}\n")]
    public void What_older_NumPy_wrote_reads(string header)
    {
        using NpyFile file = Open(HandMade(header, Eight));
        Assert.Equal([0, 0], file.ReadSingles());
    }

    [Fact]
    public void Another_format_or_version_is_named()
    {
        byte[] good = HandMade("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", Eight);
        Assert.Contains("does not begin with", Error([0x80, .. good[1..]]), StringComparison.Ordinal);
        Assert.Contains("version is 4.0", Error([.. good[..6], 4, .. good[7..]]), StringComparison.Ordinal);
        Assert.Contains("version is 1.7", Error([.. good[..7], 7, .. good[8..]]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(1_000_000u)]
    [InlineData(9u)]
    public void A_lying_header_length_allocates_nothing(uint length)
    {
        byte[] content = [.. "\0NUMPY\u0002\0"u8, .. new byte[12]];
        content[0] = 0x93;
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(8), length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("header's length", Error(content), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void Every_shorter_or_longer_file_is_refused()
    {
        byte[] whole = NumPyFixture.Bytes("i2");
        for (int length = 0; length < whole.Length; length++)
            Error(whole[..length]);
        Error([.. whole, 0]);
        Open(whole).Dispose();
    }

    [Fact]
    public void Any_change_is_read_or_refused_but_never_crashes()
    {
        byte[][] samples = [.. ((string[])["f4", "i2-big", "fortran-u1", "scalar", "version2"]).Select(NumPyFixture.Bytes)];
        var random = new Random(20261);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] changed = [.. samples[round % samples.Length]];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                changed[random.Next(changed.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}()',:0189<>|"[random.Next(14)]);
            try
            {
                using NpyFile file = Open(changed);
                Assert.Equal(file.ElementCount, file.ReadSingles().Length);
            }
            catch (NpyException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    private static byte[] HandMade(string header, byte[] data)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8)];
        return [.. start, .. text, .. data];
    }

    private static NpyFile Open(byte[] content) => NpyFile.Open(new MemoryStream(content), "hand.npy");

    private static string Error(byte[] content) => Assert.Throws<NpyException>(() => Open(content)).Message;
}
