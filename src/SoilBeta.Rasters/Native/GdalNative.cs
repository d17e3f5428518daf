using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>The functions of GDAL's C interface used in this room, under GDAL's own names (gdal.org/api). <see cref="GdalLoader"/> finds the library.</summary>
internal static unsafe partial class GdalNative
{
    public const string Library = "gdal";

    public const uint OpenRaster = 0x02;
    public const uint OpenVector = 0x04;
    public const uint OpenVerbose = 0x40;
    public const int Read = 0;
    public const int Write = 1;
    public const int TypeByte = 1;
    public const int TypeFloat32 = 6;
    public const int TypeFloat64 = 7;
    public const int TraditionalGisOrder = 0;

    // Library, drivers, errors.
    [LibraryImport(Library)] public static partial void GDALAllRegister();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALVersionInfo(string request);
    [LibraryImport(Library)] public static partial int GDALGetDriverCount();
    [LibraryImport(Library)] public static partial nint GDALGetDriver(int index);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALGetDriverByName(string name);
    [LibraryImport(Library)] public static partial nint GDALGetDriverShortName(nint driver);
    [LibraryImport(Library)] public static partial void GDALDeregisterDriver(nint driver);
    [LibraryImport(Library)] public static partial void GDALSetCacheMax64(long bytes);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void CPLSetConfigOption(string key, string? value);
    [LibraryImport(Library)] public static partial void CPLSetConfigOptions(byte** options);
    [LibraryImport(Library)] public static partial nint CPLSetErrorHandler(nint handler);
    [LibraryImport(Library)] public static partial void CPLErrorReset();
    [LibraryImport(Library)] public static partial void VSIFree(nint memory);
    [LibraryImport(Library)] public static partial void CSLDestroy(byte** texts);

    // Virtual files.
    [LibraryImport(Library)] public static partial byte** VSIGetFileSystemsPrefixes();
    [LibraryImport(Library)] public static partial nint VSIAllocFilesystemPluginCallbacksStruct();
    [LibraryImport(Library)] public static partial void VSIFreeFilesystemPluginCallbacksStruct(nint callbacks);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int VSIInstallPluginHandler(string prefix, nint callbacks);
    [LibraryImport(Library)] public static partial nint VSICalloc(nuint count, nuint size);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint CPLStrdup(string text);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint VSIFOpenL(string name, string access);
    [LibraryImport(Library)] public static partial nuint VSIFReadL(void* buffer, nuint size, nuint count, nint file);
    [LibraryImport(Library)] public static partial int VSIFSeekL(nint file, ulong offset, int whence);
    [LibraryImport(Library)] public static partial ulong VSIFTellL(nint file);
    [LibraryImport(Library)] public static partial int VSIFCloseL(nint file);

