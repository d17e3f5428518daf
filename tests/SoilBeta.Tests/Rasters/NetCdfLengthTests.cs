using System.Buffers.Binary;
using System.Text;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>Where a classic netCDF file must end, by its format's own rules, and what the library says of it.</summary>
public sealed class NetCdfLengthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NetCdfLengthTests() => GdalLibrary.Require();

    public void Dispose() => _folder.Dispose();

    /// <summary>Three records of three shorts: 6 bytes each where they are alone, padded to 8 where a second variable's 8 lie between them.</summary>
    [Theory]
    [InlineData(1, 1, (2 * 6) + 6)]
    [InlineData(2, 1, (2 * 6) + 6)]
    [InlineData(1, 2, (2 * 16) + 8 + 8)]
    [InlineData(2, 2, (2 * 16) + 8 + 8)]
    public void A_file_is_whole_when_its_last_record_is_there(byte version, int variables, int data)
    {
        byte[] head = Head(version, variables);
        File.WriteAllBytes(_folder["whole.nc"], [.. head, .. new byte[data]]);
        NetCdfLength.Check(_folder["whole.nc"]);
        File.WriteAllBytes(_folder["cut.nc"], [.. head, .. new byte[data - 1]]);
        Should.Throw<InvalidDataException>(() => NetCdfLength.Check(_folder["cut.nc"])).Message.ShouldContain($"cut.nc is a netCDF file that is damaged or truncated: its header claims {head.Length + data} bytes, it has {head.Length + data - 1}.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("CDF")]
    [InlineData("CDF\u0003----")]
    [InlineData("II*\0")]
    public void What_the_library_makes_nothing_of_has_no_length(string text)
    {
        File.WriteAllText(_folder["other.nc"], text);
        NetCdfLength.Check(_folder["other.nc"]);
    }

    /// <summary>A header: dimensions time (the records) and x (3), variables v(time, x) of shorts and t(time) of doubles, data right behind.</summary>
    private static byte[] Head(byte version, int variables)
    {
        int length = Write(0).Length;
        return Write(length);

        byte[] Write(int begin)
        {
            var bytes = new List<byte>([.. "CDF"u8, version]);
            Count(3);
            List(10, 2);
            Dimension("time", 0);
            Dimension("x", 3);
            List(0, 0);
            List(11, variables);
            Variable("v", 3, 6, begin, 0, 1);
            if (variables == 2)
                Variable("t", 6, 8, begin + 8, 0);
            return [.. bytes];

            void Number(long value, int size)
            {
                byte[] number = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, value);
                bytes.AddRange(number[(8 - size)..]);
            }

            void Count(long value) => Number(value, version == 5 ? 8 : 4);

            void List(int tag, int count)
            {
                Number(tag, 4);
                Count(count);
            }

            void Name(string name)
            {
                Count(name.Length);
                bytes.AddRange(Encoding.ASCII.GetBytes(name.PadRight((name.Length + 3) / 4 * 4, '\0')));
            }

            void Dimension(string name, int cells)
            {
                Name(name);
                Count(cells);
            }

            void Variable(string name, int type, int size, long at, params int[] dimensions)
            {
                Name(name);
                Count(dimensions.Length);
                foreach (int dimension in dimensions)
                    Count(dimension);
                List(0, 0);
                Number(type, 4);
                Count(size);
                Number(at, version == 1 ? 4 : 8);
            }
        }
    }
}
