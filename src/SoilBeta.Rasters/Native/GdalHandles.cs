using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>A GDAL object that is freed exactly once, by the function of its subclass.</summary>
internal abstract class GdalHandle : SafeHandle
{
    protected GdalHandle() : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;
}

/// <summary>An open raster or vector dataset.</summary>
internal sealed class DatasetHandle : GdalHandle
{
    /// <summary>Short name of the dataset's driver.</summary>
    public string Driver => Marshal.PtrToStringUTF8(GdalNative.GDALGetDriverShortName(GdalNative.GDALGetDatasetDriver(this))) ?? "";

    /// <summary>Whether reading it, or the dataset that it refers to, calls the HDF5 library (<see cref="Hdf5Lock"/>).</summary>
    public bool UsesHdf5 { get; set; }

    protected override bool ReleaseHandle()
    {
        using (Hdf5Lock.Enter(this))
            _ = GdalNative.GDALClose(handle);
        return true;
    }
}

/// <summary>A coordinate reference system.</summary>
internal sealed class SpatialReferenceHandle : GdalHandle
{
    protected override bool ReleaseHandle()
    {
        GdalNative.OSRDestroySpatialReference(handle);
        return true;
    }
}

/// <summary>A transformation between two coordinate reference systems.</summary>
internal sealed class CoordinateTransformHandle : GdalHandle
{
    protected override bool ReleaseHandle()
    {
        GdalNative.OCTDestroyCoordinateTransformation(handle);
        return true;
    }
}

/// <summary>Parsed options of gdalwarp.</summary>
internal sealed class WarpOptionsHandle : GdalHandle
{
    protected override bool ReleaseHandle()
    {
        GdalNative.GDALWarpAppOptionsFree(handle);
        return true;
    }
}

/// <summary>Parsed options of gdal_translate.</summary>
internal sealed class TranslateOptionsHandle : GdalHandle
{
    protected override bool ReleaseHandle()
    {
        GdalNative.GDALTranslateOptionsFree(handle);
        return true;
    }
}

/// <summary>A table of colours.</summary>
internal sealed class ColorTableHandle : GdalHandle
{
    protected override bool ReleaseHandle()
    {
        GdalNative.GDALDestroyColorTable(handle);
        return true;
    }
}

/// <summary>A colour: red, green, blue, opacity, 0 … 255 each (<c>GDALColorEntry</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ColorEntry(short Red, short Green, short Blue, short Alpha);

/// <summary>A C list of strings: pointers to UTF-8 text, terminated by a null pointer.</summary>
internal sealed unsafe class TextList : IDisposable
{
    private readonly int _count;

    public TextList(params ReadOnlySpan<string> texts)
    {
        _count = texts.Length;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(nint));
        for (int i = 0; i < _count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
    }

    public byte** Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer == null)
            return;
        for (int i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