    // Datasets and bands.
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial DatasetHandle GDALOpenEx(string name, uint flags, byte** drivers, byte** options, byte** siblings);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial DatasetHandle GDALCreate(nint driver, string name, int width, int height, int bands, int type, byte** options);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial DatasetHandle GDALCreateCopy(nint driver, string name, DatasetHandle source, int strict, byte** options, nint progress, nint progressData);
    [LibraryImport(Library)] public static partial int GDALClose(nint dataset); // returns void before 3.7, so the value is not used
    [LibraryImport(Library)] public static partial int GDALFlushRasterCache(nint band);
    [LibraryImport(Library)] public static partial byte** GDALGetFileList(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial int GDALGetRasterXSize(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial int GDALGetRasterYSize(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial int GDALGetRasterCount(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial nint GDALGetRasterBand(DatasetHandle dataset, int band);
    [LibraryImport(Library)] public static partial int GDALGetGeoTransform(DatasetHandle dataset, double* transform);
    [LibraryImport(Library)] public static partial int GDALSetGeoTransform(DatasetHandle dataset, double* transform);
    [LibraryImport(Library)] public static partial nint GDALGetSpatialRef(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial int GDALSetSpatialRef(DatasetHandle dataset, SpatialReferenceHandle reference);
    [LibraryImport(Library)] public static partial byte** GDALGetMetadata(DatasetHandle dataset, byte* domain);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int GDALSetMetadataItem(DatasetHandle dataset, string name, string value, string? domain);
    [LibraryImport(Library, EntryPoint = "GDALGetMetadataItem", StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALGetDatasetMetadataItem(DatasetHandle dataset, string name, string? domain);
    [LibraryImport(Library, EntryPoint = "GDALGetMetadataItem", StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALGetBandMetadataItem(nint band, string name, string? domain);
    [LibraryImport(Library, EntryPoint = "GDALSetMetadataItem", StringMarshalling = StringMarshalling.Utf8)] public static partial int GDALSetBandMetadataItem(nint band, string name, string value, string? domain);
    [LibraryImport(Library)] public static partial nint GDALGetDescription(nint band);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void GDALSetDescription(nint band, string text);
    [LibraryImport(Library)] public static partial int GDALGetRasterDataType(nint band);
    [LibraryImport(Library)] public static partial nint GDALGetDataTypeName(int type);
    [LibraryImport(Library)] public static partial int GDALGetDataTypeSizeBytes(int type);
    [LibraryImport(Library)] public static partial double GDALGetRasterNoDataValue(nint band, int* found);
    [LibraryImport(Library)] public static partial int GDALSetRasterNoDataValue(nint band, double value);
    [LibraryImport(Library)] public static partial double GDALGetRasterScale(nint band, int* found);
    [LibraryImport(Library)] public static partial double GDALGetRasterOffset(nint band, int* found);
    [LibraryImport(Library)] public static partial nint GDALGetRasterUnitType(nint band);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int GDALSetRasterUnitType(nint band, string unit);
    [LibraryImport(Library)] public static partial int GDALSetRasterColorInterpretation(nint band, int interpretation);
    [LibraryImport(Library)] public static partial int GDALGetRasterColorInterpretation(nint band);
    [LibraryImport(Library)] public static partial nint GDALGetRasterColorTable(nint band);
    [LibraryImport(Library)] public static partial byte** GDALGetRasterCategoryNames(nint band);
    [LibraryImport(Library)] public static partial nint GDALGetDefaultRAT(nint band);
    [LibraryImport(Library)] public static partial int GDALRATGetColumnCount(nint table);
    [LibraryImport(Library)] public static partial int GDALRATGetUsageOfCol(nint table, int column);
    [LibraryImport(Library)] public static partial int GDALGetMaskFlags(nint band);
    [LibraryImport(Library)] public static partial nint GDALGetMaskBand(nint band);
    [LibraryImport(Library)] public static partial int GDALGetGCPCount(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial nint GDALGetDatasetDriver(DatasetHandle dataset);
    [LibraryImport(Library)] public static partial int GDALGetOverviewCount(nint band);
    [LibraryImport(Library)] public static partial ColorTableHandle GDALCreateColorTable(int interpretation);
    [LibraryImport(Library)] public static partial void GDALDestroyColorTable(nint table);
    [LibraryImport(Library)] public static partial void GDALSetColorEntry(ColorTableHandle table, int index, ColorEntry* entry);
    [LibraryImport(Library)] public static partial int GDALSetRasterColorTable(nint band, ColorTableHandle table);
    [LibraryImport(Library)] public static partial int GDALRasterIO(nint band, int direction, int x, int y, int width, int height, void* buffer, int bufferWidth, int bufferHeight, int type, int pixelSpace, int lineSpace);

    // Virtual datasets.
    [LibraryImport(Library)] public static partial DatasetHandle VRTCreate(int width, int height);
    [LibraryImport(Library)] public static partial int GDALAddBand(DatasetHandle dataset, int type, byte** options);
    [LibraryImport(Library)] public static partial int GDALCreateDatasetMaskBand(DatasetHandle dataset, int flags);
    [LibraryImport(Library)] public static partial int VRTAddSimpleSource(nint band, nint source, int x, int y, int width, int height, int targetX, int targetY, int targetWidth, int targetHeight, byte* resampling, double noData);

    // gdalwarp and gdal_translate as functions.
    [LibraryImport(Library)] public static partial WarpOptionsHandle GDALWarpAppOptionsNew(byte** arguments, nint reserved);
    [LibraryImport(Library)] public static partial void GDALWarpAppOptionsFree(nint options);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALWarp(string destination, nint destinationDataset, int sourceCount, nint* sources, WarpOptionsHandle options, int* usageError);
    [LibraryImport(Library)] public static partial void GDALWarpAppOptionsSetProgress(WarpOptionsHandle options, nint progress, nint data);
    [LibraryImport(Library)] public static partial TranslateOptionsHandle GDALTranslateOptionsNew(byte** arguments, nint reserved);
    [LibraryImport(Library)] public static partial void GDALTranslateOptionsFree(nint options);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial DatasetHandle GDALTranslate(string destination, DatasetHandle source, TranslateOptionsHandle options, int* usageError);

    // Coordinate reference systems.
    [LibraryImport(Library)] public static partial SpatialReferenceHandle OSRNewSpatialReference(byte* wkt);
    [LibraryImport(Library)] public static partial void OSRDestroySpatialReference(nint reference);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int OSRSetFromUserInput(SpatialReferenceHandle reference, string text);
    [LibraryImport(Library)] public static partial int OSRExportToWktEx(nint reference, nint* wkt, byte** options);
    [LibraryImport(Library)] public static partial int OSRIsGeographic(SpatialReferenceHandle reference);
    [LibraryImport(Library)] public static partial int OSRIsProjected(SpatialReferenceHandle reference);
    [LibraryImport(Library)] public static partial int OSRIsSame(SpatialReferenceHandle one, SpatialReferenceHandle other);
    [LibraryImport(Library)] public static partial double OSRGetAngularUnits(SpatialReferenceHandle reference, nint* name);
    [LibraryImport(Library)] public static partial double OSRGetLinearUnits(SpatialReferenceHandle reference, nint* name);
    [LibraryImport(Library)] public static partial void OSRSetAxisMappingStrategy(SpatialReferenceHandle reference, int strategy);
    [LibraryImport(Library)] public static partial CoordinateTransformHandle OCTNewCoordinateTransformation(SpatialReferenceHandle source, SpatialReferenceHandle target);
    [LibraryImport(Library)] public static partial void OCTDestroyCoordinateTransformation(nint transform);
    [LibraryImport(Library)] public static partial int OCTTransformEx(CoordinateTransformHandle transform, int count, double* x, double* y, double* z, int* success);

    // Vector layers.
    [LibraryImport(Library)] public static partial int GDALDatasetGetLayerCount(DatasetHandle dataset);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint GDALDatasetExecuteSQL(DatasetHandle dataset, string statement, nint spatialFilter, string? dialect);
    [LibraryImport(Library)] public static partial void GDALDatasetReleaseResultSet(DatasetHandle dataset, nint results);
    [LibraryImport(Library)] public static partial nint GDALDatasetGetLayer(DatasetHandle dataset, int index);
    [LibraryImport(Library)] public static partial nint OGR_L_GetLayerDefn(nint layer);
    [LibraryImport(Library)] public static partial nint OGR_L_GetSpatialRef(nint layer);
    [LibraryImport(Library)] public static partial void OGR_L_ResetReading(nint layer);
    [LibraryImport(Library)] public static partial nint OGR_L_GetNextFeature(nint layer);
    [LibraryImport(Library)] public static partial int OGR_FD_GetFieldCount(nint definition);
    [LibraryImport(Library)] public static partial nint OGR_FD_GetFieldDefn(nint definition, int index);
    [LibraryImport(Library)] public static partial nint OGR_Fld_GetNameRef(nint field);
    [LibraryImport(Library)] public static partial void OGR_F_Destroy(nint feature);
    [LibraryImport(Library)] public static partial nint OGR_F_GetFieldAsString(nint feature, int field);
    [LibraryImport(Library)] public static partial nint OGR_F_StealGeometry(nint feature);
    [LibraryImport(Library)] public static partial int OGR_G_GetDimension(nint geometry);
    [LibraryImport(Library)] public static partial nint OGR_G_Clone(nint geometry);
    [LibraryImport(Library)] public static partial void OGR_G_GetEnvelope(nint geometry, double* envelope);
    [LibraryImport(Library)] public static partial int OGR_G_GetGeometryCount(nint geometry);
    [LibraryImport(Library)] public static partial nint OGR_G_GetGeometryRef(nint geometry, int index);
    [LibraryImport(Library)] public static partial int OGR_G_GetPointCount(nint geometry);
    [LibraryImport(Library)] public static partial int OGR_G_GetPoints(nint geometry, double* x, int strideX, double* y, int strideY, double* z, int strideZ);
    [LibraryImport(Library)] public static partial void OGR_G_SetPoint_2D(nint geometry, int point, double x, double y);
    [LibraryImport(Library)] public static partial int OGR_G_HasCurveGeometry(nint geometry, int lookForNonLinear);
    [LibraryImport(Library)] public static partial nint OGR_G_GetLinearGeometry(nint geometry, double maxAngleStep, byte** options);
    [LibraryImport(Library)] public static partial void OGR_G_DestroyGeometry(nint geometry);
    [LibraryImport(Library)] public static partial int GDALRasterizeGeometries(DatasetHandle dataset, int bandCount, int* bands, int geometryCount, nint* geometries, nint transformer, nint transformerData, double* burnValues, byte** options, nint progress, nint progressData);
}
