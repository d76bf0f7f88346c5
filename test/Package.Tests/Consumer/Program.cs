using System.Runtime.InteropServices;
using System.Runtime.Loader;

// What programs do with the package. The tests run it as:
//   Consumer train                  trains and saves gan.zip in the current folder, and prints what the model generates
//   Consumer load MODEL             prints what a saved model generates; of the library it uses nothing but the model
//   Consumer torch-first            calls TorchSharp, whether that works or not, and then trains
//   Consumer torch-second           calls TorchSharp after the library
//   Consumer notebook LIST VERB…    does one of these with the packages' files from the paths in LIST, as a notebook does
if (args is ["notebook", var list, ..])
{
    var paths = File.ReadAllLines(list).ToLookup(path => Path.GetFileNameWithoutExtension(path));
    AssemblyLoadContext.Default.Resolving += (context, name) => paths[name.Name!].FirstOrDefault() is { } path ? context.LoadFromAssemblyPath(path) : null;
    AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
        paths[name].Concat(paths[$"lib{name}"]).Select(path => NativeLibrary.TryLoad(path, out var library) ? library : 0).FirstOrDefault(library => library != 0);
    args = args[2..];
}

try
{
    switch (args)
    {
        case ["train"]:
            Training.Run();
            return 0;
        case ["load", var model]:
            SavedModel.Run(model);
            return 0;
        case ["torch-first"]:
            TorchCalls.First();
            Training.Run();
            return 0;
        case ["torch-second"]:
            TorchCalls.Second();
            return 0;
        default:
            Console.Error.WriteLine($"No such arguments: {string.Join(' ', args)}");
            return 2;
    }
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    return 1;
}
