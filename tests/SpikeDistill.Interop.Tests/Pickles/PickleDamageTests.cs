using System.Text;
using SpikeDistill.Interop.Pickles;
using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Interop.Tests.Pickles;

/// <summary>Pickles that are cut, forged or made to do harm.</summary>
public sealed class PickleDamageTests
{
    public static TheoryData<PickleStyle> Styles => [.. PickleStyle.All];

    [Theory]
    [MemberData(nameof(Styles))]
    public void Every_cut_is_noticed(PickleStyle style)
    {
        byte[] pickle = Batch(style);
        for (int length = 0; length < pickle.Length; length++)
        {
            PickleException failure = Assert.Throws<PickleException>(() => PickleFile.ReadDictionary(pickle.AsMemory(0, length), "cut"));
            Assert.StartsWith("'cut': ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Every_changed_byte_is_data_or_a_told_error(PickleStyle style)
    {
        byte[] good = Batch(style);
        for (int i = 0; i < good.Length; i++)
        {
            foreach (byte flip in (byte[])[1, 0x80, 0x20, 0xff])
            {
                byte[] bad = [.. good];
                bad[i] ^= flip;
                try
                {
                    PickleFile.ReadDictionary(bad, "bad");
                }
                catch (PickleException)
                {
                }
            }
        }
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'id'\ntR.", "it names os.system, which is not plain data; nothing in it was run")]
    [InlineData("(S'id'\nios\nsystem\n.", "it uses the operation INST (0x69) at byte 7")]
    [InlineData("(cos\nsystem\no.", "it names os.system")]
    [InlineData("Pid\n.", "it uses the operation PERSID (0x50) at byte 0")]
    [InlineData("cnumpy\ndtype\n)\x81.", "NEWOBJ (0x81)")]
    [InlineData("\x80\x09N.", "it is of protocol 9; expected at most 5")]
    [InlineData("cnumpy\ndtype\n.", "it does not hold a dictionary")]
    [InlineData("g7\n.", "the value 7 is referred to before it is made")]
    [InlineData("(.", "a value is missing")]
    [InlineData("t.", "a mark is missing")]
    [InlineData("(dS'a'\ns.", "a value is missing")]
    [InlineData("NNa.", "appended to what is no list")]
    [InlineData("(dI1\nNs.", "a key is no text")]
    [InlineData("}(S'a'\nu.", "a key has no value")]
    [InlineData("T\xff\xff\xff\xffx.", "4294967295 bytes are announced")]
    [InlineData("\x95\xff\xff\xff\xff\xff\xff\xff\xff.", "bytes is announced")]
    [InlineData("\x8a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01.", "a whole number takes 9 bytes")]
    [InlineData("Iabc\n.", "a whole number cannot be read")]
    [InlineData("Fabc\n.", "a number cannot be read")]
    [InlineData("S'a\n.", "a text cannot be read")]
    [InlineData("V\\ud8\n.", "a text cannot be read")]
    [InlineData("}N.}b.", "it does not hold a dictionary")]
    [InlineData("}}b.", "a state is given to what has none")]
    [InlineData("cnumpy\ndtype\n(I1\ntR.", "called with something else")]
    [InlineData("?", "it uses the operation 0x3f at byte 0")]
    public void What_is_wrong_is_told(string pickle, string told)
        => Assert.Contains(told, Refusal(Encoding.Latin1.GetBytes(pickle)), StringComparison.Ordinal);

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, 2)]
    [InlineData(int.MaxValue, 4)]
    public void An_array_has_the_bytes_that_its_shape_takes(long rows, long columns)
    {
        byte[] pickle = PickleWriter.Dictionary(PickleStyle.OfCifar, ("data", new ByteArray(new byte[8], rows, columns)));
        Assert.Contains("do not have the length", Refusal(pickle), StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_of_NumPy_2_are_known()
    {
        foreach (PickleStyle style in PickleStyle.All)
        {
            byte[] pickle = PickleWriter.Dictionary(style, ("data", new ByteArray([1, 2, 3, 4], 2, 2) { NewNumPy = true }));
            Assert.Equal([1, 2, 3, 4], PickleFile.ReadDictionary(pickle, "x").Array("data").Data.ToArray());
        }
    }

    /// <summary>A short file must not grow into much memory by making the same text into bytes again and again.</summary>
    [Fact]
    public void Texts_are_not_made_into_bytes_beyond_the_files_length()
    {
        StringBuilder pickle = new("(lV" + new string('x', 10_000) + "\np0\n0");
        for (int i = 0; i < 10_000; i++)
        {
            pickle.Append("c_codecs\nencode\n(g0\nVlatin1\ntRa");
        }

        byte[] content = Encoding.Latin1.GetBytes(pickle.Append('.').ToString());
        Assert.Contains("more bytes are made", Refusal(content), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] content) => Assert.Throws<PickleException>(() => PickleFile.ReadDictionary(content, "x")).Message;

    private static byte[] Batch(PickleStyle style)
        => PickleWriter.Dictionary(
            style,
            ("data", new ByteArray([.. Enumerable.Range(0, 40).Select(i => (byte)(i * 13))], 4, 10)),
            ("labels", new List<long> { 1, 2, 3, 4 }),
            ("names", new List<string> { "a", "b" }));
}
